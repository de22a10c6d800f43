/** Work that stands in line: per key one after another, in the order in which it came. */
export class JobLine {
  readonly #ends = new Map<string, Promise<unknown>>();

  /** Runs `work` when what came before for this key has ended, however it ended. */
  async enter<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#ends.get(key) ?? Promise.resolve();
    const mine = before.then(work);
    const end = mine.catch(() => undefined);
    this.#ends.set(key, end);
    try {
      return await mine;
    } finally {
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    }
  }
}
