/**
 * How much a share with a limit holds: counted by walking it, and kept up by what is written. What
 * is in its trash counts, since it is on the disk.
 */
import type { Clock } from '../../base/clock.ts';
import { shareFull } from '../file-error.ts';

/** Another program may have changed it meanwhile. */
const COUNTED_MS = 60_000;
/** A share that seems full is counted again at most this often. */
const AGAIN_MS = 2000;

export interface ShareUsageOptions {
  /** Bytes. */
  limit: number;
  count: () => Promise<number>;
  clock: Clock;
}

export class ShareUsage {
  readonly #options: ShareUsageOptions;
  #counted: { bytes: number; at: number } | undefined;
  #counting: Promise<number> | undefined;
  /** Announced, not yet there. */
  #coming = 0;

  constructor(options: ShareUsageOptions) {
    this.#options = options;
  }

  get limit(): number {
    return this.#options.limit;
  }

  /** Bytes that may still come. */
  async room(): Promise<number> {
    return this.#left(await this.#used(COUNTED_MS));
  }

  /**
   * Runs `work`, which writes `size` bytes, or as many as come up to the number it is given.
   * Throws `share.full` where they are too many.
   */
  async writing<T extends { bytes: number }>(
    size: number | undefined,
    work: (most: number) => Promise<T>,
  ): Promise<T> {
    const wanted = size ?? 1;
    let most = await this.room();
    if (wanted > most) most = this.#left(await this.#used(AGAIN_MS));
    if (wanted > most) throw shareFull();
    this.#coming += size ?? 0;
    try {
      const done = await work(most);
      if (this.#counted) this.#counted.bytes += done.bytes;
      return done;
    } catch (error) {
      // What came may be kept: it counts.
      this.#counted = undefined;
      throw error;
    } finally {
      this.#coming -= size ?? 0;
    }
  }

  #left(used: number): number {
    return Math.max(0, this.#options.limit - used - this.#coming);
  }

  async #used(oldMs: number): Promise<number> {
    const { clock, count } = this.#options;
    if (this.#counted && clock.monotonic() - this.#counted.at < oldMs) return this.#counted.bytes;
    this.#counting ??= count().finally(() => (this.#counting = undefined));
    const bytes = await this.#counting;
    this.#counted = { bytes, at: clock.monotonic() };
    return bytes;
  }
}
