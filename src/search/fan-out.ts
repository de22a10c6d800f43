/**
 * The asker's side: those PCs are asked first that answered quickest before, all others a moment later,
 * and what each answers is told as it comes. Who is slow, asleep or gone holds nobody up.
 */
import type { Clock } from '../base/clock.ts';
import { lastSegment } from '../base/safe-path.ts';
import { displayText } from '../base/text.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { SearchAnswer, SearchHit, SearchQuery } from '../model/search.ts';
import type { Answer } from './answers.ts';
import { DEFAULT_LIMIT } from './look.ts';
import { mergeHits } from './merge.ts';
import { isPerson } from './person.ts';
import { highestScore } from './scores.ts';
import { termsOf } from './words.ts';

export interface FanOutOptions {
  /** This PC. */
  own: DeviceId;
  /** This PC and the other members. */
  devices: () => readonly { id: DeviceId; name: string; online: boolean }[];
  /** Asks one of them. */
  ask: (device: DeviceId, query: SearchQuery, signal: AbortSignal) => Promise<Answer>;
  /** Of a device's shares those that this PC may use, and what they are called. */
  shareNames: (device: DeviceId) => ReadonlyMap<ResourceId, string>;
  clock: Clock;
}

/** Whoever has not answered by then is told as silent. */
const PATIENCE_MS = 5000;
/** Asked at the same time … */
const AT_ONCE = 24;
/** … and of these first, … */
const FIRST = 3;
/** … until one has answered or this has passed: a search that everybody begins at once begins slowly. */
const HEAD_START_MS = 20;
/** The first answer is on its way to the person before others are asked. */
const TOLD_MS = 3;
/** That nothing was found yet is no news before. */
const NOTHING_MS = 100;
/** How much of what is remembered of a PC is its last answer. */
const NEW_PART = 0.3;

export class FanOut {
  readonly #options: FanOutOptions;
  /** What each PC took for an answer, in ms. */
  readonly #pace = new Map<DeviceId, number>();

  constructor(options: FanOutOptions) {
    this.#options = options;
  }

  /** Resolves to all that was found; `tell` gets what there is after each answer. */
  async search(
    query: SearchQuery,
    only: readonly DeviceId[] | undefined,
    tell: (answer: SearchAnswer) => void,
    signal: AbortSignal,
  ): Promise<SearchAnswer> {
    const asked = this.#options.devices().filter(({ id }) => only?.includes(id) ?? true);
    const silent = new Map(asked.map(({ id, name }) => [id, name]));
    const reading: string[] = [];
    let hits: SearchHit[] = [];
    const now = (done: boolean): SearchAnswer => ({
      hits,
      answered: asked.length - silent.size,
      asked: asked.length,
      silent: [...silent.values()],
      reading,
      done,
    });
    const waiting = asked.filter(({ online }) => online).toSorted((a, b) => this.#order(a, b));
    const late = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const { clock } = this.#options;
    const begun = clock.monotonic();
    const begin = Promise.withResolvers<void>();
    const cancel = clock.after(HEAD_START_MS, begin.resolve);
    let answered = false;
    const next = async (): Promise<void> => {
      for (let device = waiting.shift(); device && !late.aborted; device = waiting.shift()) {
        const answer = await this.#ask(device.id, query, late);
        if (!answered) clock.after(TOLD_MS, begin.resolve);
        answered = true;
        if (!answer || late.aborted) continue;
        silent.delete(device.id);
        if (answer.reading) reading.push(device.name);
        const theirs = this.#known(device, answer, query);
        const merged = mergeHits([...hits, ...theirs], this.#options.own);
        hits = merged.slice(0, query.limit ?? DEFAULT_LIMIT);
        if (hits.length > 0 || clock.monotonic() - begun >= NOTHING_MS) tell(now(false));
      }
    };
    const others = async (): Promise<void> => {
      await begin.promise;
      await Promise.all(Array.from({ length: AT_ONCE - FIRST }, next));
    };
    const all = Promise.all([...Array.from({ length: FIRST }, next), others()]);
    // An answer that nobody waits for any more changes nothing.
    await Promise.race([all, aborted(late)]);
    cancel();
    begin.resolve();
    return now(true);
  }

  /** Undefined where there is none. */
  async #ask(
    device: DeviceId,
    query: SearchQuery,
    signal: AbortSignal,
  ): Promise<Answer | undefined> {
    const { clock, ask } = this.#options;
    const begun = clock.monotonic();
    let answer: Answer | undefined;
    try {
      answer = await ask(device, query, signal);
    } catch {
      // It is one of those that did not answer.
    }
    const took = answer ? clock.monotonic() - begun : PATIENCE_MS;
    const before = this.#pace.get(device) ?? took;
    this.#pace.set(device, before + (took - before) * NEW_PART);
    return answer;
  }

  #order(a: { id: DeviceId }, b: { id: DeviceId }): number {
    return (this.#pace.get(a.id) ?? 0) - (this.#pace.get(b.id) ?? 0);
  }

  /**
   * Each entry once, in shares that this PC knows of, as high as its name allows; whatever else a
   * peer says leads nowhere.
   */
  #known(
    { id, name }: { id: DeviceId; name: string },
    answer: Answer,
    { words, person: asked = '', limit = DEFAULT_LIMIT }: SearchQuery,
  ): SearchHit[] {
    const person = displayText(answer.person, 63, '');
    if (!isPerson(asked, [person, name])) return [];
    const terms = termsOf(words);
    const shareNames = this.#options.shareNames(id);
    const known = new Map<string, SearchHit>();
    for (const hit of answer.hits.slice(0, limit)) {
      const { share, path, root } = hit;
      const shareName = shareNames.get(share);
      if (shareName === undefined) continue;
      const told = { device: id, deviceName: name, shareName };
      const holders = [{ ...told, share, path, ...(root === undefined ? {} : { root }) }];
      const score = Math.min(hit.score, highestScore(terms, lastSegment(path)));
      known.set(`${share} ${path}`, { ...hit, ...told, person, score, holders });
    }
    return Array.from(known.values());
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
