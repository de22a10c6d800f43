/** What is played one after the other: the songs or films of a folder, in their order or mixed. */
export const Repeat = { off: 'off', all: 'all', one: 'one' } as const;
export type Repeat = (typeof Repeat)[keyof typeof Repeat];

export class PlayQueue {
  readonly #names: readonly string[];
  readonly #random: () => number;
  #order: string[];
  #at: number;
  #mixed = false;

  /** `current` is one of `names`, or is played alone. */
  constructor(names: readonly string[], current: string, random: () => number = Math.random) {
    this.#names = names.includes(current) ? names : [current];
    this.#random = random;
    this.#order = Array.from(this.#names);
    this.#at = this.#order.indexOf(current);
  }

  get current(): string {
    return this.#order[this.#at] ?? '';
  }

  get length(): number {
    return this.#order.length;
  }

  /** Place of the current one, from 1 on. */
  get place(): number {
    return this.#at + 1;
  }

  /** The current one stays; mixed, it comes first. */
  mix(mixed: boolean): void {
    if (mixed === this.#mixed) return;
    this.#mixed = mixed;
    const { current } = this;
    this.#order = mixed ? this.#shuffled(current) : Array.from(this.#names);
    this.#at = this.#order.indexOf(current);
  }

  select(name: string): void {
    const at = this.#order.indexOf(name);
    if (at >= 0) this.#at = at;
  }

  /**
   * Goes on to the one after or before; false where there is none. `ended`: the current one came to
   * its end by itself, which is what one that repeats begins anew by.
   */
  step(by: 1 | -1, repeat: Repeat, ended = false): boolean {
    if (ended && repeat === Repeat.one) return true;
    const next = this.#at + by;
    if (next >= 0 && next < this.#order.length) {
      this.#at = next;
      return true;
    }
    if (repeat !== Repeat.all || this.#order.length === 0) return false;
    if (this.#mixed && by === 1) this.#order = this.#shuffled(undefined);
    this.#at = by === 1 ? 0 : this.#order.length - 1;
    return true;
  }

  hasStep(by: 1 | -1, repeat: Repeat): boolean {
    const next = this.#at + by;
    return (next >= 0 && next < this.#order.length) || (repeat === Repeat.all && this.length > 1);
  }

  /** Fisher and Yates; `first` goes first. */
  #shuffled(first: string | undefined): string[] {
    const names = this.#names.filter((name) => name !== first);
    for (let last = names.length - 1; last > 0; last--) {
      const other = Math.floor(this.#random() * (last + 1));
      [names[last], names[other]] = [names[other] ?? '', names[last] ?? ''];
    }
    return first === undefined ? names : [first, ...names];
  }
}
