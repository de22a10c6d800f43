/** What is being looked for on every PC: asked while somebody types, told as PCs answer. */
import { search } from '../../src/api/local.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { asHallwayError } from '../../src/base/errors.ts';
import type { FileKind, SearchAnswer } from '../../src/model/search.ts';
import { askLines } from '../data/agent-client.ts';

/** A pause in typing. */
const PAUSE_MS = 150;
/** More than that nobody reads; a further word says more. */
const LIMIT = 100;

export interface Question {
  words: string;
  kind: FileKind | undefined;
  /** Only this PC. */
  device: string | undefined;
  /** Only PCs of this person. */
  person: string | undefined;
  /** Bytes: from so many on, and fewer than that. */
  size: readonly [number | undefined, number | undefined] | undefined;
  /** Changed in so many days. */
  days: number | undefined;
}

export class Search {
  readonly changes = new Emitter<{ answer: undefined }>();
  #answer: SearchAnswer | undefined;
  #problem: unknown;
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = '';

  /** Undefined where nothing was asked; the last one stays until the next says something. */
  get answer(): SearchAnswer | undefined {
    return this.#answer;
  }

  get problem(): unknown {
    return this.#problem;
  }

  get busy(): boolean {
    return this.#asking !== undefined || this.#timer !== undefined;
  }

  /** Asks after a pause, or at once; the same question is not asked again unless `anew`. */
  ask(question: Question, { pause = true, anew = false } = {}): void {
    const key = JSON.stringify(question);
    if (key === this.#asked && !anew) return;
    this.#asked = key;
    this.stop();
    if (question.words.trim() === '') {
      this.#answer = this.#problem = undefined;
      this.changes.emit('answer', undefined);
      return;
    }
    this.#timer = setTimeout(() => void this.#run(question), pause ? PAUSE_MS : 0);
    this.changes.emit('answer', undefined);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#timer = this.#asking = undefined;
  }

  async #run({ words, kind, device, person, size, days }: Question): Promise<void> {
    this.#timer = undefined;
    const asking = (this.#asking = new AbortController());
    const body = {
      words: words.trim().slice(0, 200),
      limit: LIMIT,
      ...(kind ? { kinds: [kind] } : {}),
      ...(device ? { devices: [device] } : {}),
      ...(person ? { person: person.slice(0, 63) } : {}),
      ...(size?.[0] === undefined ? {} : { minSize: size[0] }),
      ...(size?.[1] === undefined ? {} : { maxSize: size[1] - 1 }),
      ...(days ? { since: Date.now() - days * 86_400_000 } : {}),
    };
    try {
      await askLines<SearchAnswer>(search, { body }, (answer) => this.#take(answer), asking.signal);
    } catch (error) {
      if (asHallwayError(error).code === 'request.cancelled') return;
      this.#problem = error;
    }
    if (this.#asking === asking) this.#asking = undefined;
    this.changes.emit('answer', undefined);
  }

  #take(answer: SearchAnswer): void {
    this.#answer = answer;
    this.#problem = undefined;
    this.changes.emit('answer', undefined);
  }
}
