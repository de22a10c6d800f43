/** The thread that reads shares for the search (`indexer.ts`): begun when it has work, ended a while after. */
import { Worker } from 'node:worker_threads';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import type { IndexNews, IndexOrder, IndexWorker } from '../../src/search/index-order.ts';
import { programFile } from '../life/install-root.ts';

/** No file takes so long that is not made for it, on the slowest PC. */
const SILENCE_MS = 20_000;
/** While somebody saves, files change every few seconds; beginning a thread takes longer than reading them. */
const REST_MS = 5000;
const HEAP_MIB = 160;
/** Names and texts are gone at once: more room for them is taken and never given back. */
const YOUNG_MIB = 12;

export class ShareIndexer implements IndexWorker {
  readonly #home: string;
  readonly #clock: Clock;
  #thread: Worker | undefined;
  #stopping: Promise<unknown> | undefined;
  #resting: CancelTimer | undefined;
  #end: ((reason: Error) => void) | undefined;

  constructor(home: string, clock: Clock) {
    this.#home = home;
    this.#clock = clock;
  }

  get runs(): boolean {
    return this.#thread !== undefined;
  }

  async run(order: IndexOrder, seen: (folders: readonly string[]) => void): Promise<boolean> {
    this.#resting?.();
    await this.#stopping;
    const thread = (this.#thread ??= new Worker(programFile('indexer'), {
      workerData: { home: this.#home },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_MIB },
    }));
    let silence: CancelTimer | undefined;
    try {
      return await new Promise<boolean>((resolve, reject) => {
        const fail = (reason: Error): void => {
          void this.stop();
          reject(reason);
        };
        this.#end = reject;
        const heard = (): void => {
          silence?.();
          // Names of a large folder come as one; only contents can hang.
          if (order.what !== 'contents') return;
          silence = this.#clock.after(SILENCE_MS, () => fail(new Error('A file took too long.')));
        };
        heard();
        thread.removeAllListeners();
        thread.on('message', (news: IndexNews) => {
          heard();
          if (news.kind === 'seen') seen(news.folders);
          else if (news.kind === 'done') resolve(news.complete);
          else if (news.kind === 'failed') reject(new Error(news.message));
        });
        // Out of memory, say.
        thread.on('error', fail);
        thread.on('exit', () => fail(new Error('The thread ended.')));
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
        thread.postMessage(order);
      });
    } finally {
      silence?.();
      this.#end = undefined;
    }
  }

  makeWay(): void {
    this.#thread?.postMessage('make way');
  }

  rest(): void {
    this.#resting?.();
    this.#resting = this.#clock.after(REST_MS, () => void this.stop());
  }

  async stop(): Promise<void> {
    this.#resting?.();
    const thread = this.#thread;
    this.#thread = undefined;
    if (!thread) return void (await this.#stopping);
    thread.removeAllListeners();
    thread.on('error', () => {});
    this.#stopping = thread.terminate().finally(() => (this.#stopping = undefined));
    await this.#stopping;
    this.#end?.(new Error('It was ended.'));
  }
}
