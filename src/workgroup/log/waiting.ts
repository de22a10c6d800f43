/**
 * Statements that arrived before what they refer to. Nothing about them is proven yet, so there is
 * room for a bounded number; the oldest gives way and comes again with a later exchange.
 */
import type { SignedStatement } from './statement.ts';

/** What a statement waits for: a statement's id, or the key of an author. */
export type Need = string;

export function needOfKey(author: string): Need {
  return `key:${author}`;
}

export class WaitingStatements {
  readonly #byId = new Map<string, { signed: SignedStatement; need: Need }>();
  readonly #byNeed = new Map<Need, Set<string>>();
  readonly #capacity: number;

  constructor(capacity = 1000) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#byId.size;
  }

  put(signed: SignedStatement, need: Need): void {
    this.#take(signed.id);
    if (this.#byId.size >= this.#capacity) {
      const oldest = this.#byId.keys().next();
      if (!oldest.done) this.#take(oldest.value);
    }
    this.#byId.set(signed.id, { signed, need });
    const set = this.#byNeed.get(need);
    if (set) set.add(signed.id);
    else this.#byNeed.set(need, new Set([signed.id]));
  }

  /** Removes and returns what waited for `need`. */
  release(need: Need): SignedStatement[] {
    return Array.from(this.#byNeed.get(need) ?? [], (id) => this.#take(id)).filter(
      (signed) => signed !== undefined,
    );
  }

  #take(id: string): SignedStatement | undefined {
    const entry = this.#byId.get(id);
    if (!entry) return undefined;
    this.#byId.delete(id);
    const set = this.#byNeed.get(entry.need);
    set?.delete(id);
    if (set?.size === 0) this.#byNeed.delete(entry.need);
    return entry.signed;
  }
}
