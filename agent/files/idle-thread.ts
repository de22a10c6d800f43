/** A thread that answers questions one after the other: begun when it is asked, ended a while after. */
import { type ResourceLimits, type Transferable, Worker } from 'node:worker_threads';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import { programFile } from '../life/install-root.ts';

const IDLE_MS = 5000;

/** What crosses to the thread and back (`../programs/answering.ts`). */
export interface ThreadQuestion<Asked> {
  id: number;
  asked: Asked;
}

export interface ThreadAnswer<Answer> {
  id: number;
  answer: Answer;
}

export class IdleThread<Asked, Answer> {
  readonly #clock: Clock;
  readonly #program: string;
  readonly #limits: ResourceLimits;
  readonly #ended: () => void;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  #thread: Worker | undefined;
  #next = 0;
  #idle: CancelTimer | undefined;

  /** `ended`: it runs no more. */
  constructor(clock: Clock, program: string, limits: ResourceLimits, ended: () => void = () => {}) {
    this.#clock = clock;
    this.#program = program;
    this.#limits = limits;
    this.#ended = ended;
  }

  get runs(): boolean {
    return this.#thread !== undefined;
  }

  /** `moved` is not here any more then. Rejects if the thread ends. */
  ask(asked: Asked, moved: readonly Transferable[]): Promise<Answer> {
    this.#idle?.();
    const thread = (this.#thread ??= this.#begin());
    const waiting = Promise.withResolvers<Answer>();
    const id = this.#next++;
    this.#waiting.set(id, waiting);
    const question: ThreadQuestion<Asked> = { id, asked };
    thread.postMessage(question, moved);
    return waiting.promise;
  }

  /** What it was asked for before is done first. */
  async stop(): Promise<void> {
    this.#idle?.();
    await Promise.allSettled(Array.from(this.#waiting.values(), ({ promise }) => promise));
    this.#end(new Error('It was ended.'));
  }

  #begin(): Worker {
    const thread = new Worker(programFile(this.#program), { resourceLimits: this.#limits });
    thread.on('message', ({ id, answer }: ThreadAnswer<Answer>) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0)
        this.#idle = this.#clock.after(IDLE_MS, () => this.#end(new Error('It was ended.')));
      waiting?.resolve(answer);
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
    this.#ended();
    void thread?.terminate();
  }
}
