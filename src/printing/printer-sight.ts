/**
 * What this device's printers said last: asks the backends, keeps each answer until the next, and
 * looks again by itself while a printer is shared.
 */
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { PrinterBackendKind } from '../model/printer.ts';
import type { BackendPrinter, PrinterBackend, PrinterMoment } from './printer-backend.ts';
import { PrinterInquiries } from './printer-inquiries.ts';
import type { PrinterRows } from './printer-rows.ts';
import { isSystemPrinter, type StoredPrinter } from './printer-store.ts';
import { type Mood, PrinterWatch } from './printer-watch.ts';

export interface PrinterSightOptions {
  rows: PrinterRows;
  backends: readonly PrinterBackend[];
  clock: Clock;
  log: Log;
  /** Called after each answer, and where none came. */
  changed: () => void;
}

export class PrinterSight {
  readonly #options: PrinterSightOptions;
  /** A printer without an entry is not there now. */
  readonly #seen = new Map<string, BackendPrinter>();
  /** By kind the backends, by id the printers that were added. */
  readonly #inquiries: PrinterInquiries;
  readonly #watch: PrinterWatch;

  constructor(options: PrinterSightOptions) {
    this.#options = options;
    this.#inquiries = new PrinterInquiries(options.log, options.changed);
    this.#watch = new PrinterWatch(options.clock, (ids, mood) => this.#look(ids, mood));
  }

  start(): void {
    this.#inquiries.start();
    this.watchShared();
  }

  async stop(): Promise<void> {
    this.#watch.stop();
    await this.#inquiries.stop();
  }

  get(id: string): BackendPrinter | undefined {
    return this.#seen.get(id);
  }

  backend(kind: PrinterBackendKind): PrinterBackend | undefined {
    return this.#options.backends.find((backend) => backend.kind === kind);
  }

  /** A printer that is not known yet. Throws what asking it throws. */
  ask(backend: PrinterBackend, key: string): Promise<BackendPrinter> {
    return backend.status(key, this.#inquiries.signal);
  }

  saw(id: string, printer: BackendPrinter): void {
    // Removed while it was asked.
    if (!this.#options.rows.get(id)) return;
    this.#seen.set(id, printer);
    this.#watch.saw(id, printer);
  }

  forget(id: string): void {
    this.#seen.delete(id);
  }

  /** A job of this printer changed: its state is looked at soon. */
  attend(id: string): void {
    this.#watch.attend(id);
  }

  /** Those that are shared or opened, and whose state can change by itself, are looked at from now on. */
  watchShared(): void {
    const rows = this.#options.rows.all();
    const shared = rows.filter((row) => (row.shared || row.opened) && row.backend !== 'virtual');
    this.#watch.only(shared.map(({ id }) => id));
  }

  /** Asks every backend and printer anew that is not being asked already. Never rejects. */
  async refresh(): Promise<void> {
    const { backends, rows } = this.#options;
    const lists = backends.map((backend) => this.#askBackend(backend));
    const added = rows.all().filter((row) => !isSystemPrinter(row));
    await Promise.all([...lists, ...added.map((row) => this.#askOne(row))]);
  }

  #askBackend(backend: PrinterBackend): Promise<void> {
    return this.#inquiries.ask(
      backend.kind,
      async (signal) => this.#keep(backend.kind, await backend.list(signal)),
      () => this.#keep(backend.kind, undefined),
    );
  }

  #askOne({ id, backend, key }: StoredPrinter): Promise<void> {
    return this.#inquiries.ask(
      id,
      async (signal) => {
        const found = await this.backend(backend)?.status(key, signal);
        if (found) this.saw(id, found);
      },
      () => this.#missed(id),
    );
  }

  /** What a backend listed; undefined while it does not answer. */
  #keep(kind: PrinterBackendKind, found: BackendPrinter[] | undefined): void {
    const { rows } = this.#options;
    const keys = found && new Set(found.map(({ key }) => key));
    for (const row of rows.all()) {
      if (row.backend !== kind || !isSystemPrinter(row) || keys?.has(row.key)) continue;
      this.#missed(row.id);
      // What the system has no more, and nobody was promised, leaves its name to others.
      if (keys && !row.shared && !row.opened) rows.remove(row.id);
    }
    for (const printer of found ?? []) {
      const { key, uri } = printer;
      const known = rows.find(kind, key);
      const name = known?.name ?? rows.uniqueName(printer.name);
      const closed = { shared: false, opened: false };
      const stored = known ?? rows.fresh({ backend: kind, key, name, uri, ...closed });
      if (known?.uri !== uri) rows.put({ ...stored, uri });
      this.saw(stored.id, printer);
    }
  }

  /** Where nothing happens everything is asked anew, so that new queues and choices are seen too. */
  async #look(ids: readonly string[], mood: Mood): Promise<void> {
    const { backends, rows } = this.#options;
    const known = ids.flatMap((id) => rows.get(id) ?? []);
    const asked = backends.flatMap((backend) => {
      const mine = known.filter((row) => row.backend === backend.kind);
      if (mine.length === 0) return [];
      if (mood !== 'calm' && backend.glance) return [this.#glance(backend, mine)];
      return mine.some(isSystemPrinter)
        ? [this.#askBackend(backend)]
        : mine.map((row) => this.#askOne(row));
    });
    await Promise.all(asked);
  }

  #glance(backend: PrinterBackend, rows: readonly StoredPrinter[]): Promise<void> {
    return this.#inquiries.ask(
      `glance ${backend.kind}`,
      async (signal) => {
        const keys = rows.map(({ key }) => key);
        const moments = (await backend.glance?.(keys, signal)) ?? new Map<string, PrinterMoment>();
        const changed: StoredPrinter[] = [];
        for (const row of rows) {
          const [seen, moment] = [this.#seen.get(row.id), moments.get(row.key)];
          if (!moment) this.#missed(row.id);
          else if (!seen || seen.configured !== moment.configured) changed.push(row);
          else this.saw(row.id, { ...seen, ...moment });
        }
        await Promise.all(changed.map((row) => this.#askOne(row)));
      },
      () => rows.forEach(({ id }) => this.#missed(id)),
    );
  }

  #missed(id: string): void {
    this.#seen.delete(id);
    this.#watch.saw(id, undefined);
  }
}
