/** The owner's side: what somebody may know of what this PC shares. */
import { HallwayError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { FoundEntry, SearchQuery } from '../model/search.ts';
import { DEFAULT_LIMIT } from './look.ts';
import type { FoundRow, Looker } from './looker.ts';
import { isPerson } from './person.ts';
import type { MadeIndex, ShareIndexes } from './share-indexes.ts';

export interface AnswersOptions {
  indexes: Pick<ShareIndexes, 'get' | 'isReading' | 'damaged'>;
  /** Shares of this PC that a device may use now. */
  visibleTo: (device: DeviceId) => readonly { id: ResourceId; available: boolean }[];
  looker: Looker;
  /** Of a file that may be told to `device`, by its content, where that is known. Never rejects. */
  rootOf: (device: DeviceId, share: ResourceId, path: string) => Promise<string | undefined>;
  /** Whose PC this is, and what it is called. */
  person: () => string;
  deviceName: () => string;
  log: Log;
}

/** Questions of one PC at once: whoever types gives up the last one with the next letter. */
const MOST_OPEN = 4;
/** What is told of the ends of a file is shorter. */
const ROOT_LENGTH = 52;

export interface Answer {
  /** Best first. */
  hits: FoundEntry[];
  /** Whose PC answers. */
  person?: string | undefined;
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
      throw new HallwayError('request.busy', 'Too many searches of that PC run at once.');
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
   * Rejects with `request.busy` where that takes too long.
   */
  async answer(device: DeviceId, query: SearchQuery): Promise<Answer> {
    const { visibleTo, indexes, looker, deviceName } = this.#options;
    const person = this.#options.person();
    if (!isPerson(query.person ?? '', [person, deviceName()]))
      return { hits: [], person, reading: false };
    const shares = visibleTo(device).filter(({ available }) => available);
    const found: Located[] = [];
    for (const { id } of shares) {
      const index = indexes.get(id);
      if (!index) continue;
      const rows = this.#read(id, index, await looker.look(index.file, query)) ?? [];
      for (const row of rows) found.push({ row, share: id, index, snippet: '' });
    }
    const best = found
      .toSorted((a, b) => b.row.score - a.row.score)
      .slice(0, query.limit ?? DEFAULT_LIMIT);
    for (const share of new Set(best.map((one) => one.share)))
      await this.#addSnippets(
        query.words,
        best.filter((one) => one.share === share),
      );
    const roots = await Promise.all(best.map((one) => this.#root(device, one)));
    const may = new Set(visibleTo(device).flatMap(({ id, available }) => (available ? [id] : [])));
    const hits = best
      .map((one, at) => ({ ...one, root: roots[at] }))
      // A share may have ended meanwhile, or be no longer for that device, or be read anew.
      .filter(({ share, index }) => may.has(share) && indexes.get(share) === index)
      .map(({ row: { text: _text, ...row }, share, snippet, root }) => ({
        ...row,
        share,
        snippet,
        ...(root === undefined ? {} : { root, content: row.content === root ? '' : row.content }),
      }));
    return { hits, person, reading: shares.some(({ id }) => indexes.isReading(id)) };
  }

  /** Of a small file the index knows it. */
  async #root(device: DeviceId, { row, share }: Located): Promise<string | undefined> {
    const { content, path } = row;
    if (content === '') return undefined;
    return isRoot(content) ? content : this.#options.rootOf(device, share, path);
  }

  /** Of hits in one share. */
  async #addSnippets(words: string, hits: readonly Located[]): Promise<void> {
    const [first] = hits;
    const read = hits.filter(({ row }) => row.text !== undefined);
    if (!first || read.length === 0) return;
    const texts = read.flatMap(({ row }) => row.text ?? []);
    const { share, index } = first;
    const snippets = await this.#options.looker.snippets(index.file, words, texts);
    this.#read(share, index, snippets);
    for (const [at, hit] of read.entries()) hit.snippet = snippets?.[at] ?? '';
  }

  /** Undefined where it cannot be read: it is made anew. */
  #read<T>(share: ResourceId, index: MadeIndex, found: T | undefined): T | undefined {
    const { indexes, log } = this.#options;
    if (found === undefined && indexes.get(share) === index) {
      log.warn({ share }, 'an index could not be read');
      indexes.damaged(share);
    }
    return found;
  }
}

interface Located {
  row: FoundRow;
  share: ResourceId;
  index: MadeIndex;
  snippet: string;
}

function isRoot(content: string): boolean {
  return content.length === ROOT_LENGTH;
}
