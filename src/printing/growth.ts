/** How far a document is written that is read while it is still coming. */

export interface Written {
  /** Bytes that can be read. */
  bytes: number;
  /** There will be no more. */
  whole: boolean;
}

export class Growth {
  #written: Written = { bytes: 0, whole: false };
  #failure: Error | undefined;
  #next = Promise.withResolvers<void>();
  readonly #enough: number;
  #onEnough: (() => void) | undefined;

  /** `onEnough` is called once, when `enough` bytes are written before the document is whole. */
  constructor(enough: number, onEnough: () => void) {
    this.#enough = enough;
    this.#onEnough = onEnough;
  }

  grew(bytes: number): void {
    this.#change({ bytes, whole: false });
    if (bytes < this.#enough) return;
    this.#onEnough?.();
    this.#onEnough = undefined;
  }

  ended(): void {
    this.#onEnough = undefined;
    this.#change({ ...this.#written, whole: true });
  }

  /** Nothing of it counts. */
  broke(error: Error): void {
    this.#onEnough = undefined;
    this.#failure ??= error;
    this.#change(this.#written);
  }

  #change(written: Written): void {
    this.#written = written;
    this.wake();
  }

  /** Whoever waits looks again. */
  wake(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers();
    resolve();
  }

  /**
   * Resolves when there is more than the first `bytes`, or will be no more, or nobody wants it. Throws
   * why the document did not come whole.
   */
  async beyond(bytes: number, isWanted: () => boolean): Promise<Written> {
    while (!this.#failure && !this.#written.whole && this.#written.bytes <= bytes && isWanted())
      await this.#next.promise;
    if (this.#failure) throw this.#failure;
    return this.#written;
  }
}
