/** Brings what was accepted, over every time that its sender is away. */
import { asHallwayError } from '../../base/errors.ts';
import { isAway } from '../away.ts';
import { type ReceiptRunOptions, runReceipt } from './receipt-run.ts';
import type { LiveReceipt } from './receipt-store.ts';

const AGAIN_MS = 2000;

/** Its sender may go at any moment, also while it is asked what there is. Resolves as `runReceipt`. */
export async function bringReceipt(
  options: ReceiptRunOptions,
  live: LiveReceipt,
  hooks: { signal: AbortSignal; moved: () => void; changed: () => void },
): Promise<number> {
  const { signal, moved, changed } = hooks;
  const onWaiting = (waiting: boolean): void => {
    if (live.waiting === waiting) return;
    live.waiting = waiting;
    changed();
  };
  for (;;)
    try {
      return await runReceipt(options, live.record, { signal, changed: moved, onWaiting });
    } catch (error) {
      if (signal.aborted || !isAway(asHallwayError(error))) throw error;
      onWaiting(true);
      await new Promise<void>((resolve) => {
        options.clock.after(AGAIN_MS, resolve);
      });
      signal.throwIfAborted();
    }
}
