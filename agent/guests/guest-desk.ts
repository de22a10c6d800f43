/**
 * What a guest with a link may do at this PC, and its owner with the links: printing, files and the
 * ledger put together. The door for guests is open only while a link lives.
 */
import { hostname } from 'node:os';
import type { Readable } from 'node:stream';
import type { Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import { hostName } from '../../src/discovery/advertiser.ts';
import { GUEST_LINK_BOUNDS as bounds } from '../../src/guests/guest-bounds.ts';
import { GuestLinks, type GuestVisit } from '../../src/guests/guest-links.ts';
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
import { GuestFiles, type TakenItem } from './guest-files.ts';
import { GuestDoor } from './guest-door.ts';
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

/** What a guest is allowed at the moment of a request. */
export interface Visit extends GuestVisit {
  readonly office: Office;
}

export class GuestDesk implements Lifecycle {
  readonly links: GuestLinks;
  readonly #options: GuestDeskOptions;
  readonly #files: GuestFiles;
  readonly #door: GuestDoor;
  /** Documents that came by a link, so that its guest, and nobody else, may ask how they stand. */
  readonly #jobs = new Map<string, string>();
  /** Bytes that are being dropped by each link. */
  readonly #arriving = new Map<string, number>();

  constructor(options: GuestDeskOptions) {
    this.#options = options;
    const { home, database, settings, localPort, pages, clock, log } = options;
    this.links = new GuestLinks({ database, clock, log });
    this.#files = new GuestFiles({ home, clock, log });
    this.#door = new GuestDoor({
      settings,
      localPort,
      pages,
      desk: this,
      adapters: async () => (await options.office()).adapters.current(),
      names: () => [hostName(options.device()), hostname().toLowerCase()],
      log,
    });
    this.links.on('changed', () => {
      void this.#door.be(this.links.lives);
      options.changed();
    });
    this.links.on('ended', ({ link }) => this.#note('ended', `link for ${link.name}`));
  }

  async start(): Promise<void> {
    await this.#files.start();
    this.links.start();
  }

  async stop(): Promise<void> {
    this.links.stop();
    await this.#door.stop();
  }

  // ---- its owner's side

  /** Throws what is wrong with it: `printer.not_found`, `path.…`, `request.…`. */
  async add({ name, expiresIn, print, drop, take = [] }: NewGuestLink): Promise<GuestInvitation> {
    const office = await this.#options.office();
    const printer = print && this.#printer(office, print);
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

  #printer(office: Office, { device, printer }: { device: string; printer: string }): Printer {
    const own = office.printers.listOwn();
    const found = [...own, ...this.#options.printers(office)].find(
      (one) => one.device === device && one.id === printer,
    );
    if (!found) throw new HallwayError('printer.not_found', 'There is no such printer.');
    return found;
  }

  // ---- the guest's side

  /** Throws `guest.not_found`, `guest.ended`, `request.busy` while sharing is paused. */
  async enter(secret: string): Promise<Visit> {
    const visit = this.links.visit(secret);
    const office = await this.#options.office();
    if (office.shares.gate.paused)
      throw new HallwayError('request.busy', 'Sharing is paused at this PC. Try again later.');
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
      return this.#printer(office, place);
    } catch {
      return undefined;
    }
  }

  /** Throws `guest.not_allowed`, `guest.limit`, and what printing throws. */
  async print(
    { link, office, ended }: Visit,
    ask: { name: string; copies?: number; twoSided?: boolean; gray?: boolean },
    document: Readable,
  ): Promise<GuestJob> {
    if (!link.print) throw notAllowed();
    if (link.used.printed >= bounds.documents) throw tooMuch();
    ended.throwIfAborted();
    const printer = this.#printer(office, link.print);
    const options = {
      ...(ask.copies === undefined ? {} : { copies: ask.copies }),
      ...(ask.twoSided && printer.duplex ? { sides: 'two-sided-long-edge' as const } : {}),
      ...(ask.gray && printer.color ? { color: 'monochrome' as const } : {}),
    };
    ended.addEventListener('abort', () => document.destroy(ended.reason as Error), { once: true });
    this.links.count(link.id, { printed: 1 });
    const job = await office.printing.print({
      ...link.print,
      name: displayText(ask.name, 255, 'Document'),
      owner: `guest (${link.name})`,
      options,
      document,
    });
    this.#jobs.set(job.id, link.id);
    this.#note('printed', `${printer.name}: ${job.name}`, link.name);
    return shown(job);
  }

  /** Throws `job.not_found` for every document that did not come by this link. */
  job({ link, office }: Visit, id: string): GuestJob {
    if (this.#jobs.get(id) !== link.id)
      throw new HallwayError('job.not_found', 'There is no such document.');
    return shown(office.printing.job(id));
  }

  /** Throws `guest.not_allowed`, `guest.limit`, `request.too_large`, and what writing throws. */
  async drop(
    { link, ended }: Visit,
    name: string,
    size: number,
    source: Readable,
  ): Promise<{ name: string; bytes: number }> {
    if (link.drop === null) throw notAllowed();
    const arriving = this.#arriving.get(link.id) ?? 0;
    if (size > bounds.fileBytes)
      throw new HallwayError('request.too_large', 'This file is too large to be dropped here.');
    if (link.used.dropped >= bounds.files) throw tooMuch();
    if (link.used.droppedBytes + arriving + size > bounds.dropBytes) throw tooMuch();
    this.#arriving.set(link.id, arriving + size);
    try {
      const file = { name, size, source, by: link.name, signal: ended };
      const kept = await this.#files.drop(link.drop, file);
      this.links.count(link.id, { dropped: 1, droppedBytes: kept.bytes });
      this.#note('wrote', `${link.drop}/${kept.name}`, link.name);
      return kept;
    } finally {
      const left = (this.#arriving.get(link.id) ?? 0) - size;
      if (left > 0) this.#arriving.set(link.id, left);
      else this.#arriving.delete(link.id);
    }
  }

  /** Throws `guest.not_allowed` for what the link does not name. */
  take({ link }: Visit, index: number): ReturnType<GuestFiles['open']> & { item: TakenItem } {
    const item = link.take[index];
    if (!item) throw notAllowed();
    return { ...this.#files.open(item), item };
  }

  /** It is on its way to the guest. */
  took({ link }: Visit, item: TakenItem): void {
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

function notAllowed(): HallwayError {
  return new HallwayError('guest.not_allowed', 'This link is not for that.');
}

function tooMuch(): HallwayError {
  return new HallwayError('guest.limit', 'This link was used as much as a link may be.', {
    fix: 'Ask for another one.',
  });
}
