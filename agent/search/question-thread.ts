/**
 * The thread that looks into indexes (`looker.ts`), so that no question holds the agent: begun with the
 * first one, ended when nobody asked for a while, and begun anew where one question takes too long.
 */
import { Worker } from 'node:worker_threads';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { SearchQuery } from '../../src/model/search.ts';
import type { FoundRow, Looker, LookNews, LookOrder } from '../../src/search/looker.ts';
import { programFile } from '../life/install-root.ts';

/** Nobody waits longer for this PC's answer; what a thread does for one question it cannot stop. */
const SILENCE_MS = 5000;
/** A thread costs memory while it waits. */
const IDLE_MS = 120_000;
const HEAP_MIB = 64;
const YOUNG_MIB = 8;

interface Waiting {
  resolve: (found: LookNews['found']) => void;
  reject: (reason: Error) => void;
}

type Ask<Order> = Order extends LookOrder ? Omit<Order, 'id'> : never;

export class QuestionThread implements Looker {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #stopping: Promise<unknown> | undefined;
  #timer: CancelTimer | undefined;
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  look(file: string, query: SearchQuery): Promise<FoundRow[] | undefined> {
    return this.#ask({ what: 'look', file, query }) as Promise<FoundRow[] | undefined>;
  }

  snippets(
    file: string,
    words: string,
    texts: readonly number[],
  ): Promise<(string | undefined)[] | undefined> {
    return this.#ask({ what: 'snippets', file, words, texts }) as Promise<
      (string | undefined)[] | undefined
    >;
  }

  async close(file: string): Promise<void> {
    await this.#stopping;
    if (this.#thread) await this.#ask({ what: 'close', file }).catch(() => {});
  }

  /** Ends the thread, and resolves when its files are closed. */
  async stop(): Promise<void> {
    this.#timer?.();
    const thread = this.#thread;
    this.#thread = undefined;
    for (const { reject } of this.#waiting.values())
      reject(new HallwayError('request.busy', 'Looking into what this PC shares took too long.'));
    this.#waiting.clear();
    if (thread) {
      thread.removeAllListeners();
      thread.on('error', () => {});
      this.#stopping = thread.terminate().finally(() => (this.#stopping = undefined));
    }
    await this.#stopping;
  }

  #ask(order: Ask<LookOrder>): Promise<LookNews['found']> {
    const thread = (this.#thread ??= this.#begin());
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      if (this.#waiting.size === 1) this.#wait();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
      thread.postMessage({ id, ...order } satisfies LookOrder);
    });
  }

  #begin(): Worker {
    const thread = new Worker(programFile('looker'), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    thread.unref();
    thread.on('message', ({ id, found }: LookNews) => {
      this.#waiting.get(id)?.resolve(found);
      this.#waiting.delete(id);
      this.#wait();
    });
    // Out of memory, say.
    thread.on('error', () => void this.stop());
    thread.on('exit', () => void this.stop());
    return thread;
  }

  /** For its next word, or for the next question. */
  #wait(): void {
    this.#timer?.();
    const patience = this.#waiting.size > 0 ? SILENCE_MS : IDLE_MS;
    this.#timer = this.#clock.after(patience, () => void this.stop());
  }
}
