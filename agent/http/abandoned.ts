/** Tells work that takes long whether anybody still waits for its answer. */
import type { ServerResponse } from 'node:http';

/** Aborts when the asking side goes away before it had its whole answer. */
export function abandoned(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  // Of this answer, not of its connection: that one carries many, and would keep a listener of each.
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
