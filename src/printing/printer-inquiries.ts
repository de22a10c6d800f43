/** Requests to printers under way: one at a time for each, so that a silent one keeps nobody waiting. */
import { asHallwayError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';

export class PrinterInquiries {
  readonly #log: Log;
  readonly #answered: () => void;
  readonly #running = new Map<string, Promise<void>>();
  #abort = new AbortController();

  /** `answered` is called after each that ended, well or not. */
  constructor(log: Log, answered: () => void) {
    this.#log = log;
    this.#answered = answered;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  start(): void {
    this.#abort = new AbortController();
  }

  /** Gives up what is under way, and waits for it. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#running.values());
  }

  /** Never rejects: `failed` is told where the request fails. The one under `key` is joined. */
  ask(
    key: string,
    request: (signal: AbortSignal) => Promise<void>,
    failed: () => void,
  ): Promise<void> {
    const running = this.#running.get(key) ?? this.#run(key, request, failed);
    this.#running.set(key, running);
    return running;
  }

  async #run(
    key: string,
    request: (signal: AbortSignal) => Promise<void>,
    failed: () => void,
  ): Promise<void> {
    const { signal } = this.#abort;
    try {
      await request(signal);
    } catch (error) {
      if (!signal.aborted) failed();
      const { code, message } = asHallwayError(error);
      this.#log.debug({ asked: key, code }, message);
    } finally {
      this.#running.delete(key);
    }
    if (!signal.aborted) this.#answered();
  }
}
