/**
 * This device's printers: what the backends find, and what was added by address, each with the
 * owner's decision to share it.
 */
import type { CancelTimer } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
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
import { PrinterSight } from './printer-sight.ts';
import { isSystemPrinter, type StoredPolicy, type StoredPrinter } from './printer-store.ts';
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

/** What follows from a look at a printer. */
interface Facts {
  /** What its PC makes of its formats and choices. */
  more: Offered | undefined;
  offers: JobCapabilities;
  said: ReturnType<typeof described>;
}

/** Who starts the agent or looks at a page waits no longer for printers that say nothing. */
const PATIENCE_MS = 2000;

export class PrinterRegistry implements Lifecycle, PrinterTargets {
  readonly events: Emitter<{ changed: void }>;
  readonly #options: PrinterRegistryOptions;
  readonly #rows: PrinterRows;
  readonly #sight: PrinterSight;
  /** By what the printer said. */
  readonly #known = new WeakMap<BackendPrinter, Facts>();
  #shown = '';

  constructor(options: PrinterRegistryOptions) {
    this.#options = options;
    this.#rows = new PrinterRows(options);
    const { log } = options;
    this.#sight = new PrinterSight({
      ...options,
      rows: this.#rows,
      changed: () => this.#announce(),
    });
    this.events = new Emitter((error) => log.error({ error }, 'A listener of printers failed.'));
  }

  async start(): Promise<void> {
    this.#rows.load();
    this.#sight.start();
    await this.refreshBriefly();
  }

  stop(): Promise<void> {
    return this.#sight.stop();
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
        (row) => row.shared || row.opened || !isSystemPrinter(row) || this.#sight.get(row.id),
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
    const backend = stored && this.#sight.backend(stored.backend);
    if (!stored || !backend) return undefined;
    const seen = this.#sight.get(id);
    const offers = seen && this.#facts(seen).offers;
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
    this.#sight.watchShared();
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
    const backend = this.#sight.backend(kind);
    if (!backend)
      throw new HallwayError('printer.no_backend', 'This PC cannot add such a printer.');
    this.#rows.requireNew(shown, key, this.#listed());
    const seen = await this.#sight.ask(backend, key);
    // Somebody else may have been as quick.
    this.#rows.requireNew(shown, key, this.#listed());
    const row = { backend: kind, key, name: shown, uri: seen.uri };
    const stored = this.#rows.fresh({ ...row, shared: true, opened: false });
    this.#rows.put(stored);
    this.#rows.renameOthers(stored);
    this.#sight.watchShared();
    this.#sight.saw(stored.id, seen);
    this.#announce();
    return this.#own(stored);
  }

  /** Forgets a printer that was added. Throws `printer.not_found`, `request.invalid`. */
  remove(id: string): void {
    const stored = this.#rows.get(id);
    if (!stored) throw notFound();
    if (isSystemPrinter(stored))
      throw new HallwayError('request.invalid', 'This printer belongs to the system.', {
        fix: 'Remove it in the printer settings of this PC, or stop sharing it here.',
      });
    this.#rows.remove(id);
    this.#sight.forget(id);
    this.#sight.watchShared();
    this.#announce();
  }

  /**
   * Asks every backend and printer anew that is not being asked already; each is shown as soon as
   * it answers. Never fails: what does not answer is shown as unknown.
   */
  refresh(): Promise<void> {
    return this.#sight.refresh();
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

  /** A job of this printer changed: its state is looked at soon. */
  attend(id: string): void {
    this.#sight.attend(id);
  }

  #announce(): void {
    const shown = JSON.stringify(this.listOwn());
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.events.emit('changed', undefined);
  }

  #own(stored: StoredPrinter): OwnPrinter {
    const { key: _key, policy, ...row } = stored;
    const seen = this.#sight.get(row.id);
    const said = seen ? this.#facts(seen).said : NOT_SEEN;
    return { ...decided(said, policy), device: this.#options.device, ...row };
  }

  /** Every step of a job asks for them: made once for each look at the printer. */
  #facts(seen: BackendPrinter): Facts {
    const more = this.#options.offered?.(seen.formats, seen.offers);
    const known = this.#known.get(seen);
    if (known && known.more === more) return known;
    const offered = more ? { ...seen, formats: [...more.formats], offers: more.offers } : seen;
    const facts = { more, offers: offered.offers, said: described(offered) };
    this.#known.set(seen, facts);
    return facts;
  }
}

const notFound = () => new HallwayError('printer.not_found', 'This PC has no such printer.');
