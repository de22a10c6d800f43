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
  order: LookOrder;
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
  #over = false;

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
    this.#over = true;
    for (const { reject } of this.#waiting.values()) reject(tooLong());
    this.#waiting.clear();
    await this.#end();
  }

  async #ask(asked: Ask<LookOrder>): Promise<LookNews['found']> {
    // A thread that hangs is gone before another one begins.
    await this.#stopping;
    const id = (this.#last += 1);
    const order = { id, ...asked } satisfies LookOrder;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { order, resolve, reject });
      if (this.#waiting.size === 1) this.#wait();
      this.#post(order);
    });
  }

  #post(order: LookOrder): void {
    this.#thread ??= this.#begin();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
    this.#thread.postMessage(order);
  }

  /** The question under way took too long, or too much memory; the others are asked anew. */
  async #giveUp(): Promise<void> {
    const [stuck, ...others] = Array.from(this.#waiting.values());
    this.#waiting.clear();
    stuck?.reject(tooLong());
    await this.#end();
    for (const one of others) {
      if (this.#over) {
        one.reject(tooLong());
        continue;
      }
      this.#waiting.set(one.order.id, one);
      this.#post(one.order);
    }
    if (this.#waiting.size > 0) this.#wait();
  }

  async #end(): Promise<void> {
    this.#timer?.();
    const thread = this.#thread;
    this.#thread = undefined;
    if (thread) {
      thread.removeAllListeners();
      thread.on('error', () => {});
      this.#stopping = thread.terminate().finally(() => (this.#stopping = undefined));
    }
    await this.#stopping;
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
    thread.on('error', () => void this.#giveUp());
    thread.on('exit', () => void this.#giveUp());
    return thread;
  }

  /** For its next word, or for the next question. */
  #wait(): void {
    this.#timer?.();
    const patience = this.#waiting.size > 0 ? SILENCE_MS : IDLE_MS;
    this.#timer = this.#clock.after(patience, () => void this.#giveUp());
  }
}

function tooLong(): HallwayError {
  return new HallwayError('request.busy', 'Looking into what this PC shares took too long.');
}
