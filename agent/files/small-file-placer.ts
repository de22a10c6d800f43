/** The thread that puts small files onto the disk (`placer.ts`): begun when it has work, ended after it. */
import { Worker } from 'node:worker_threads';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import type { PlacedBatch, SmallBatch, SmallFilePlacer } from '../../src/transfer/tree/placing.ts';
import { programFile } from '../life/install-root.ts';

const IDLE_MS = 5000;
/** A batch stands outside of the heap. */
const HEAP_MIB = 64;
const YOUNG_MIB = 4;

type Waiting = PromiseWithResolvers<PlacedBatch>;

export class PlacerThread implements SmallFilePlacer {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #next = 0;
  #idle: CancelTimer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  place(batch: SmallBatch): Promise<PlacedBatch> {
    this.#idle?.();
    const thread = (this.#thread ??= this.#begin());
    const waiting = Promise.withResolvers<PlacedBatch>();
    const id = this.#next++;
    this.#waiting.set(id, waiting);
    thread.postMessage({ id, batch }, [batch.bytes.buffer]);
    return waiting.promise;
  }

  /** What it was asked for before is done first. */
  async stop(): Promise<void> {
    this.#idle?.();
    await Promise.allSettled(Array.from(this.#waiting.values(), ({ promise }) => promise));
    this.#end(new Error('It was ended.'));
  }

  #begin(): Worker {
    const thread = new Worker(programFile('placer'), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    thread.on('message', ({ id, placed }: { id: number; placed: PlacedBatch }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0)
        this.#idle = this.#clock.after(IDLE_MS, () => this.#end(new Error('It was ended.')));
      waiting?.resolve(placed);
    });
    const fail = (reason: Error): void => {
      if (this.#thread === thread) this.#end(reason);
    };
    thread.on('error', fail);
    thread.on('exit', () => fail(new Error('The thread ended.')));
    return thread;
  }

  #end(reason: Error): void {
    const thread = this.#thread;
    this.#thread = undefined;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
    void thread?.terminate();
  }
}
