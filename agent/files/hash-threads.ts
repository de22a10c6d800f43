/**
 * Threads that hash files (`hasher.ts`): two at most for what somebody waits for, one of low priority
 * for what nobody does, which stands still meanwhile. Begun when there is work, ended after it.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import { programFile } from '../life/install-root.ts';

export interface HashWork {
  /** An open file; the pieces begin at `start` in it. */
  fd: number;
  start: number;
  size: number;
  pieceSize: number;
  /** The first piece that is wanted. */
  from: number;
}

/** Some hashes in their order, or how it ended. */
export interface HashNews {
  hashes?: Uint8Array;
  end?: 'done' | 'stopped' | 'changed' | 'failed';
  /** Of the system, with `failed`. */
  code?: string;
}

export const HashControl = { run: 0, pause: 1, stop: 2 } as const;

export interface HasherStart {
  /** One of `HashControl`, read before each piece. */
  control: Int32Array<SharedArrayBuffer>;
  idle: boolean;
}

interface Order {
  work: HashWork;
  signal: AbortSignal;
  tell: (hashes: Uint8Array) => void;
  ended: PromiseWithResolvers<void>;
}

const MOST = Math.max(1, Math.min(2, availableParallelism() - 1));
const IDLE_MS = 5000;
/** The buffer for a piece stands outside of the heap. */
const LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };

class HashThread {
  order: Order | undefined;
  readonly control = new Int32Array(new SharedArrayBuffer(4));
  readonly #idle: boolean;
  readonly #free: () => void;
  #worker: Worker | undefined;

  constructor(idle: boolean, free: () => void) {
    this.#idle = idle;
    this.#free = free;
  }

  run(order: Order): void {
    this.order = order;
    this.say(HashControl.run);
    const worker = (this.#worker ??= this.#begin());
    order.signal.addEventListener('abort', this.#stop, { once: true });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
    worker.postMessage(order.work);
  }

  say(what: (typeof HashControl)[keyof typeof HashControl]): void {
    // What is to end does not go on because nobody waits any more.
    if (this.order?.signal.aborted && what !== HashControl.stop) return;
    Atomics.store(this.control, 0, what);
    Atomics.notify(this.control, 0);
  }

  async end(): Promise<void> {
    this.say(HashControl.stop);
    const { order } = this;
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.removeAllListeners();
    worker?.on('error', () => {});
    // It reads from a file that others close after this.
    await worker?.terminate();
    if (order && this.order === order) this.#over(stoppedError());
  }

  readonly #stop = (): void => this.say(HashControl.stop);

  #begin(): Worker {
    const data: HasherStart = { control: this.control, idle: this.#idle };
    const worker = new Worker(programFile('hasher'), {
      workerData: data,
      resourceLimits: LIMITS,
    });
    worker.unref();
    worker.on('message', ({ hashes, end, code }: HashNews) => {
      if (hashes && !this.order?.signal.aborted) this.order?.tell(hashes);
      if (end) this.#over(end === 'done' ? undefined : failure(end, code));
    });
    worker.on('error', (error) => this.#gone(worker, error as Error));
    worker.on('exit', () => this.#gone(worker, new Error('The thread ended.')));
    return worker;
  }

  #gone(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#over(error);
  }

  #over(error: Error | undefined): void {
    const { order } = this;
    if (!order) return;
    this.order = undefined;
    order.signal.removeEventListener('abort', this.#stop);
    if (error) order.ended.reject(error);
    else order.ended.resolve();
    this.#free();
  }
}

export class HashThreads {
  readonly #clock: Clock;
  readonly #waited: HashThread[];
  readonly #idle: HashThread;
  readonly #queues: Record<'waited' | 'idle', Order[]> = { waited: [], idle: [] };
  #ending: CancelTimer | undefined;
  #over = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    const free = (): void => this.#next();
    this.#waited = Array.from({ length: MOST }, () => new HashThread(false, free));
    this.#idle = new HashThread(true, free);
  }

  /**
   * Resolves when all hashes were told. Throws `transfer.changed` for a file that became shorter,
   * `request.cancelled` once `signal` is aborted: nothing is read from the file after either.
   */
  hash(
    work: HashWork,
    how: { idle: boolean; signal: AbortSignal; tell: (hashes: Uint8Array) => void },
  ): Promise<void> {
    const order: Order = { work, ...how, ended: Promise.withResolvers() };
    if (this.#over || how.signal.aborted) return Promise.reject(stoppedError());
    this.#queues[how.idle ? 'idle' : 'waited'].push(order);
    this.#next();
    return order.ended.promise;
  }

  /** At once: a piece takes some milliseconds. */
  async stop(): Promise<void> {
    this.#over = true;
    this.#ending?.();
    const { waited, idle } = this.#queues;
    for (const { ended } of [...waited.splice(0), ...idle.splice(0)]) ended.reject(stoppedError());
    await Promise.all([...this.#waited, this.#idle].map((thread) => thread.end()));
  }

  #next(): void {
    this.#ending?.();
    for (const thread of this.#waited) this.#give(thread, this.#queues.waited);
    const isBusy = this.#waited.some(({ order }) => order !== undefined);
    if (!isBusy) this.#give(this.#idle, this.#queues.idle);
    if (this.#idle.order) this.#idle.say(isBusy ? HashControl.pause : HashControl.run);
    if (isBusy || this.#idle.order || this.#over) return;
    this.#ending = this.#clock.after(IDLE_MS, () => {
      for (const thread of [...this.#waited, this.#idle]) void thread.end();
    });
  }

  #give(thread: HashThread, queue: Order[]): void {
    while (!thread.order) {
      const order = queue.shift();
      if (!order) return;
      if (order.signal.aborted) order.ended.reject(stoppedError());
      else thread.run(order);
    }
  }
}

function failure(end: 'stopped' | 'changed' | 'failed', code: string | undefined): Error {
  if (end === 'stopped') return stoppedError();
  if (end === 'failed') return asHallwayError({ code });
  return new HallwayError('transfer.changed', 'The file was changed while it was read.', {
    fix: 'Get it again.',
  });
}

function stoppedError(): HallwayError {
  return new HallwayError('request.cancelled', 'It was stopped.');
}
