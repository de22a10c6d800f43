/**
 * This PC's printers for every device of the LAN, where their owner opened them: IPP Everywhere and
 * AirPrint printers at doors of their own, told of by DNS-SD. Nothing is open while no printer is.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { Clock } from '../../src/base/clock.ts';
import { asHallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import { hostName } from '../../src/discovery/advertiser.ts';
import type { LanPrinting as Facts } from '../../src/model/lan-printing.ts';
import type { Printer } from '../../src/model/printer.ts';
import type { Adapter } from '../../src/net/adapters.ts';
import { LAN_IPP_PORT, LAN_IPPS_PORT } from '../../src/net/ports.ts';
import type { ServedPrinter } from '../../src/printing/ipp/server/capabilities.ts';
import { GuestLimits } from '../../src/printing/ipp/server/guest-limits.ts';
import { IppServer } from '../../src/printing/ipp/server/ipp-server.ts';
import { JobBook } from '../../src/printing/ipp/server/job-book.ts';
import { printerKey, printerPath } from '../../src/printing/ipp/server/printer-path.ts';
import type { Database } from '../../src/store/database.ts';
import type { Settings } from '../../src/store/settings.ts';
import { IppEdge } from '../http/ipp-edge.ts';
import { guardLan, guestAddress, requireOwnHost } from '../http/lan-access.ts';
import { acceptedLanguage } from '../../src/desktop/words/language.ts';
import { lanPage } from '../http/lan-page.ts';
import { ICON_SIZES } from '../http/printer-icon.ts';
import { lanAdverts, LanNames } from './lan-adverts.ts';
import { lanCertificate, tlsOptions } from './lan-certificate.ts';
import { lanFacts } from './lan-facts.ts';
import type { Office } from '../office.ts';
import { printsOnLetter } from './paper-habit.ts';
import { rememberedPort } from '../life/remembered-port.ts';

export interface LanPrintingOptions {
  home: string;
  database: Database;
  settings: Settings;
  office: () => Promise<Office>;
  /** This device's id, and what its person calls it. */
  device: () => string;
  deviceName: () => string;
  /** As in the arguments of the agent: 0 where any ports will do. */
  localPort: number | undefined;
  /** The facts are others now. */
  changed: () => void;
  clock: Clock;
  log: Log;
}

type Scheme = 'ipp' | 'ipps';
type Doors = Record<Scheme, IppEdge>;

const USUAL: Record<Scheme, number> = { ipp: LAN_IPP_PORT, ipps: LAN_IPPS_PORT };
/** Of one address, and of all: a phone needs two or three. */
const CONNECTIONS = { perNeighbour: 16, all: 96 };
const SILENCE_MS = 60_000;
const REQUEST_MS = 900_000;

export class LanPrinting implements Lifecycle {
  readonly #options: LanPrintingOptions;
  readonly #ipp: IppServer;
  readonly #names = new LanNames();
  #office: Office | undefined;
  #doors: Doors | undefined;
  /** Why there are no doors although there should be. */
  #trouble = '';
  #applying: Promise<void> = Promise.resolve();
  #running = false;

  constructor(options: LanPrintingOptions) {
    this.#options = options;
    const { database, clock, log } = options;
    this.#ipp = new IppServer({
      book: new JobBook(database),
      printing: async () => (await options.office()).printing,
      clock,
      log,
      newId: randomUUID,
      letter: printsOnLetter(),
      current: ({ id }) => Promise.resolve(this.#current(id)),
      guests: new GuestLimits({
        clock,
        job: (id) => this.#office?.printing.jobs().find((job) => job.id === id),
      }),
    });
  }

  async start(): Promise<void> {
    this.#running = true;
    this.#ipp.start();
    await this.refresh();
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#applying;
    await this.#close();
    this.#ipp.stop();
  }

  /** Printers or jobs may be different. */
  heed(): void {
    this.#ipp.heed();
  }

  /** Makes doors and adverts fit what is opened now. Never rejects. */
  refresh(): Promise<void> {
    this.#applying = this.#applying.then(async () => {
      try {
        if (this.#running) await this.#apply(await this.#options.office());
      } catch (error) {
        const { code, message, fix = '' } = asHallwayError(error);
        this.#options.log.warn({ code, error }, 'printers could not be opened to the LAN');
        this.#trouble = `${message} ${fix}`.trim();
        await this.#close();
      }
    });
    return this.#applying;
  }

  async #apply(office: Office): Promise<void> {
    if (this.#office !== office) this.#move(office);
    const opened = office.printers.opened();
    this.#trouble = '';
    if (opened.length > 0 && !this.#doors) await this.#open();
    if (opened.length === 0) await this.#close();
    this.#advertise();
  }

  /** After a change of identity everything that tells the LAN is another. */
  #move(office: Office): void {
    this.#office = office;
    this.#names.clear();
    office.discovery.events.on('renamed', ({ wanted, now }) => {
      this.#names.renamed(wanted, now);
      if (this.#office === office) this.#advertise();
      this.#options.changed();
    });
  }

  async #open(): Promise<void> {
    const { home, device } = this.#options;
    const certificate = await lanCertificate(home, hostName(device()));
    const doors: Doors = { ipp: this.#door('ipp'), ipps: this.#door('ipps', certificate) };
    try {
      await doors.ipp.start();
      await doors.ipps.start();
    } catch (error) {
      await Promise.all([doors.ipp.stop(), doors.ipps.stop()]);
      throw error;
    }
    this.#doors = doors;
  }

  async #close(): Promise<void> {
    const doors = this.#doors;
    this.#doors = undefined;
    if (doors) await Promise.all([doors.ipp.stop(), doors.ipps.stop()]);
  }

  #door(scheme: Scheme, certificate?: { key: string; cert: string }): IppEdge {
    const { settings, localPort, log } = this.#options;
    const adapters = (): readonly Adapter[] => this.#office?.adapters.current() ?? [];
    return new IppEdge({
      ...rememberedPort(settings, {
        name: `lan.${scheme}.port`,
        usual: USUAL[scheme],
        localPort,
      }),
      host: undefined,
      connections: CONNECTIONS,
      silenceMs: SILENCE_MS,
      requestMs: REQUEST_MS,
      server: certificate && ((times) => createServer({ ...times, ...tlsOptions(certificate) })),
      guard: (server) => guardLan(server, adapters),
      admit: (request, port) => void this.#hostOf(request, port),
      find: (key, request) => this.#find(key, scheme, request),
      guest: guestAddress,
      page: async (languages) =>
        lanPage(acceptedLanguage(languages), this.#options.deviceName(), await this.facts()),
      ipp: this.#ipp,
      log,
    });
  }

  #current(id: string): Printer | undefined {
    const printer = this.#office?.printers.opened().find((one) => one.id === id);
    return printer && { ...printer, name: this.#names.of(printer.name) };
  }

  /** The host by which the request calls this PC; throws if it means another. */
  #hostOf(request: IncomingMessage, port: number): string {
    const own = hostname().toLowerCase();
    const names = [hostName(this.#options.device()), own, `${own.split('.')[0]}.local`];
    return requireOwnHost(request, port, this.#office?.adapters.current() ?? [], names);
  }

  #find(key: string, scheme: Scheme, request: IncomingMessage): Promise<ServedPrinter | undefined> {
    const doors = this.#doors;
    const printer = this.#office?.printers.opened().find((one) => printerKey(one) === key);
    if (!printer || !doors) return Promise.resolve(undefined);
    const host = this.#hostOf(request, doors[scheme].port);
    return Promise.resolve(this.#served(printer, host, scheme, doors));
  }

  #served(printer: Printer, host: string, scheme: Scheme, doors: Doors): ServedPrinter {
    const key = printerKey(printer);
    const at = (which: Scheme): string =>
      `${which}://${host}:${doors[which].port}${printerPath(key)}`;
    const web = `${scheme === 'ipp' ? 'http' : 'https'}://${host}:${doors[scheme].port}`;
    return {
      printer: { ...printer, name: this.#names.of(printer.name) },
      key,
      uri: at(scheme),
      uris: [at('ipp'), at('ipps')],
      page: `${web}/`,
      icons: ICON_SIZES.map((size) => `${web}/icons/${size}/printer.png`),
      deviceName: this.#options.deviceName(),
    };
  }

  #advertise(): void {
    const [office, doors] = [this.#office, this.#doors];
    if (!office) return;
    if (!doors) return office.discovery.setOthers([]);
    const host = hostName(this.#options.device());
    const served = office.printers
      .opened()
      .map((printer) => ({ printer, served: this.#served(printer, host, 'ipp', doors) }));
    const ports = { ipp: doors.ipp.port, ipps: doors.ipps.port };
    office.discovery.setOthers(lanAdverts(served, ports, this.#ipp));
    this.#options.changed();
  }

  /** For a page about printing from phones. */
  async facts(): Promise<Facts> {
    const office = await this.#options.office();
    const ports = this.#doors && { ipp: this.#doors.ipp.port, ipps: this.#doors.ipps.port };
    return lanFacts({
      opened: office.printers.opened(),
      adapters: office.adapters.current(),
      ports,
      names: this.#names,
      trouble: this.#trouble,
    });
  }
}
