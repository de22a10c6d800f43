/**
 * The asker's side: every PC is asked at once, those that answered quickly before others where there
 * are many, and what each answers is told as it comes. Who is slow, asleep or gone holds nobody up.
 */
import type { Clock } from '../base/clock.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { SearchAnswer, SearchHit, SearchQuery } from '../model/search.ts';
import type { Answer } from './answers.ts';
import { DEFAULT_LIMIT } from './look.ts';
import { mergeHits } from './merge.ts';

export interface FanOutOptions {
  /** This PC and the other members. */
  devices: () => readonly { id: DeviceId; name: string; online: boolean }[];
  /** Asks one of them. */
  ask: (device: DeviceId, query: SearchQuery, signal: AbortSignal) => Promise<Answer>;
  /** Of a share that this PC may use. */
  shareName: (device: DeviceId, share: ResourceId) => string | undefined;
  clock: Clock;
}

/** Whoever has not answered by then is told as silent. */
const PATIENCE_MS = 5000;
/** Asked at the same time. */
const AT_ONCE = 24;
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
    const next = async (): Promise<void> => {
      for (let device = waiting.shift(); device && !late.aborted; device = waiting.shift()) {
        const answer = await this.#ask(device.id, query, late);
        if (!answer || late.aborted) continue;
        silent.delete(device.id);
        if (answer.reading) reading.push(device.name);
        const theirs = this.#known(device, answer);
        hits = mergeHits([...hits, ...theirs]).slice(0, query.limit ?? DEFAULT_LIMIT);
        tell(now(false));
      }
    };
    const all = Promise.all(Array.from({ length: AT_ONCE }, next));
    // An answer that nobody waits for any more changes nothing.
    await Promise.race([all, aborted(late)]);
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

  /** Hits in shares that this PC knows of; whatever else a peer says leads nowhere. */
  #known({ id, name }: { id: DeviceId; name: string }, { hits }: Answer): SearchHit[] {
    return hits.flatMap((hit) => {
      const shareName = this.#options.shareName(id, hit.share);
      if (shareName === undefined) return [];
      const { share, path } = hit;
      const holders = [{ device: id, share, path }];
      return [{ ...hit, device: id, deviceName: name, shareName, holders }];
    });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
