/**
 * Small pictures of the files that are in view, made by the PC that has them. A few are asked for at
 * a time, those that came into view last first; a few hundred are kept.
 */
import { readThumbnail } from '../../../src/api/local.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import type { Entry } from '../../../src/model/entry.ts';
import { askPicture } from '../../data/agent-client.ts';
import { hasThumbnail } from '../../words/previews.ts';
import { pathIn, type Spot } from './folder-changes.ts';

const AT_ONCE = 4;
/** Whoever scrolls on does not wait for what was passed. */
const MOST_WAITING = 100;
const MOST_KEPT = 500;
/** A PC that was busy or away is asked again. */
const AGAIN_MS = 5000;

interface Wanted {
  key: string;
  folder: Spot;
  name: string;
}

class Thumbnails {
  readonly changes = new Emitter<{ made: undefined }>();
  /** Address by file, the one shown longest ago first; undefined where there is no picture. */
  readonly #kept = new Map<string, string | undefined>();
  #waiting: Wanted[] = [];
  #fresh: Wanted[] = [];
  readonly #asked = new Set<string>();
  #running = 0;

  /** Called for what is in view; `changes` tells when there is more to show. */
  of(folder: Spot, { name, kind, size, modified }: Entry): string | undefined {
    if (kind !== 'file' || size === 0 || !hasThumbnail(name)) return undefined;
    const key = JSON.stringify([folder.device, folder.share, pathIn(folder, name), size, modified]);
    if (this.#kept.has(key)) {
      const url = this.#kept.get(key);
      this.#keep(key, url);
      return url;
    }
    if (!this.#asked.has(key)) {
      this.#asked.add(key);
      // What is drawn together is asked for in its order.
      if (this.#fresh.push({ key, folder, name }) === 1) queueMicrotask(() => this.#enqueue());
    }
    return undefined;
  }

  #enqueue(): void {
    const waiting = [...this.#fresh, ...this.#waiting];
    this.#fresh = [];
    for (const { key } of waiting.splice(MOST_WAITING)) this.#asked.delete(key);
    this.#waiting = waiting;
    this.#next();
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const wanted = this.#waiting.shift();
      if (!wanted) return;
      this.#running += 1;
      void this.#ask(wanted).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  async #ask({ key, folder, name }: Wanted): Promise<void> {
    const { device, share } = folder;
    const query = { path: pathIn(folder, name), size: 'small' as const };
    try {
      const picture = await askPicture(readThumbnail, { params: { device, share }, query });
      this.#keep(key, picture && URL.createObjectURL(picture));
      this.#asked.delete(key);
      if (picture) this.changes.emit('made', undefined);
    } catch {
      // Its file stays without a picture for now.
      setTimeout(() => this.#asked.delete(key), AGAIN_MS);
    }
  }

  #keep(key: string, url: string | undefined): void {
    this.#kept.delete(key);
    this.#kept.set(key, url);
    if (this.#kept.size <= MOST_KEPT) return;
    const [oldest] = this.#kept;
    if (!oldest) return;
    this.#kept.delete(oldest[0]);
    if (oldest[1] !== undefined) URL.revokeObjectURL(oldest[1]);
  }
}

export const thumbnails = new Thumbnails();
