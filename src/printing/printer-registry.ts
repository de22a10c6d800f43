/**
 * This device's printers: what the backends find, and what was added by address, each with the
 * owner's decision to share it.
 */
import type { CancelTimer } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import { displayName } from '../base/text.ts';
import type { OwnPrinter, Printer, PrinterBackendKind } from '../model/printer.ts';
import { OPEN_POLICY } from '../model/printer-policy.ts';
import { prepareFolder, printerAddress } from './printer-address.ts';
import type { Offered } from './conversion/offers.ts';
import type { BackendPrinter, JobCapabilities, PrinterBackend } from './printer-backend.ts';
import { decided, described, NOT_SEEN, withoutOwnFacts } from './printer-description.ts';
import { PrinterRows, type PrinterRowsOptions } from './printer-rows.ts';
import type { StoredPolicy, StoredPrinter } from './printer-store.ts';
import type { PrinterTarget, PrinterTargets } from './printer-target.ts';

export interface PrinterRegistryOptions extends PrinterRowsOptions {
  device: string;
  /** One of each kind at most. */
  backends: readonly PrinterBackend[];
  /** What a printer offers with what its PC converts; absent: the printer alone. */
  offered?: ((formats: readonly string[], offers: JobCapabilities) => Offered) | undefined;
  log: Log;
  /** Addresses that lead here again. */
  isOurs?: ((uri: string) => boolean) | undefined;
}

const REFRESH_MS = 30_000;
/** Who starts the agent or looks at a page waits no longer for printers that say nothing. */
const PATIENCE_MS = 2000;

export class PrinterRegistry implements Lifecycle, PrinterTargets {
  readonly events: Emitter<{ changed: void }>;
  readonly #options: PrinterRegistryOptions;
  readonly #rows: PrinterRows;
  /** What each printer said last; a printer without an entry is not there now. */
  readonly #seen = new Map<string, BackendPrinter>();
  /** Requests under way: by kind the backends, by id the printers that were added. */
  readonly #asking = new Map<string, Promise<void>>();
  #abort = new AbortController();
  #timer: CancelTimer | undefined;
  #shown = '';

  constructor(options: PrinterRegistryOptions) {
    this.#options = options;
    this.#rows = new PrinterRows(options);
    const { log } = options;
    this.events = new Emitter((error) => log.error({ error }, 'A listener of printers failed.'));
  }

  async start(): Promise<void> {
    this.#abort = new AbortController();
    this.#rows.load();
    this.#schedule();
    await this.refreshBriefly();
  }

  async stop(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    this.#abort.abort();
    await Promise.all(this.#asking.values());
  }

  /** This device's printers by name. One that is gone is listed while it is shared or was added. */
  listOwn(): OwnPrinter[] {
    return this.#listed()
      .map((stored) => this.#own(stored))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  #listed(): StoredPrinter[] {
    return this.#rows
      .all()
      .filter(
        (row) => row.shared || row.opened || row.backend !== 'cups' || this.#seen.has(row.id),
      );
  }

  /** What this PC shares, whoever may use it. */
  shared(): Printer[] {
    return this.listOwn()
      .filter((own) => own.shared)
      .map(withoutOwnFacts);
  }

  /** What every device of the LAN may print on. */
  opened(): Printer[] {
    return this.listOwn()
      .filter((own) => own.opened)
      .map(withoutOwnFacts);
  }

  target(id: string): PrinterTarget | undefined {
    const stored = this.#rows.get(id);
    const backend = stored && this.#backend(stored.backend);
    if (!stored || !backend) return undefined;
    const seen = this.#seen.get(id);
    const offers = seen && this.#offered(seen).offers;
    return { printer: this.#own(stored), offers, seen, backend, key: stored.key };
  }

  /** Throws `printer.not_found`. */
  setShared(id: string, shared: boolean): OwnPrinter {
    return this.#change(id, () => ({ shared }));
  }

  setOpened(id: string, opened: boolean): OwnPrinter {
    return this.#change(id, () => ({ opened }));
  }

  /** Pauses it, or says who may print and how much. Throws `printer.not_found`. */
  decide(id: string, decision: Partial<StoredPolicy>): OwnPrinter {
    const before = { ...OPEN_POLICY, paused: false };
    return this.#change(id, ({ policy }) => ({ policy: { ...before, ...policy, ...decision } }));
  }

  #change(id: string, change: (stored: StoredPrinter) => Partial<StoredPrinter>): OwnPrinter {
    const stored = this.#rows.get(id);
    if (!stored) throw notFound();
    const updated = { ...stored, ...change(stored) };
    this.#rows.put(updated);
    this.#schedule();
    this.#announce();
    return this.#own(updated);
  }

  /**
   * Shares a printer by its address, or makes a virtual one for `file:///folder`. Throws
   * `request.invalid`, `printer.exists`, and what asking the printer throws.
   */
  async add(uri: string, name: string): Promise<OwnPrinter> {
    const shown = displayName(name, '');
    if (shown === '') throw new HallwayError('request.invalid', 'The printer needs a name.');
    this.#rows.requireNew(shown, undefined, this.#listed());
    const url = URL.parse(uri);
    const kind: PrinterBackendKind = url?.protocol === 'file:' ? 'virtual' : 'ipp';
    const key =
      kind === 'virtual' ? await prepareFolder(uri) : printerAddress(uri, this.#options.isOurs);
    const backend = this.#backend(kind);
    if (!backend)
      throw new HallwayError('printer.no_backend', 'This PC cannot add such a printer.');
    this.#rows.requireNew(shown, key, this.#listed());
    const seen = await backend.status(key, this.#abort.signal);
    // Somebody else may have been as quick.
    this.#rows.requireNew(shown, key, this.#listed());
    const row = { backend: kind, key, name: shown, uri: seen.uri };
    const stored = this.#rows.fresh({ ...row, shared: true, opened: false });
    this.#rows.put(stored);
    this.#rows.renameOthers(stored);
    this.#seen.set(stored.id, seen);
    this.#schedule();
    this.#announce();
    return this.#own(stored);
  }

  /** Forgets a printer that was added. Throws `printer.not_found`, `request.invalid`. */
  remove(id: string): void {
    const stored = this.#rows.get(id);
    if (!stored) throw notFound();
    if (stored.backend === 'cups')
      throw new HallwayError('request.invalid', 'This printer belongs to the system.', {
        fix: 'Remove it in the printer settings of this PC, or stop sharing it here.',
      });
    this.#rows.remove(id);
    this.#seen.delete(id);
    this.#schedule();
    this.#announce();
  }

  /**
   * Asks every backend and printer anew that is not being asked already; each is shown as soon as
   * it answers. Never fails: what does not answer is shown as unknown.
   */
  async refresh(): Promise<void> {
    const lists = this.#options.backends.map((backend) => this.#askBackend(backend));
    const added = this.#rows.all().filter(({ backend }) => backend !== 'cups');
    await Promise.all([...lists, ...added.map((stored) => this.#askAdded(stored))]);
  }

  /** As `refresh`, but what has not answered after two seconds goes on without the caller. */
  async refreshBriefly(): Promise<void> {
    let cancelTimer: CancelTimer | undefined;
    const enough = new Promise<void>((resolve) => {
      cancelTimer = this.#options.clock.after(PATIENCE_MS, resolve);
    });
    await Promise.race([this.refresh(), enough]);
    cancelTimer?.();
  }

  #askBackend(backend: PrinterBackend): Promise<void> {
    return this.#ask(
      backend.kind,
      async (signal) => this.#keep(backend.kind, await backend.list(signal)),
      () => this.#keep(backend.kind, undefined),
    );
  }

  #askAdded({ id, backend, key }: StoredPrinter): Promise<void> {
    return this.#ask(
      id,
      async (signal) => {
        const found = await this.#backend(backend)?.status(key, signal);
        if (found && this.#rows.get(id)) this.#seen.set(id, found);
      },
      () => this.#seen.delete(id),
    );
  }

  /** One request at a time for each, so that a silent printer keeps nobody else waiting. */
  #ask(
    key: string,
    ask: (signal: AbortSignal) => Promise<void>,
    failed: () => void,
  ): Promise<void> {
    const { signal } = this.#abort;
    const asking = this.#asking.get(key) ?? this.#answered(key, ask(signal), signal, failed);
    this.#asking.set(key, asking);
    return asking;
  }

  async #answered(
    key: string,
    answer: Promise<void>,
    signal: AbortSignal,
    failed: () => void,
  ): Promise<void> {
    try {
      await answer;
    } catch (error) {
      if (!signal.aborted) failed();
      const { code, message } = asHallwayError(error);
      this.#options.log.debug({ asked: key, code }, message);
    } finally {
      this.#asking.delete(key);
    }
    if (!signal.aborted) this.#announce();
  }

  /** What a backend listed; undefined while it does not answer. */
  #keep(kind: PrinterBackendKind, found: BackendPrinter[] | undefined): void {
    const keys = found && new Set(found.map(({ key }) => key));
    for (const { id, backend, key, shared, opened } of this.#rows.all()) {
      // What was added by its address is in no list.
      if (backend !== kind || kind !== 'cups' || keys?.has(key)) continue;
      this.#seen.delete(id);
      // What the system has no more, and nobody was promised, leaves its name to others.
      if (keys && !shared && !opened) this.#rows.remove(id);
    }
    for (const printer of found ?? []) {
      const { key, uri } = printer;
      const known = this.#rows.find(kind, key);
      const name = known?.name ?? this.#rows.uniqueName(printer.name);
      const fresh = { backend: kind, key, name, uri, shared: false, opened: false };
      const stored = known ?? this.#rows.fresh(fresh);
      if (known?.uri !== uri) this.#rows.put({ ...stored, uri });
      this.#seen.set(stored.id, printer);
    }
  }

  /** Polls only while a printer is shared whose state can change by itself. */
  #schedule(): void {
    const rows = this.#rows.all().filter(({ backend }) => backend !== 'virtual');
    const needed = rows.some(({ shared, opened }) => shared || opened);
    if (needed === (this.#timer !== undefined)) return;
    this.#timer?.();
    this.#timer = needed
      ? this.#options.clock.every(REFRESH_MS, () => void this.refresh())
      : undefined;
  }

  #announce(): void {
    const shown = JSON.stringify(this.listOwn());
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.events.emit('changed', undefined);
  }

  #own(stored: StoredPrinter): OwnPrinter {
    const { key: _key, policy, ...row } = stored;
    const seen = this.#seen.get(row.id);
    const said = seen ? described(this.#offered(seen)) : NOT_SEEN;
    return { ...decided(said, policy), device: this.#options.device, ...row };
  }

  #offered(seen: BackendPrinter): BackendPrinter {
    const more = this.#options.offered?.(seen.formats, seen.offers);
    return more ? { ...seen, formats: [...more.formats], offers: more.offers } : seen;
  }

  #backend(kind: PrinterBackendKind): PrinterBackend | undefined {
    return this.#options.backends.find((backend) => backend.kind === kind);
  }
}

const notFound = () => new HallwayError('printer.not_found', 'This PC has no such printer.');
