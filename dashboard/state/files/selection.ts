/** Which entries of the open folder are selected. Names, since entries are read anew all the time. */
import { Emitter } from '../../../src/base/emitter.ts';
import type { Entry } from '../../../src/model/entry.ts';

export class Selection {
  readonly changes = new Emitter<{ names: undefined }>();
  /** Another one after each change. */
  version = 0;
  #names: ReadonlySet<string> = new Set();
  /** Where a range begins that is drawn with Shift. */
  #anchor: string | undefined;

  get size(): number {
    return this.#names.size;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** In the order of the folder. */
  in(entries: readonly Entry[]): Entry[] {
    return this.size === 0 ? [] : entries.filter(({ name }) => this.#names.has(name));
  }

  toggle(name: string): void {
    const names = new Set(this.#names);
    if (!names.delete(name)) names.add(name);
    this.#anchor = name;
    this.#set(names);
  }

  /** This one and no other. */
  only(name: string): void {
    this.#anchor = name;
    this.#set(new Set([name]));
  }

  /** From where the last one was selected, or `from`, to `to`; others no longer. */
  extend(entries: readonly Entry[], from: number, to: number): void {
    const known = entries.findIndex(({ name }) => name === this.#anchor);
    const start = known < 0 ? from : known;
    this.#anchor = entries[start]?.name;
    const [first, last] = start < to ? [start, to] : [to, start];
    this.#set(new Set(entries.slice(first, last + 1).map(({ name }) => name)));
  }

  all(entries: readonly Entry[]): void {
    this.#set(new Set(entries.map(({ name }) => name)));
  }

  clear(): void {
    this.#anchor = undefined;
    if (this.size > 0) this.#set(new Set());
  }

  /** Forgets what is no longer there. */
  keep(entries: readonly Entry[]): void {
    if (this.size === 0) return;
    const left = this.in(entries).map(({ name }) => name);
    if (left.length !== this.size) this.#set(new Set(left));
  }

  #set(names: ReadonlySet<string>): void {
    this.#names = names;
    this.version += 1;
    this.changes.emit('names', undefined);
  }
}
