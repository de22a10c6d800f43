/** Tells work that takes long whether anybody still waits for its answer. */
import type { Exchange } from './route.ts';

/** Aborts when the asking side goes away before it had its whole answer. */
export function abandoned({ reply: { raw } }: Pick<Exchange, 'reply'>): AbortSignal {
  const controller = new AbortController();
  // Of this answer, not of its connection: that one carries many, and would keep a listener of each.
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
