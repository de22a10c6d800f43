/**
 * One worker per job: runs its next step, at most one at a time, again at once, after a back-off or
 * when woken. Between steps there is nothing but perhaps a timer.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';

/** `again`: the next step now. `wait`: until woken. `failures` lengthens the back-off. */
export type Outcome = 'again' | 'wait' | 'done' | 'retry' | { afterMs: number };

interface Worker {
  abort: AbortController;
  running: Promise<void> | undefined;
  woken: boolean;
  failures: number;
  timer: CancelTimer | undefined;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 60_000;

export class JobWorkers {
  readonly #clock: Clock;
  readonly #step: (id: string, signal: AbortSignal) => Promise<Outcome>;
  readonly #onError: (id: string, error: unknown) => void;
  readonly #workers = new Map<string, Worker>();
  #stopped = false;

  /** `onError` gets what a step throws; the step is tried again like a `retry`. */
  constructor(
    clock: Clock,
    step: (id: string, signal: AbortSignal) => Promise<Outcome>,
    onError: (id: string, error: unknown) => void,
  ) {
    this.#clock = clock;
    this.#step = step;
    this.#onError = onError;
  }

  /** Runs the job's next step soon; one that runs already is followed by another. */
  wake(id: string): void {
    if (this.#stopped) return;
    let worker = this.#workers.get(id);
    if (!worker) {
      worker = {
        abort: new AbortController(),
        running: undefined,
        woken: false,
        failures: 0,
        timer: undefined,
      };
      this.#workers.set(id, worker);
    }
    worker.timer?.();
    worker.timer = undefined;
    worker.failures = 0;
    worker.woken = true;
    worker.running ??= this.#run(id, worker);
  }

  /** Ends the present step early and runs the next. */
  interrupt(id: string): void {
    this.#workers.get(id)?.abort.abort();
    this.wake(id);
  }

  /** Ends every step and waits for them. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const workers = [...this.#workers.values()];
    for (const worker of workers) {
      worker.timer?.();
      worker.abort.abort();
    }
    await Promise.all(workers.map((worker) => worker.running ?? Promise.resolve()));
    this.#workers.clear();
  }

  async #run(id: string, worker: Worker): Promise<void> {
    // Whoever wakes a job goes on first, so that the step sees what he wrote.
    await Promise.resolve();
    while (worker.woken && !this.#stopped) {
      worker.woken = false;
      if (worker.abort.signal.aborted) worker.abort = new AbortController();
      const outcome = await this.#try(id, worker.abort.signal);
      if (outcome === 'again') worker.woken = true;
      else if (outcome === 'done' && !worker.woken) this.#workers.delete(id);
      else if (!worker.woken) this.#arm(id, worker, outcome);
    }
    worker.running = undefined;
  }

  async #try(id: string, signal: AbortSignal): Promise<Outcome> {
    try {
      return await this.#step(id, signal);
    } catch (error) {
      this.#onError(id, error);
      return 'retry';
    }
  }

  #arm(id: string, worker: Worker, outcome: Outcome): void {
    if (this.#stopped || outcome === 'wait') return;
    let afterMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** worker.failures);
    if (typeof outcome === 'object') afterMs = outcome.afterMs;
    else worker.failures += 1;
    worker.timer = this.#clock.after(afterMs, () => {
      const { failures } = worker;
      this.wake(id);
      worker.failures = failures;
    });
  }
}
