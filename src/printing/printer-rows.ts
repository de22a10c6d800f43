/** The printers that this device knows, with an id that stays and a name that is unique here. */
import { base32 } from '../base/base32.ts';
import type { Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import type { PrinterBackendKind } from '../model/printer.ts';
import { isSystemPrinter, type PrinterStore, type StoredPrinter } from './printer-store.ts';

export interface PrinterRowsOptions {
  store: PrinterStore;
  clock: Clock;
  /** Random bytes for ids. */
  random: (bytes: number) => Uint8Array;
}

export class PrinterRows {
  readonly #options: PrinterRowsOptions;
  #rows = new Map<string, StoredPrinter>();

  constructor(options: PrinterRowsOptions) {
    this.#options = options;
  }

  load(): void {
    this.#rows = new Map(this.#options.store.all().map((row) => [row.id, row]));
  }

  all(): StoredPrinter[] {
    return [...this.#rows.values()];
  }

  get(id: string): StoredPrinter | undefined {
    return this.#rows.get(id);
  }

  find(backend: PrinterBackendKind, key: string): StoredPrinter | undefined {
    return this.all().find((row) => row.backend === backend && row.key === key);
  }

  put(row: StoredPrinter): void {
    this.#options.store.put(row, this.#options.clock.now());
    this.#rows.set(row.id, row);
  }

  remove(id: string): void {
    this.#options.store.remove(id);
    this.#rows.delete(id);
  }

  /** A row with a new id, not kept yet. */
  fresh(row: Omit<StoredPrinter, 'id'>): StoredPrinter {
    return { ...row, id: base32(this.#options.random(10)) };
  }

  /** Throws `printer.exists` if one of `listed` has this name, or a printer was added by this key. */
  requireNew(name: string, key: string | undefined, listed: readonly StoredPrinter[]): void {
    const same = this.all().find((row) => !isSystemPrinter(row) && row.key === key);
    if (same)
      throw new HallwayError('printer.exists', `This printer is here already: “${same.name}”.`);
    const namesake = listed.find((row) => sameName(row.name, name));
    if (namesake)
      throw new HallwayError('printer.exists', `There is a printer “${namesake.name}” already.`, {
        fix: 'Choose another name.',
      });
  }

  /** The name with a number behind it if it is taken. */
  uniqueName(name: string): string {
    const rows = this.all();
    for (let count = 1; ; count += 1) {
      const tried = count === 1 ? name : `${name.slice(0, 56)} (${count})`;
      if (!rows.some((row) => sameName(row.name, tried))) return tried;
    }
  }

  /** Gives every other row, listed or not, that has the name of this one a name of its own. */
  renameOthers({ id, name }: StoredPrinter): void {
    for (const other of this.all())
      if (other.id !== id && sameName(other.name, name))
        this.put({ ...other, name: this.uniqueName(other.name) });
  }
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
