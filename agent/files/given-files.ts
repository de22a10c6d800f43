/**
 * Files that a dashboard hands to its agent to be given to others: a browser tells no paths, so they
 * are kept in the home, each in a folder of its own, until nobody is to get them any more.
 */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { base32 } from '../../src/base/base32.ts';
import type { Clock } from '../../src/base/clock.ts';
import { sanitizeFileName } from '../../src/base/safe-path.ts';
import { fileError } from '../../src/shares/file-error.ts';
import { syncFolder } from '../../src/store/durable-file.ts';

export interface GivenFilesOptions {
  home: string;
  /** Paths that somebody may still read. */
  needed: () => readonly string[];
  clock: Clock;
}

/** Whoever hands a file over gives it within this time. */
const PATIENCE_MS = 3_600_000;

export class GivenFiles {
  readonly #folder: string;
  readonly #needed: () => readonly string[];
  readonly #clock: Clock;
  /** Folders that were not given yet, and since when. */
  readonly #fresh = new Map<string, number>();
  #known: readonly string[] = [];

  constructor({ home, needed, clock }: GivenFilesOptions) {
    this.#folder = join(home, 'given');
    this.#needed = needed;
    this.#clock = clock;
  }

  /** What nobody is to get goes. */
  async start(): Promise<void> {
    this.#known = await readdir(this.#folder).catch(() => []);
    await this.review();
  }

  /**
   * The absolute path of the file, which is on the disk then. Throws `share.full`,
   * `transfer.interrupted`; nothing of it stays then.
   */
  async keep(name: string, source: Readable): Promise<string> {
    const own = base32(randomBytes(10));
    const folder = join(this.#folder, own);
    const path = join(folder, sanitizeFileName(name));
    this.#fresh.set(own, Infinity);
    this.#known = [...this.#known, own];
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await pipeline(source, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
      for (const one of [folder, this.#folder, dirname(this.#folder)]) await syncFolder(one);
      this.#fresh.set(own, this.#clock.now());
      await this.review();
      return path;
    } catch (error) {
      this.#fresh.delete(own);
      await this.review();
      throw fileError(error);
    }
  }

  /** Something was given, or is over: what nobody needs any more goes. */
  async review(): Promise<void> {
    if (this.#known.length === 0) return;
    const now = this.#clock.now();
    for (const own of this.#known) {
      // Asked anew each time: it may have been given while another one went.
      const needed = new Set(this.#needed().map((path) => basename(dirname(path))));
      if (needed.has(own)) this.#fresh.delete(own);
      const since = this.#fresh.get(own);
      if (needed.has(own) || (since !== undefined && now - since < PATIENCE_MS)) continue;
      this.#known = this.#known.filter((one) => one !== own);
      this.#fresh.delete(own);
      await rm(join(this.#folder, own), { recursive: true, force: true }).catch(() => {});
    }
  }
}
