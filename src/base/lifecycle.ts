/** Parts that run: how each is started and stopped, and how several are. */
import type { CancelTimer, Clock } from './clock.ts';

/** Constructors only assign; `start` and `stop` act. */
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

/** Starts parts in order, somewhat later and without anybody waiting for them. */
export class InBackground implements Lifecycle {
  readonly #parts: LifecycleStack;
  readonly #options: InBackgroundOptions;
  #cancel: CancelTimer | undefined;
  #begun: Promise<void> | undefined;

  constructor(parts: readonly Lifecycle[], options: InBackgroundOptions) {
    this.#parts = new LifecycleStack(parts);
    this.#options = options;
  }

  start(): void {
    const { clock, afterMs, failed } = this.#options;
    this.#cancel = clock.after(afterMs, () => {
      this.#begun = this.#parts.start().catch(failed);
    });
  }

  async stop(): Promise<void> {
    this.#cancel?.();
    await this.#begun;
    await this.#parts.stop();
  }
}

export interface InBackgroundOptions {
  clock: Clock;
  afterMs: number;
  /** Hears why a part could not be started; those before it are stopped then. */
  failed: (error: unknown) => void;
}
