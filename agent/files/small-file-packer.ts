/** The thread that reads small files of this PC for a colleague (`../programs/packer.ts`). */
import type { Clock } from '../../src/base/clock.ts';
import type {
  PackedFiles,
  PackOrder,
  SmallFilePacker,
} from '../../src/transfer/tree/small-files.ts';
import { IdleThread } from './idle-thread.ts';

/** What is packed stands outside of the heap. */
const LIMITS = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 };
/** Memory that is kept for the next question. */
const MOST_FREE = 32;

export interface PackQuestion extends PackOrder {
  /** Memory of former answers. */
  free: ArrayBuffer[];
}

export class PackerThread implements SmallFilePacker {
  readonly #thread: IdleThread<PackQuestion, PackedFiles>;
  #free: ArrayBuffer[] = [];

  constructor(clock: Clock) {
    this.#thread = new IdleThread(clock, 'packer', LIMITS, () => {
      this.#free = [];
    });
  }

  pack(order: PackOrder): Promise<PackedFiles> {
    const free = this.#free;
    this.#free = [];
    return this.#thread.ask({ ...order, free }, free);
  }

  free({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (this.#thread.runs && this.#free.length < MOST_FREE) this.#free.push(buffer);
  }

  /** What it was asked for before is done first. */
  stop(): Promise<void> {
    return this.#thread.stop();
  }
}
