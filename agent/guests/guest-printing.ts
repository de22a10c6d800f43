/**
 * What guests print by their links: on the printer that a link names, as much as may wait for paper at
 * a time, and nothing more once the link is taken back.
 */
import { randomUUID } from 'node:crypto';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import { displayText } from '../../src/base/text.ts';
import { GUEST_LINK_BOUNDS as bounds } from '../../src/guests/guest-bounds.ts';
import { type GuestLinks, isTakenBack } from '../../src/guests/guest-links.ts';
import { isFinalJobState, type Job } from '../../src/model/job.ts';
import type { Printer } from '../../src/model/printer.ts';
import type { Office } from '../office.ts';
import type { Arrival, GuestArrivals } from './guest-arrivals.ts';
import { type GuestBody, notAllowed, tooMuch, type Visit } from './guest-visit.ts';

export interface GuestPrintingOptions {
  links: GuestLinks;
  arrivals: GuestArrivals;
  office: () => Promise<Office>;
  /** Those of colleagues. */
  printers: (office: Office) => Printer[];
  /** Bytes that are free where documents wait; null where the disk does not say. */
  free: () => Promise<number | null>;
  log: Log;
}

/** A document that arrives, or that is not on paper yet. */
interface Waiting {
  link: string;
  bytes: number;
  /** Resolves when it is a job, or comes to nothing; undefined from then on. */
  arriving: Promise<void> | undefined;
}

export class GuestPrinting {
  readonly #options: GuestPrintingOptions;
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: GuestPrintingOptions) {
    this.#options = options;
  }

  /** Once the links are known: what waits from before counts, and is given up if it was to be. */
  start(): void {
    for (const { link, jobs } of this.#options.links.printed()) {
      for (const id of jobs)
        this.#waiting.set(id, { link: link.id, bytes: 0, arriving: undefined });
      if (isTakenBack(link)) void this.withdraw(link.id);
    }
  }

  /** Throws `printer.not_found`. */
  printer(office: Office, { device, printer }: { device: string; printer: string }): Printer {
    const own = office.printers.listOwn();
    const found = [...own, ...this.#options.printers(office)].find(
      (one) => one.device === device && one.id === printer,
    );
    if (!found) throw new HallwayError('printer.not_found', 'There is no such printer.');
    return found;
  }

  /** Throws `guest.not_allowed`, `guest.limit`, `request.busy`, `disk.full`, and what printing throws. */
  async print(
    { link, office, ended }: Visit,
    ask: { name: string; copies?: number; twoSided?: boolean; gray?: boolean },
    size: number,
    document: GuestBody,
  ): Promise<{ job: Job; printer: Printer }> {
    const { links, arrivals } = this.#options;
    if (!link.print) throw notAllowed();
    if (link.used.printed >= bounds.documents) throw tooMuch();
    ended.throwIfAborted();
    const printer = this.printer(office, link.print);
    const options = {
      ...(ask.copies === undefined ? {} : { copies: ask.copies }),
      ...(ask.twoSided && printer.duplex ? { sides: 'two-sided-long-edge' as const } : {}),
      ...(ask.gray && printer.color ? { color: 'monochrome' as const } : {}),
    };
    this.#requireCalm(office, link.id, size);
    const id = randomUUID();
    const arrival: Arrival = { link: link.id, what: 'print', size, body: document };
    arrivals.begin(arrival);
    const arrived = Promise.withResolvers<void>();
    this.#waiting.set(id, { link: link.id, bytes: size, arriving: arrived.promise });
    const end = (): void => void document.destroy(ended.reason as Error);
    ended.addEventListener('abort', end, { once: true });
    try {
      if (!arrivals.hasRoom(arrival, await this.#options.free()))
        throw new HallwayError('disk.full', 'There is no room for this document here.');
      ended.throwIfAborted();
      // An attempt counts, and what becomes of it is known before it is a job.
      links.count(link.id, { printed: 1 }, id);
      const job = await office.printing.print({
        ...link.print,
        id,
        name: displayText(ask.name, 255, 'Document'),
        owner: `guest (${link.name})`,
        options,
        document,
      });
      this.#waiting.set(id, { link: link.id, bytes: job.bytes, arriving: undefined });
      return { job, printer };
    } catch (error) {
      this.#waiting.delete(id);
      throw error;
    } finally {
      ended.removeEventListener('abort', end);
      arrivals.end(arrival);
      arrived.resolve();
    }
  }

  /** Throws `job.not_found` for every document that did not come by this link. */
  job({ link, office }: Visit, id: string): Job {
    if (!this.#options.links.jobs(link.id).includes(id))
      throw new HallwayError('job.not_found', 'There is no such document.');
    return office.printing.job(id);
  }

  /** Cancels what came by a link and is not printed yet. Never rejects. */
  async withdraw(link: string): Promise<void> {
    const { links, office, log } = this.#options;
    try {
      const now = await office();
      await this.#cancel(now, link);
      // One may have arrived whole at this very moment.
      const mine = Array.from(this.#waiting.values()).filter((one) => one.link === link);
      await Promise.all(mine.map(async ({ arriving }) => arriving));
      await this.#cancel(now, link);
      links.forgetJobs(link);
    } catch (error) {
      // With a full disk, say: the next start tries it again.
      log.warn({ error }, 'documents of a link that was taken back could not be cancelled');
    }
  }

  async #cancel({ printing }: Office, link: string): Promise<void> {
    let failed: unknown;
    for (const id of this.#options.links.jobs(link))
      try {
        const job = known(printing, id);
        if (job && !isFinalJobState(job.state)) await printing.cancel(id);
      } catch (error) {
        // Another one is not printed for that.
        if (asHallwayError(error).code !== 'job.not_possible') failed = error;
      }
    if (failed !== undefined) throw failed;
  }

  /** Throws `request.busy` where too much of guests waits for paper already. */
  #requireCalm({ printing }: Office, link: string, size: number): void {
    for (const [id, one] of Array.from(this.#waiting)) {
      if (one.arriving) continue;
      const job = known(printing, id);
      if (!job || isFinalJobState(job.state)) this.#waiting.delete(id);
      else one.bytes = job.bytes;
    }
    const all = Array.from(this.#waiting.values());
    const mine = all.filter((one) => one.link === link);
    const bytes = all.reduce((sum, one) => sum + one.bytes, size);
    if (
      mine.length >= bounds.waitingOfOne ||
      all.length >= bounds.waitingOfAll ||
      bytes > bounds.waitingBytes
    )
      throw new HallwayError('request.busy', 'Too much waits for this printer.', {
        fix: 'Try again once some of it is printed.',
      });
  }
}

function known(printing: Office['printing'], id: string): Job | undefined {
  try {
    return printing.job(id);
  } catch (error) {
    if (asHallwayError(error).code === 'job.not_found') return undefined;
    throw error;
  }
}
