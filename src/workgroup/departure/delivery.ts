/** Brings a departure to the peers while the links still stand, for a moment at most. */
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { pushPages } from './push-pages.ts';

/** Statements, as many as one request takes, to every linked peer. It need not succeed. */
export type Deliver = (statements: string[]) => Promise<void>;

/** Longest wait: a removal cuts links within a second. */
const DELIVERY_MS = 700;

/** Resolves when everything was brought or the moment is over. */
export async function deliverInTime(
  deliver: Deliver | undefined,
  texts: readonly string[],
  { clock, log }: { clock: Clock; log: Log },
): Promise<void> {
  if (!deliver) return;
  const bringAll = async (): Promise<void> => {
    for (const page of pushPages(texts)) await deliver(page);
  };
  await new Promise<void>((resolve) => {
    const cancel = clock.after(DELIVERY_MS, resolve);
    bringAll()
      .catch((error: unknown) => log.debug({ error }, 'not delivered'))
      .finally(() => {
        cancel();
        resolve();
      });
  });
}
