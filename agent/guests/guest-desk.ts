/**
 * What a guest with a link may do at this PC, and its owner with the links: printing, files and the
 * ledger put together. The door for guests is open only while a link lives.
 */
import { hostname } from 'node:os';
import type { Topic } from '../../src/api/events.ts';
import type { Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import { hostName } from '../../src/discovery/advertiser.ts';
import { GUEST_LINK_BOUNDS as bounds } from '../../src/guests/guest-bounds.ts';
import { GuestLinks } from '../../src/guests/guest-links.ts';
import { qrCode } from '../../src/guests/qr-code.ts';
import type {
  GuestInvitation,
  GuestJob,
  GuestLink,
  GuestView,
  NewGuestLink,
} from '../../src/model/guest.ts';
import type { Job } from '../../src/model/job.ts';
import type { ActivityKind } from '../../src/model/activity.ts';
import type { Printer } from '../../src/model/printer.ts';
import type { Database } from '../../src/store/database.ts';
import type { Settings } from '../../src/store/settings.ts';
import type { Office } from '../office.ts';
import { freeBytes, GuestArrivals } from './guest-arrivals.ts';
import { GuestDrops } from './guest-drops.ts';
import { GuestFiles, type TakenItem } from './guest-files.ts';
import { GuestDoor } from './guest-door.ts';
import { GuestPrinting } from './guest-printing.ts';
import { GuestTakes, type TakeKind } from './guest-takes.ts';
import { type GuestBody, notAllowed, type Visit } from './guest-visit.ts';
import { lentWords } from './guest-words.ts';

export interface GuestDeskOptions {
  home: string;
  database: Database;
  settings: Settings;
  office: () => Promise<Office>;
  printers: (office: Office) => Printer[];
  device: () => string;
  deviceName: () => string;
  /** The built pages, the guest's among them. */
  pages: string;
  /** As in the arguments of the agent: 0 where any port will do. */
  localPort: number | undefined;
  changed: () => void;
  clock: Clock;
  log: Log;
}

export class GuestDesk implements Lifecycle {
  readonly links: GuestLinks;
  readonly #options: GuestDeskOptions;
  readonly #files: GuestFiles;
  readonly #door: GuestDoor;
  readonly #printing: GuestPrinting;
  readonly #takes: GuestTakes;
  readonly #drops: GuestDrops;

  constructor(options: GuestDeskOptions) {
    this.#options = options;
    const { home, database, settings, office, printers, localPort, pages, clock, log } = options;
    this.links = new GuestLinks({ database, clock, log });
    this.#files = new GuestFiles({ home, clock, log });
    this.#takes = new GuestTakes(clock);
    const [links, files, arrivals] = [this.links, this.#files, new GuestArrivals()];
    this.#drops = new GuestDrops({ links, files, arrivals });
    const free = (): Promise<number | null> => freeBytes(home);
    this.#printing = new GuestPrinting({ links, arrivals, office, printers, free, log });
    this.#door = new GuestDoor({
      settings,
      localPort,
      pages,
      desk: this,
      adapters: async () => (await office()).adapters.current(),
      names: () => [hostName(options.device()), hostname().toLowerCase()],
      log,
    });
    this.links.on('changed', () => {
      void this.#door.be(this.links.lives);
      options.changed();
    });
    this.links.on('ended', ({ link, back }) => {
      this.#takes.forget(link.id);
      if (back) void this.#printing.withdraw(link.id);
      this.#note('ended', `link for ${link.name}`);
    });
  }

  async start(): Promise<void> {
    await this.#files.start();
    this.links.start();
    this.#printing.start();
  }

  async stop(): Promise<void> {
    this.links.stop();
    await this.#door.stop();
  }

  /** Something changed: while all sharing is paused nothing goes through any link. */
  heed(topics: readonly Topic[]): void {
    if (!topics.includes('desktop')) return;
    const { office, log } = this.#options;
    office()
      .then(({ shares }) => {
        if (shares.gate.paused) this.links.breakOff(isPaused());
      })
      .catch((error: unknown) => log.error({ error }, 'links for guests could not be paused'));
  }

  // ---- its owner's side

  /** Throws what is wrong with it: `printer.not_found`, `path.…`, `request.…`. */
  async add({ name, expiresIn, print, drop, take = [] }: NewGuestLink): Promise<GuestInvitation> {
    const office = await this.#options.office();
    const printer = print && this.#printing.printer(office, print);
    const items: TakenItem[] = [];
    for (const path of take) items.push(await this.#files.measure(path));
    const folder = drop === undefined ? null : await this.#files.folder(drop);
    if (!printer && folder === null && items.length === 0)
      throw new HallwayError('request.invalid', 'A link must be for something.', {
        fix: 'Name a printer, a folder for files, or files to take.',
      });
    this.#addresses(office, 0);
    const made = this.links.add({
      name,
      expires: this.#options.clock.now() + expiresIn * 1000,
      print: printer ? { device: printer.device, printer: printer.id, name: printer.name } : null,
      drop: folder,
      take: items,
    });
    const invitation = await this.#invitation(office, made);
    this.#note('lent', `link for ${made.link.name}: ${lentWords(made.link)}`);
    return invitation;
  }

  async renew(id: string): Promise<GuestInvitation> {
    return this.#invitation(await this.#options.office(), this.links.renew(id));
  }

  async #invitation(
    office: Office,
    { link, secret }: { link: GuestLink; secret: string },
  ): Promise<GuestInvitation> {
    try {
      const urls = this.#addresses(office, await this.#door.opened()).map(
        (origin) => `${origin}/g/${secret}`,
      );
      return { link, urls, qr: qrCode(urls[0] ?? '') };
    } catch (error) {
      this.links.end(link.id);
      throw error;
    }
  }

  /** Where a guest in the same network finds the door. Throws where there is no network. */
  #addresses(office: Office, port: number): string[] {
    const hosts = office.adapters.current().flatMap(({ ipv4, ipv6 }) => [
      ...ipv4.map(({ address }) => address),
      // Nobody's browser takes a zone.
      ...ipv6.flatMap(({ address }) => (/^fe[89ab]/i.test(address) ? [] : [`[${address}]`])),
    ]);
    if (hosts.length === 0)
      throw new HallwayError('request.conflict', 'This PC is in no network.', {
        fix: 'Connect it to the network that the guest is in.',
      });
    return hosts.map((host) => `http://${host}:${port}`);
  }

  // ---- the guest's side

  /** Throws `guest.not_found`, `guest.ended`, `request.busy` while sharing is paused. */
  async enter(secret: string): Promise<Visit> {
    const visit = this.links.visit(secret);
    const office = await this.#options.office();
    if (office.shares.gate.paused) throw isPaused();
    return { ...visit, office };
  }

  view({ link, office }: Visit): GuestView {
    const printer = link.print && this.#found(office, link.print);
    return {
      name: link.name,
      device: displayName(this.#options.deviceName(), 'PC'),
      expires: link.expires,
      left: Math.max(0, link.expires - this.#options.clock.now()),
      print: link.print && {
        name: displayName(printer?.name ?? link.print.name, 'Printer'),
        color: printer?.color === true,
        duplex: printer?.duplex === true,
        most: bounds.documentBytes,
      },
      drop: link.drop === null ? null : { most: bounds.fileBytes },
      take: link.take.map(({ name, kind, bytes }) => ({ name, kind, bytes })),
    };
  }

  #found(office: Office, place: { device: string; printer: string }): Printer | undefined {
    try {
      return this.#printing.printer(office, place);
    } catch {
      return undefined;
    }
  }

  /** Throws as `GuestPrinting.print`. */
  async print(
    visit: Visit,
    ask: { name: string; copies?: number; twoSided?: boolean; gray?: boolean },
    size: number,
    document: GuestBody,
  ): Promise<GuestJob> {
    const { job, printer } = await this.#printing.print(visit, ask, size, document);
    this.#note('printed', `${printer.name}: ${job.name}`, visit.link.name);
    return shown(job);
  }

  /** Throws `job.not_found` for every document that did not come by this link. */
  job(visit: Visit, id: string): GuestJob {
    return shown(this.#printing.job(visit, id));
  }

  /** Throws as `GuestDrops.drop`. */
  async drop(
    visit: Visit,
    name: string,
    size: number,
    source: GuestBody,
  ): Promise<{ name: string; bytes: number }> {
    const { path, ...kept } = await this.#drops.drop(visit, name, size, source);
    this.#note('wrote', path, visit.link.name);
    return kept;
  }

  /** Throws `guest.not_allowed` for what the link does not name. */
  take(
    { link, ended }: Visit,
    index: number,
  ): ReturnType<GuestFiles['open']> & { item: TakenItem } {
    ended.throwIfAborted();
    const item = link.take[index];
    if (!item) throw notAllowed();
    return { ...this.#files.open(item), item };
  }

  /** It is on its way to the guest. */
  took({ link }: Visit, index: number, kind: TakeKind): void {
    const item = link.take[index];
    if (!item || !this.#takes.counts(link.id, index, kind)) return;
    this.links.count(link.id, { taken: 1 });
    this.#note('read', item.path, link.name);
  }

  #note(what: ActivityKind, target: string, guest?: string): void {
    const { office, device, log } = this.#options;
    office()
      .then(({ activity }) => activity.ledger.note(device(), what, target, guest))
      .catch((error: unknown) => log.error({ error }, 'what a guest did could not be noted'));
  }
}

function shown({ id, name, state, message }: Job): GuestJob {
  return { id, name, state, message: displayText(message, 300) };
}

function isPaused(): HallwayError {
  return new HallwayError('request.busy', 'Sharing is paused at this PC. Try again later.');
}
