/**
 * Folders that somebody at this PC has open, in the dashboard or a command: each is watched once,
 * however many look at it, and only as long as somebody does. One that goes away (its PC, its drive,
 * the folder itself) is tried again until it is back.
 */
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import type { FolderNews, FolderPlace } from '../../src/model/folder-news.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';
import type { FolderWatch } from '../../src/shares/watching/folder-watch.ts';

export interface FolderFeedOptions {
  open: (place: FolderPlace) => Promise<Pick<FileSystem, 'watch'>>;
  clock: Clock;
}

type Tell = (news: FolderNews) => void;

const MOST = 128;
const FIRST_TRY_MS = 1000;
const LAST_TRY_MS = 30_000;

export class FolderFeed {
  readonly #options: FolderFeedOptions;
  readonly #followed = new Map<string, Followed>();

  constructor(options: FolderFeedOptions) {
    this.#options = options;
  }

  /** `tell` hears how it stands at once, and then what happens, until what is given back is called. */
  follow(place: FolderPlace, tell: Tell): () => void {
    const key = `${place.device} ${place.share} ${place.path}`;
    let one = this.#followed.get(key);
    if (!one) {
      if (this.#followed.size >= MOST) {
        tell(away(place, tooMany()));
        return () => {};
      }
      one = new Followed(this.#options, place);
      this.#followed.set(key, one);
      one.open();
    }
    const followed = one;
    followed.add(tell);
    return () => {
      if (followed.remove(tell)) return;
      followed.close();
      if (this.#followed.get(key) === followed) this.#followed.delete(key);
    };
  }

  /** Peers or shares are others now: what was away may be back. */
  retry(): void {
    for (const one of this.#followed.values()) one.retry();
  }

  stop(): void {
    for (const one of this.#followed.values()) one.close();
    this.#followed.clear();
  }

  get count(): number {
    return this.#followed.size;
  }
}

class Followed {
  readonly #options: FolderFeedOptions;
  readonly #place: FolderPlace;
  readonly #listeners = new Set<Tell>();
  #news: FolderNews | undefined;
  #watch: FolderWatch | undefined;
  #timer: CancelTimer | undefined;
  #wait = FIRST_TRY_MS;
  /** Counts the tries, so that what is left of an earlier one is told apart. */
  #try = 0;
  #wasAway = false;
  #closed = false;

  constructor(options: FolderFeedOptions, place: FolderPlace) {
    this.#options = options;
    this.#place = place;
  }

  add(tell: Tell): void {
    this.#listeners.add(tell);
    if (this.#news) tell(this.#watch ? { ...this.#news, state: 'watching' } : this.#news);
  }

  /** Whether anybody is left. */
  remove(tell: Tell): boolean {
    this.#listeners.delete(tell);
    return this.#listeners.size > 0;
  }

  open(): void {
    void this.#open(++this.#try);
  }

  retry(): void {
    if (!this.#timer || this.#closed) return;
    this.#timer();
    this.#timer = undefined;
    this.#wait = FIRST_TRY_MS;
    this.open();
  }

  close(): void {
    this.#closed = true;
    this.#try += 1;
    this.#timer?.();
    this.#watch?.close();
    this.#watch = undefined;
  }

  async #open(now: number): Promise<void> {
    const current = (): boolean => now === this.#try && !this.#closed;
    try {
      const files = await this.#options.open(this.#place);
      const watch = await files.watch(this.#place.path, {
        changed: ({ version, missed }) => {
          if (current())
            this.#tell({ ...this.#place, ...plain, state: 'changed', version, missed });
        },
        ended: (reason) => {
          if (current()) this.#away(reason);
        },
      });
      if (!current()) return watch.close();
      this.#watch = watch;
      this.#wait = FIRST_TRY_MS;
      const missed = this.#wasAway;
      this.#wasAway = false;
      const { version } = watch;
      this.#tell({ ...this.#place, ...plain, state: 'watching', version, missed });
    } catch (error) {
      if (current()) this.#away(asHallwayError(error));
    }
  }

  #away(reason: HallwayError): void {
    this.#watch = undefined;
    this.#try += 1;
    this.#wasAway = true;
    const news = away(this.#place, reason);
    if (this.#news?.state !== 'away' || this.#news.code !== news.code) this.#tell(news);
    this.#timer = this.#options.clock.after(this.#wait, () => {
      this.#timer = undefined;
      this.open();
    });
    this.#wait = Math.min(LAST_TRY_MS, this.#wait * 2);
  }

  #tell(news: FolderNews): void {
    this.#news = news;
    for (const tell of Array.from(this.#listeners)) tell(news);
  }
}

const plain = { code: null, message: null };

function away(place: FolderPlace, { code, message }: HallwayError): FolderNews {
  return { ...place, state: 'away', version: null, missed: true, code, message };
}

function tooMany(): HallwayError {
  return new HallwayError('request.busy', 'Too many folders are open on this PC.');
}
