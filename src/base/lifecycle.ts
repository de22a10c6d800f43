/** Parts that run: constructors only assign, `start` and `stop` act. */
export interface Lifecycle {
  start(): Promise<void> | void;
  /** Safe to call when not started, and twice. */
  stop(): Promise<void> | void;
}

/** Starts parts in order and stops them in reverse, also after a failed start. */
export class LifecycleStack implements Lifecycle {
  readonly #parts: readonly Lifecycle[];
  #running: Lifecycle[] = [];

  constructor(parts: readonly Lifecycle[]) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    for (const part of this.#parts) {
      this.#running.push(part);
      try {
        await part.start();
      } catch (error) {
        await this.stop();
        throw error;
      }
    }
  }

  /** Stops every part even if one fails, then throws the first failure. */
  async stop(): Promise<void> {
    const running = this.#running.reverse();
    this.#running = [];
    let failed: { error: unknown } | undefined;
    for (const part of running) {
      try {
        await part.stop();
      } catch (error) {
        failed ??= { error };
      }
    }
    if (failed) throw failed.error;
  }
}
