/** The thread that puts small files onto the disk (`../programs/placer.ts`). */
import type { Clock } from '../../src/base/clock.ts';
import type { PlacedBatch, SmallBatch, SmallFilePlacer } from '../../src/transfer/tree/placing.ts';
import { IdleThread } from './idle-thread.ts';

/** A batch stands outside of the heap. */
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

export class PlacerThread implements SmallFilePlacer {
  readonly #thread: IdleThread<SmallBatch, PlacedBatch>;

  constructor(clock: Clock) {
    this.#thread = new IdleThread(clock, 'placer', LIMITS);
  }

  place(batch: SmallBatch): Promise<PlacedBatch> {
    return this.#thread.ask(batch, [batch.bytes.buffer]);
  }

  /** What it was asked for before is done first. */
  stop(): Promise<void> {
    return this.#thread.stop();
  }
}
