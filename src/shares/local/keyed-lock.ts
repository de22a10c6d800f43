/** Lets one work at a time hold a name, so that what it looked at is still so when it acts. */
export class KeyedLock {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `work` when whoever asked for one of these keys before is done. */
  async hold<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = keys.flatMap((key) => this.#tails.get(key) ?? []);
    const { promise: tail, resolve: release } = Promise.withResolvers<void>();
    // All keys are queued for in one step, so that no two works wait for each other.
    for (const key of keys) this.#tails.set(key, tail);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      release();
      for (const key of keys) if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }
}
