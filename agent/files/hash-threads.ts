/**
 * Threads that hash files (`hasher.ts`): two at most for what somebody waits for, one of low priority
 * for what nobody does, which stands still meanwhile. Files take turns, so that none waits for the
 * end of a large one. Begun when there is work, ended after it.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import { changed } from '../../src/transfer/manifest-maker.ts';
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

/** Some hashes in their order, or how it ended; with `turn` there is more to do. */
export interface HashNews {
  hashes?: Uint8Array;
  end?: 'done' | 'turn' | 'stopped' | 'changed' | 'failed';
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
  /** What is left of it. */
  work: HashWork;
  idle: boolean;
  signal: AbortSignal;
  /** Takes it out of its queue. */
  leave: () => void;
  tell: (hashes: Uint8Array) => void;
  ended: PromiseWithResolvers<void>;
}

const MOST = Math.max(1, Math.min(2, availableParallelism() - 1));
const IDLE_MS = 5000;
const HASH_BYTES = 32;
/** The buffer for a piece stands outside of the heap. */
const LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };

class HashThread {
  order: Order | undefined;
  readonly control = new Int32Array(new SharedArrayBuffer(4));
  readonly #idle: boolean;
  readonly #again: (order: Order) => void;
  readonly #free: () => void;
  #worker: Worker | undefined;

  /** `again`: the order had its turn, and has more to do. */
  constructor(idle: boolean, again: (order: Order) => void, free: () => void) {
    this.#idle = idle;
    this.#again = again;
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
      if (hashes) this.#heard(hashes);
      if (end === 'turn') this.#turned();
      else if (end) this.#over(end === 'done' ? undefined : failure(end, code));
    });
    worker.on('error', (error) => this.#gone(worker, error as Error));
    worker.on('exit', () => this.#gone(worker, new Error('The thread ended.')));
    return worker;
  }

  #heard(hashes: Uint8Array): void {
    const { order } = this;
    if (!order || order.signal.aborted) return;
    const from = order.work.from + hashes.length / HASH_BYTES;
    order.work = { ...order.work, from };
    order.tell(hashes);
  }

  #turned(): void {
    const { order } = this;
    if (!order || order.signal.aborted) return this.#over(stoppedError());
    this.order = undefined;
    order.signal.removeEventListener('abort', this.#stop);
    this.#again(order);
    this.#free();
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
    const again = (order: Order): void => this.#queue(order);
    this.#waited = Array.from({ length: MOST }, () => new HashThread(false, again, free));
    this.#idle = new HashThread(true, again, free);
  }

  /**
   * Resolves when all hashes were told. Throws `transfer.changed` for a file that became shorter,
   * `request.cancelled` once `signal` is aborted: nothing is read from the file after either.
   */
  hash(
    work: HashWork,
    how: { idle: boolean; signal: AbortSignal; tell: (hashes: Uint8Array) => void },
  ): Promise<void> {
    const leave = (): void => {
      const queue = this.#queueOf(order);
      const at = queue.indexOf(order);
      if (at >= 0) queue.splice(at, 1);
      order.ended.reject(stoppedError());
    };
    const order: Order = { work, ...how, leave, ended: Promise.withResolvers() };
    if (this.#over || how.signal.aborted) return Promise.reject(stoppedError());
    this.#queue(order);
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

  /** Behind all others. Whoever gives it up meanwhile waits for nothing. */
  #queue(order: Order): void {
    if (this.#over) return order.ended.reject(stoppedError());
    this.#queueOf(order).push(order);
    order.signal.addEventListener('abort', order.leave, { once: true });
  }

  #queueOf({ idle }: Order): Order[] {
    return this.#queues[idle ? 'idle' : 'waited'];
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
    const order = thread.order ? undefined : queue.shift();
    if (!order) return;
    order.signal.removeEventListener('abort', order.leave);
    thread.run(order);
  }
}

function failure(end: 'stopped' | 'changed' | 'failed', code: string | undefined): Error {
  if (end === 'stopped') return stoppedError();
  if (end === 'failed') return asHallwayError({ code });
  return changed();
}

function stoppedError(): HallwayError {
  return new HallwayError('request.cancelled', 'It was stopped.');
}
