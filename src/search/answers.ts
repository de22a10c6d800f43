/** The owner's side: what somebody may know of what this PC shares. */
import { HallwayError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { FoundEntry, SearchQuery } from '../model/search.ts';
import { DEFAULT_LIMIT, type Found, lookInto } from './look.ts';
import type { ShareIndex } from './share-index.ts';
import type { ShareIndexes } from './share-indexes.ts';
import { termsOf } from './words.ts';

export interface AnswersOptions {
  indexes: Pick<ShareIndexes, 'get' | 'isReading' | 'damaged'>;
  /** Shares of this PC that a device may use now. */
  visibleTo: (device: DeviceId) => readonly { id: ResourceId; available: boolean }[];
  /** Lets other work of this process have its turn. */
  turn: () => Promise<void>;
  log: Log;
}

/** Questions of one PC at once: whoever types gives up the last one with the next letter. */
const MOST_OPEN = 4;

export interface Answer {
  /** Best first. */
  hits: FoundEntry[];
  /** Not everything that the asker may see was looked through yet. */
  reading: boolean;
}

export class Answers {
  readonly #options: AnswersOptions;
  readonly #open = new Map<DeviceId, number>();

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** For a member. Throws `request.busy` where it asks much at once. */
  async answerPeer(device: DeviceId, query: SearchQuery): Promise<Answer> {
    const open = this.#open.get(device) ?? 0;
    if (open >= MOST_OPEN)
      throw new HallwayError('request.busy', 'So many questions of that PC are open already.');
    this.#open.set(device, open + 1);
    try {
      return await this.answer(device, query);
    } finally {
      const left = (this.#open.get(device) ?? 1) - 1;
      if (left > 0) this.#open.set(device, left);
      else this.#open.delete(device);
    }
  }

  /**
   * Nothing but the shares that `device` may use is looked into: neither hits nor time tell of others.
   * Other work of this PC gets its turn between two shares, and between two texts.
   */
  async answer(device: DeviceId, query: SearchQuery): Promise<Answer> {
    const { visibleTo, indexes, turn } = this.#options;
    const terms = termsOf(query.words);
    const shares = visibleTo(device).filter(({ available }) => available);
    const found: (Found & { share: ResourceId; index: ShareIndex })[] = [];
    for (const { id } of shares) {
      await turn();
      const index = indexes.get(id);
      if (!index) continue;
      const hits = this.#try(id, index, () => lookInto(index, query, terms)) ?? [];
      for (const hit of hits) found.push({ ...hit, share: id, index });
    }
    const best = found.toSorted((a, b) => b.score - a.score).slice(0, query.limit ?? DEFAULT_LIMIT);
    const hits: FoundEntry[] = [];
    for (const { index, ...hit } of best) {
      await turn();
      const { share } = hit;
      // It may have ended, or be no longer for that device.
      if (!visibleTo(device).some(({ id, available }) => available && id === share)) continue;
      // Or be read anew.
      if (indexes.get(share) !== index) continue;
      const snippet = this.#try(share, index, hit.snippet);
      if (snippet !== undefined) hits.push({ ...hit, snippet });
    }
    return { hits, reading: shares.some(({ id }) => indexes.isReading(id)) };
  }

  #try<T>(share: ResourceId, index: ShareIndex, look: () => T): T | undefined {
    try {
      return look();
    } catch (error) {
      this.#options.log.warn({ share, error }, 'an index could not be read');
      const { indexes } = this.#options;
      if (indexes.get(share) === index) indexes.damaged(share);
      return undefined;
    }
  }
}
