/**
 * This device's printers: what the backends find, and what was added by address, with an id that
 * stays, a name that is unique here, and the owner's decision to share it.
 */
import { base32 } from '../base/base32.ts';
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import { displayName } from '../base/text.ts';
import type { OwnPrinter, Printer, PrinterBackendKind } from '../model/printer.ts';
import { prepareFolder, printerAddress } from './printer-address.ts';
import type { BackendPrinter, PrinterBackend } from './printer-backend.ts';
import type { PrinterStore, StoredPrinter } from './printer-store.ts';
import type { PrinterTarget, PrinterTargets } from './printer-target.ts';

export interface PrinterRegistryOptions {
  device: string;
  store: PrinterStore;
  /** One of each kind at most. */
  backends: readonly PrinterBackend[];
  clock: Clock;
  log: Log;
  /** Random bytes for ids. */
  random: (bytes: number) => Uint8Array;
}

const REFRESH_MS = 30_000;

export class PrinterRegistry implements Lifecycle, PrinterTargets {
  readonly events = new Emitter<{ changed: void }>();
  readonly #options: PrinterRegistryOptions;
  #stored = new Map<string, StoredPrinter>();
  /** What each printer said last; a printer without an entry is not there now. */
  #seen = new Map<string, BackendPrinter>();
  #refreshing: Promise<void> | undefined;
  #timer: CancelTimer | undefined;
  #shown = '';

  constructor(options: PrinterRegistryOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#stored = new Map(this.#options.store.all().map((stored) => [stored.id, stored]));
    await this.refresh();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    await this.#refreshing;
  }

  /** This device's printers by name. One that is gone is listed while it is shared or was added. */
  listOwn(): OwnPrinter[] {
    return [...this.#stored.values()]
      .filter((stored) => stored.shared || stored.backend !== 'cups' || this.#seen.has(stored.id))
      .map((stored) => this.#own(stored))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** What peers see. */
  shared(): Printer[] {
    return this.listOwn()
      .filter((own) => own.shared)
      .map(({ backend: _backend, uri: _uri, shared: _shared, ...printer }) => printer);
  }

  target(id: string): PrinterTarget | undefined {
    const stored = this.#stored.get(id);
    const backend = stored && this.#backend(stored.backend);
    if (!stored || !backend) return undefined;
    const seen = this.#seen.get(id);
    return { printer: this.#own(stored), offers: seen?.offers, backend, key: stored.key };
  }

  /** Throws `printer.not_found`. */
  setShared(id: string, shared: boolean): OwnPrinter {
    const stored = this.#stored.get(id);
    if (!stored) throw notFound();
    const updated = { ...stored, shared };
    this.#put(updated);
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
    this.#requireNew(shown, undefined);
    const url = URL.parse(uri);
    const kind: PrinterBackendKind = url?.protocol === 'file:' ? 'virtual' : 'ipp';
    const key = kind === 'virtual' ? await prepareFolder(uri) : printerAddress(uri);
    const backend = this.#backend(kind);
    if (!backend)
      throw new HallwayError('printer.no_backend', 'This PC cannot add such a printer.');
    this.#requireNew(shown, key);
    const seen = await backend.status(key);
    // Somebody else may have been as quick.
    this.#requireNew(shown, key);
    const stored = { ...this.#fresh(kind, key, shown, seen.uri), shared: true };
    this.#put(stored);
    this.#seen.set(stored.id, seen);
    this.#schedule();
    this.#announce();
    return this.#own(stored);
  }

  /** Forgets a printer that was added. Throws `printer.not_found`, `request.invalid`. */
  remove(id: string): void {
    const stored = this.#stored.get(id);
    if (!stored) throw notFound();
    if (stored.backend === 'cups')
      throw new HallwayError('request.invalid', 'This printer belongs to the system.', {
        fix: 'Remove it in the printer settings of this PC, or stop sharing it here.',
      });
    this.#options.store.remove(id);
    this.#stored.delete(id);
    this.#seen.delete(id);
    this.#schedule();
    this.#announce();
  }

  /** Asks every backend anew. Never fails: what does not answer is shown as unknown. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const seen = new Map<string, BackendPrinter>();
    await Promise.all(this.#options.backends.map((backend) => this.#listBackend(backend, seen)));
    const added = [...this.#stored.values()].filter((stored) => stored.backend !== 'cups');
    await Promise.all(added.map((stored) => this.#askAdded(stored, seen)));
    this.#seen = seen;
    this.#announce();
  }

  async #listBackend(backend: PrinterBackend, seen: Map<string, BackendPrinter>): Promise<void> {
    try {
      for (const found of await backend.list()) {
        const known = [...this.#stored.values()].find(
          (stored) => stored.backend === backend.kind && stored.key === found.key,
        );
        const stored =
          known ?? this.#fresh(backend.kind, found.key, this.#uniqueName(found.name), found.uri);
        if (!known || known.uri !== found.uri) this.#put({ ...stored, uri: found.uri });
        seen.set(stored.id, found);
      }
    } catch (error) {
      const { code, message } = asHallwayError(error);
      this.#options.log.debug({ backend: backend.kind, code }, message);
    }
  }

  async #askAdded(stored: StoredPrinter, seen: Map<string, BackendPrinter>): Promise<void> {
    try {
      const found = await this.#backend(stored.backend)?.status(stored.key);
      if (found) seen.set(stored.id, found);
    } catch (error) {
      const { code, message } = asHallwayError(error);
      this.#options.log.debug({ printer: stored.name, code }, message);
    }
  }

  /** Polls only while a printer is shared whose state can change by itself. */
  #schedule(): void {
    const needed = [...this.#stored.values()].some(
      (stored) => stored.shared && stored.backend !== 'virtual',
    );
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
    const { id, name, backend, uri, shared } = stored;
    const seen = this.#seen.get(id);
    return {
      ...(seen ? described(seen) : NOT_SEEN),
      id,
      device: this.#options.device,
      name,
      backend,
      uri,
      shared,
    };
  }

  #fresh(backend: PrinterBackendKind, key: string, name: string, uri: string): StoredPrinter {
    const id = base32(this.#options.random(10));
    return { id, backend, key, name, uri, shared: false };
  }

  #put(stored: StoredPrinter): void {
    this.#options.store.put(stored, this.#options.clock.now());
    this.#stored.set(stored.id, stored);
  }

  #backend(kind: PrinterBackendKind): PrinterBackend | undefined {
    return this.#options.backends.find((backend) => backend.kind === kind);
  }

  #requireNew(name: string, key: string | undefined): void {
    for (const stored of this.#stored.values()) {
      if (stored.backend !== 'cups' && stored.key === key)
        throw new HallwayError('printer.exists', `This printer is here already: “${stored.name}”.`);
      if (sameName(stored.name, name))
        throw new HallwayError('printer.exists', `There is a printer “${stored.name}” already.`, {
          fix: 'Choose another name.',
        });
    }
  }

  #uniqueName(name: string): string {
    const taken = (one: string) => [...this.#stored.values()].some((s) => sameName(s.name, one));
    for (let count = 1; ; count += 1) {
      const tried = count === 1 ? name : `${name.slice(0, 56)} (${count})`;
      if (!taken(tried)) return tried;
    }
  }
}

type Described = Omit<BackendPrinter, 'key' | 'offers' | 'uri' | 'name'>;

function described({ key: _k, offers: _o, uri: _u, name: _n, ...said }: BackendPrinter): Described {
  return said;
}

/** A printer that is not there right now. */
const NOT_SEEN: Described = {
  state: 'unknown',
  reasons: [],
  message: 'The printer does not answer.',
  accepting: false,
  jobs: 0,
  color: false,
  duplex: false,
  formats: [],
  media: [],
  location: '',
  model: '',
};

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function notFound(): HallwayError {
  return new HallwayError('printer.not_found', 'This PC has no such printer.');
}
