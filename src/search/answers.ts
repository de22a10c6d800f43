/** The owner's side: what somebody may know of what this PC shares. */
import type { Log } from '../base/log.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { FoundEntry, SearchQuery } from '../model/search.ts';
import { DEFAULT_LIMIT, lookInto } from './look.ts';
import type { ShareIndexes } from './share-indexes.ts';
import { termsOf } from './words.ts';

export interface AnswersOptions {
  indexes: Pick<ShareIndexes, 'get' | 'isReading' | 'damaged'>;
  /** Shares of this PC that a device may use now. */
  visibleTo: (device: DeviceId) => readonly { id: ResourceId; available: boolean }[];
  log: Log;
}

export interface Answer {
  /** Best first. */
  hits: FoundEntry[];
  /** Not everything that the asker may see was looked through yet. */
  reading: boolean;
}

export class Answers {
  readonly #options: AnswersOptions;

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** Nothing but the shares that `device` may use is looked into: neither hits nor time tell of others. */
  answer(device: DeviceId, query: SearchQuery): Answer {
    const { visibleTo, indexes } = this.#options;
    const terms = termsOf(query.words);
    const shares = visibleTo(device).filter(({ available }) => available);
    const hits = shares.flatMap(({ id }) => {
      const index = indexes.get(id);
      if (!index) return [];
      try {
        return lookInto(index, query, terms).map((hit) => ({ ...hit, share: id }));
      } catch (error) {
        this.#options.log.warn({ share: id, error }, 'an index could not be read');
        indexes.damaged(id);
        return [];
      }
    });
    return {
      hits: hits.toSorted((a, b) => b.score - a.score).slice(0, query.limit ?? DEFAULT_LIMIT),
      reading: shares.some(({ id }) => indexes.isReading(id)),
    };
  }
}
