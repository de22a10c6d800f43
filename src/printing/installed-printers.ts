/**
 * Makes printers of the workgroup printers of this PC's system, keeps those queues in order, and
 * removes exactly what it made. A queue leads to the printer's loopback address.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import type { InstalledPrinter, InstalledQueue } from '../model/installed-printer.ts';
import type { Printer } from '../model/printer.ts';
import { fits, freeName, leadsTo, printerOf, wishFor, words } from './installed-queue.ts';
import type { InstalledStore, StoredQueue } from './installed-store.ts';
import { printerKey, readTarget } from './ipp/server/printer-path.ts';
import type { SystemPrinters, SystemQueue } from './system-printers.ts';

export interface InstalledPrintersOptions {
  store: InstalledStore;
  /** Undefined where no print system is known. */
  system: SystemPrinters | undefined;
  /** Every printer of the workgroup as it is now. */
  printers: () => Promise<readonly Printer[]>;
  deviceName: (device: string) => Promise<string>;
  /** Where programs of this PC print to it; undefined where that is switched off. */
  uriOf: (printer: Printer) => string | undefined;
  clock: Clock;
  log: Log;
}

type PrinterOf = Pick<StoredQueue, 'device' | 'printer'>;

/** How long the system may take to find out what a printer can do. */
const PREPARING_MS = 20_000;
const LOOK_MS = 200;
/** A queue of a person that the system knows nothing of yet may have been made a moment ago. */
const MAKING_MS = 5000;
/** What could not be looked at or put right is tried again. */
const AGAIN_MS = 300_000;

export class InstalledPrinters implements Lifecycle {
  readonly events: Emitter<{ changed: void }>;
  readonly #options: InstalledPrintersOptions;
  /** The system's queues by their names, as they were last seen. */
  #queues: ReadonlyMap<string, SystemQueue> | undefined;
  /** By queue: why it could not be put right. */
  readonly #troubles = new Map<string, string>();
  #rows: StoredQueue[] = [];
  #shown = '';
  #turn: Promise<unknown> = Promise.resolve();
  #following = false;
  #timer: CancelTimer | undefined;
  #abort = new AbortController();

  constructor(options: InstalledPrintersOptions) {
    this.#options = options;
    const { log } = options;
    this.events = new Emitter((error) => log.error({ error }, 'A listener of queues failed.'));
  }

  /** Looks at the queues and puts right those whose address moved, without keeping anybody waiting. */
  start(): void {
    const { store, clock, system } = this.#options;
    this.#abort = new AbortController();
    this.#rows = store.all();
    if (!system) return;
    if (this.#rows.length > 0) void this.refresh();
    this.#timer = clock.every(AGAIN_MS, () => {
      if (this.#rows.length > 0) void this.refresh();
    });
  }

  async stop(): Promise<void> {
    this.#timer?.();
    this.#abort.abort();
    await this.#turn;
  }

  /** What is shown beside a printer of the workgroup. */
  of({ device, id }: Pick<Printer, 'device' | 'id'>): InstalledQueue | undefined {
    const row = this.#row({ device, printer: id });
    return row && { queue: row.queue, state: this.#state(row) };
  }

  #row({ device, printer }: PrinterOf): StoredQueue | undefined {
    return this.#rows.find((row) => row.device === device && row.printer === printer);
  }

  #state({ queue }: StoredQueue): InstalledQueue['state'] {
    if (this.#troubles.has(queue)) return 'astray';
    const seen = this.#queues?.get(queue);
    if (!seen) return 'preparing';
    return seen.described ? 'ready' : 'raw';
  }

  /** Those that were installed, as they were when somebody looked last. */
  async list(): Promise<InstalledPrinter[]> {
    const printers = await this.#options.printers();
    return this.#rows.map((row) => this.#shownOf(row, printers));
  }

  #shownOf(row: StoredQueue, printers: readonly Printer[]): InstalledPrinter {
    const { device, printer: id, queue, name, uri } = row;
    const there = printerOf(row, printers);
    const state = there ? this.#state(row) : 'orphaned';
    const message = words(state, row, this.#troubles.get(queue));
    return { id, device, queue, name: there?.name ?? name, uri, state, message };
  }

  /**
   * Printers came, went or have other names: what is shown may be different, and a queue may still
   * lead to where Hallway was before, because its printer was not known when it was looked at.
   */
  printersChanged(): void {
    if (this.#rows.length > 0) void this.#follow();
  }

  async #follow(): Promise<void> {
    const printers = await this.#options.printers().catch(() => []);
    if (!this.#rows.some((row) => this.#isOld(row, printers))) await this.#announce();
    else if (!this.#following) {
      this.#following = true;
      await this.refresh();
      this.#following = false;
    }
  }

  /** Its printer has another address now, and putting that right did not fail. */
  #isOld(row: StoredQueue, printers: readonly Printer[]): boolean {
    const printer = printerOf(row, printers);
    const now = printer && this.#options.uriOf(printer);
    return now !== undefined && now !== row.uri && !this.#troubles.has(row.queue);
  }

  /** Asks the system anew and puts right what moved. Never rejects. */
  refresh(): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#look();
        const printers = await this.#options.printers();
        for (const row of Array.from(this.#rows)) await this.#repair(row, printers);
      } catch (error) {
        const { code, message } = asHallwayError(error);
        this.#options.log.debug({ code }, message);
      }
      await this.#announce();
    });
  }

  /** Throws `printer.not_found`, `printer.no_backend`, `printer.install_denied`, `…_failed`. */
  install(device: string, id: string): Promise<InstalledPrinter> {
    return this.#inTurn(async () => {
      const { printers, uriOf, deviceName, store } = this.#options;
      const printer = printerOf({ device, printer: id }, await printers());
      if (!printer) throw new HallwayError('printer.not_found', 'There is no such printer.');
      const system = this.#requireSystem();
      const uri = uriOf(printer);
      if (uri === undefined)
        throw new HallwayError('printer.no_backend', 'Hallway is no printer for programs here.', {
          fix: 'Start it without HALLWAY_IPP=off.',
        });
      const names = await this.#look();
      const owner = await deviceName(device);
      const wish = wishFor(printer, owner, uri);
      const found = this.#known(printer);
      // Two descriptions of one queue that are made at once spoil each other.
      if (found?.described === false) await this.#untilDescribed(found.name, MAKING_MS);
      const known = this.#known(printer);
      const queue = known?.name ?? freeName(system, printer.name, owner, names);
      if (!known?.described || !fits(known, wish)) await system.put(queue, wish);
      const row = { device, printer: id, queue, name: printer.name, uri };
      await this.#described(row, known !== undefined);
      store.put(row);
      this.#rows = store.all();
      this.#troubles.delete(queue);
      await this.#announce();
      return this.#shownOf(row, [printer]);
    });
  }

  /** The queue that leads to this printer, whoever made it. */
  #known(printer: Printer): SystemQueue | undefined {
    const key = printerKey(printer);
    const own = this.#row({ device: printer.device, printer: printer.id })?.queue;
    const leading = Array.from(this.#queues?.values() ?? []).filter(
      ({ uri }) => readTarget(uri)?.key === key,
    );
    return leading.find(({ name }) => name === own) ?? leading[0];
  }

  /** Resolves when the system knows the printer; one that it does not get to know is removed again. */
  async #described({ queue }: StoredQueue, keep: boolean): Promise<void> {
    if (await this.#untilDescribed(queue, PREPARING_MS)) return;
    if (!keep) await this.#requireSystem().remove(queue);
    throw new HallwayError(
      'printer.install_failed',
      'The print system of this PC could not find out what the printer can do.',
      { fix: 'Try again; if it stays so, the error log of the print system says why.' },
    );
  }

  /** False if the system knows nothing of it after `ms`. */
  async #untilDescribed(queue: string, ms: number): Promise<boolean> {
    const { clock } = this.#options;
    const giveUp = clock.monotonic() + ms;
    for (;;) {
      await this.#look();
      if (this.#queues?.get(queue)?.described) return true;
      if (clock.monotonic() > giveUp || this.#abort.signal.aborted) return false;
      await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
    }
  }

  /** Throws `printer.not_found` where it was not installed, else as `install` does. */
  uninstall(device: string, printer: string): Promise<void> {
    return this.#inTurn(async () => {
      const row = this.#row({ device, printer });
      if (!row) throw new HallwayError('printer.not_found', 'This printer is not installed here.');
      const system = this.#requireSystem();
      await this.#look();
      // Somebody may have given the name to a queue of his own.
      const queue = this.#queues?.get(row.queue);
      if (queue && leadsTo(queue, row)) await system.remove(row.queue);
      this.#forget(row);
      await this.#look().catch(() => undefined);
      await this.#announce();
    });
  }

  #forget(row: StoredQueue): void {
    this.#options.store.remove(row);
    this.#troubles.delete(row.queue);
    this.#rows = this.#options.store.all();
  }

  /** A queue that is gone is forgotten; one whose address or words are old is changed. */
  async #repair(row: StoredQueue, printers: readonly Printer[]): Promise<void> {
    const { uriOf, deviceName, system, store, log } = this.#options;
    const queue = this.#queues?.get(row.queue);
    if (!queue || !leadsTo(queue, row)) return this.#forget(row);
    const printer = printerOf(row, printers);
    const uri = printer && uriOf(printer);
    if (!system || !printer || !uri) return;
    const wish = wishFor(printer, await deviceName(printer.device), uri);
    try {
      const right = fits(queue, wish);
      if (!right) await system.put(row.queue, wish);
      this.#troubles.delete(row.queue);
      if (right && row.uri === uri) return;
      store.put({ ...row, name: printer.name, uri });
      this.#rows = store.all();
      if (!right) await this.#look();
    } catch (error) {
      const { code, message, fix = '' } = asHallwayError(error);
      log.warn({ queue: row.queue, code }, message);
      // Old words do no harm.
      if (queue.uri !== uri) this.#troubles.set(row.queue, `${message} ${fix}`.trim());
    }
  }

  async #look(): Promise<string[]> {
    const { names, queues } = await this.#requireSystem().list(this.#abort.signal);
    this.#queues = new Map(queues.map((queue) => [queue.name, queue]));
    return names;
  }

  #requireSystem(): SystemPrinters {
    const { system } = this.#options;
    if (system) return system;
    throw new HallwayError('printer.no_backend', 'This PC has no print system that is known here.');
  }

  /** One change after the other: two that look for a free name must not find the same. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #announce(): Promise<void> {
    const shown = JSON.stringify(await this.list().catch(() => []));
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.events.emit('changed', undefined);
  }
}
