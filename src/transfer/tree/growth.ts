/**
 * How much more may come than was told before: files grow while they are on their way, and whoever
 * gives them may say less than there is.
 */
import { HallwayError } from '../../base/errors.ts';

/** What may come, in bytes, where `size` was told before. */
export function mostOf(size: number): number {
  return size + size / 10 + 16 * 1024 * 1024;
}

/** Of all files of an order together. */
export class Growth {
  #left: number;

  /** `told`: bytes of all of them. */
  constructor(told: number) {
    this.#left = mostOf(told) - told;
  }

  /** What a file of this size may have, in bytes, as far as the others left something. */
  mostOf(size: number): number {
    return size + Math.max(0, this.#left);
  }

  /** A file is here. */
  came(told: number, bytes: number): void {
    this.#left -= bytes - told;
  }

  /** Before a file is written. Throws `request.too_large`. */
  require(told: number, bytes: number): void {
    if (bytes > this.mostOf(told))
      throw new HallwayError('request.too_large', 'Much more comes than was told before.', {
        fix: 'Begin again: what is there by now is looked at anew.',
      });
    this.came(told, bytes);
  }
}
