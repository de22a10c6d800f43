/**
 * Finds out what large files of this PC's shares are made of before anybody asks: now and then, one
 * after the other, at the lowest priority, and never while somebody waits for hashes.
 */
import { type CancelTimer, type Clock, sleep } from '../base/clock.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import type { ResourceId } from '../model/id.ts';
import type { ManifestDesk } from './manifest-desk.ts';
import type { PieceFiles } from './manifest-maker.ts';
import type { TreeFiles } from './tree/tree-files.ts';

export interface PreparingOptions {
  shares: () => readonly ResourceId[];
  filesOf: (share: ResourceId) => PieceFiles & Pick<TreeFiles, 'entries'>;
  desk: () => Pick<ManifestDesk, 'prepare' | 'room'>;
  clock: Clock;
  log: Log;
}

/** Smaller ones are hashed in no time when they are asked for. */
export const LARGE = 16 << 20;
/** What changed just now may be written still. */
const SETTLED_MS = 60_000;
const FIRST_MS = 2 * 60_000;
const AGAIN_MS = 2 * 3_600_000;
/** Between folders, so that looking through a large share takes little at a time. */
const BREATH_MS = 5;
/** Entries that are looked at of one share, and files that are hashed in one go. */
const MOST_SEEN = 100_000;
const MOST_FILES = 1000;

interface Found {
  share: ResourceId;
  path: string;
  modified: number;
}

export class Preparing implements Lifecycle {
  readonly #options: PreparingOptions;
  #timer: CancelTimer | undefined;
  #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: PreparingOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stop = new AbortController();
    this.#later(FIRST_MS);
  }

  async stop(): Promise<void> {
    this.#timer?.();
    this.#stop.abort();
    await this.#running;
  }

  /** Resolves when every large file is known, or it was stopped. Never rejects. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    const { shares, filesOf, desk, log } = this.#options;
    const found: Found[] = [];
    for (const share of shares()) {
      // A drive may be pulled, a share be gone meanwhile.
      await this.#look(share, found, signal).catch((error: unknown) =>
        log.debug({ error, share }, 'a share was not looked through'),
      );
      if (signal.aborted) return;
    }
    found.sort((a, b) => b.modified - a.modified);
    for (const { share, path } of found.slice(0, MOST_FILES)) {
      if (signal.aborted || desk().room <= 0) return;
      try {
        await desk().prepare(filesOf(share), share, path);
      } catch (error) {
        log.debug({ error, share, path }, 'a file was not hashed');
      }
    }
  }

  async #look(share: ResourceId, found: Found[], signal: AbortSignal): Promise<void> {
    const { filesOf, clock } = this.#options;
    const settled = clock.now() - SETTLED_MS;
    const waiting = [''];
    let seen = 0;
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      for await (const group of filesOf(share).entries(path, { etags: false, signal }))
        for (const { name, kind, size, modified } of group) {
          if ((seen += 1) > MOST_SEEN) return;
          const inner = path === '' ? name : `${path}/${name}`;
          if (kind === 'folder') waiting.push(inner);
          else if (size >= LARGE && modified < settled)
            found.push({ share, path: inner, modified });
        }
      await sleep(clock, BREATH_MS);
      if (signal.aborted) return;
    }
  }

  #later(ms: number): void {
    this.#timer = this.#options.clock.after(ms, () => {
      this.#running = this.run().finally(() => {
        if (!this.#stop.signal.aborted) this.#later(AGAIN_MS);
      });
    });
  }
}
