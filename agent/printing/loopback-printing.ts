/** Puts the loopback printers together: the IPP server, its edge, and where each printer stands. */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { Printer } from '../../src/model/printer.ts';
import type { ServedPrinter } from '../../src/printing/ipp/server/capabilities.ts';
import { IPP_PORT } from '../../src/net/ports.ts';
import { IppServer } from '../../src/printing/ipp/server/ipp-server.ts';
import { JobBook } from '../../src/printing/ipp/server/job-book.ts';
import {
  isPrinterKey,
  printerKey,
  printerPath,
} from '../../src/printing/ipp/server/printer-path.ts';
import type { Database } from '../../src/store/database.ts';
import type { Settings } from '../../src/store/settings.ts';
import { ICON_SIZES } from '../http/printer-icon.ts';
import { checkHost } from '../http/door-guard.ts';
import { IdleConnections } from '../http/idle-connections.ts';
import { IppEdge, type IppEdgeOptions } from '../http/ipp-edge.ts';
import { loopbackAccess, loopbackUsers, type MayConnect } from '../loopback-access.ts';
import type { Office } from '../office.ts';
import { printsOnLetter } from './paper-habit.ts';
import { rememberedPort } from '../life/remembered-port.ts';

export interface LoopbackPrintingOptions {
  database: Database;
  settings: Settings;
  office: () => Promise<Office>;
  printers: (office: Office) => Printer[];
  deviceName: (office: Office, device: string) => string;
  /** The dashboard, `http://127.0.0.1:PORT`. */
  dashboard: () => string;
  /** As in the arguments of the agent. */
  port: number | undefined;
  localPort: number | undefined;
  clock: Clock;
  log: Log;
}

const CONNECTIONS = 96;

export class LoopbackPrinting implements Lifecycle {
  readonly #options: LoopbackPrintingOptions;
  readonly #ipp: IppServer;
  readonly #edge: IppEdge | undefined;

  constructor(options: LoopbackPrintingOptions) {
    this.#options = options;
    const { database, settings, clock, log } = options;
    this.#ipp = new IppServer({
      book: new JobBook(database),
      printing: async () => (await options.office()).printing,
      clock,
      log,
      newId: randomUUID,
      letter: printsOnLetter(),
      current: async ({ device, id }) =>
        options
          .printers(await options.office())
          .find((one) => one.id === id && one.device === device),
      pause: async ({ device, id }, paused) => {
        const { printers } = await options.office();
        const own = printers.listOwn().find((one) => one.id === id && one.device === device);
        if (own) printers.decide(id, { paused });
        return own !== undefined;
      },
    });
    const users = loopbackUsers(process.env['HALLWAY_IPP']);
    if (users === 'off') return;
    this.#edge = new IppEdge({
      // Queues of this PC know the address.
      ...rememberedPort(settings, {
        name: 'ipp.port',
        usual: IPP_PORT,
        asked: options.port,
        localPort: options.localPort,
      }),
      host: '127.0.0.1',
      // All of them come from one address: what stands idle makes room.
      connections: { perNeighbour: Infinity },
      guard: (server) => new IdleConnections(CONNECTIONS).guard(server as Server),
      find: (key) => this.#find(key),
      ipp: this.#ipp,
      admit: admitUsers(loopbackAccess(users, 'lp')),
      log,
    });
  }

  async start(): Promise<void> {
    this.#ipp.start();
    await this.#edge?.start();
  }

  async stop(): Promise<void> {
    await this.#edge?.stop();
    this.#ipp.stop();
  }

  /** Printers or jobs may be different. */
  heed(): void {
    this.#ipp.heed();
  }

  /** Where programs of this PC print to it; undefined if that is switched off. */
  uriOf(printer: Pick<Printer, 'device' | 'id'>): string | undefined {
    if (!this.#edge) return undefined;
    return `ipp://127.0.0.1:${this.#edge.port}${printerPath(printerKey(printer))}`;
  }

  async #find(key: string): Promise<ServedPrinter | undefined> {
    if (!isPrinterKey(key)) return undefined;
    const { office: now, printers, deviceName, dashboard } = this.#options;
    const office = await now();
    const printer = printers(office).find((one) => printerKey(one) === key);
    const uri = printer && this.uriOf(printer);
    if (!printer || !uri) return undefined;
    return {
      printer,
      key,
      uri,
      page: `${dashboard()}/`,
      icons: ICON_SIZES.map((size) => `http://${new URL(uri).host}/icons/${size}/printer.png`),
      deviceName: deviceName(office, printer.device),
    };
  }
}

function admitUsers(mayPrint: MayConnect): IppEdgeOptions['admit'] {
  return async (request, port) => {
    checkHost(request, port);
    if (await mayPrint(request.socket)) return;
    throw new HallwayError('request.forbidden', 'These printers belong to another user.', {
      fix: 'Print as the person who runs Hallway.',
    });
  };
}
