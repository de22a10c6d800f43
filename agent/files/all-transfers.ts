/** Pauses, resumes or cancels everything that comes to this PC. */
import { asHallwayError } from '../../src/base/errors.ts';
import type { TransferAction } from '../../src/model/transfer.ts';
import type { ReceivingDesk } from '../../src/transfer/sending/receiving-desk.ts';
import { isOver } from '../../src/transfer/sending/sending-desk.ts';
import type { Transfers } from '../../src/transfer/transfers.ts';

export interface AllDesks {
  manners: { change: (how: { paused: boolean }) => unknown };
  transfers: Pick<Transfers, 'list' | 'act'>;
  giving: { receiving: Pick<ReceivingDesk, 'list' | 'act'> };
}

/**
 * Resolves with how many transfers it was done to. What goes on so keeps to its times and waits where
 * the connection costs. Throws why one of them could not, once it was done to all others.
 */
export async function actOnAll(
  { manners, transfers, giving }: AllDesks,
  action: TransferAction,
): Promise<number> {
  // Also kept copies, and whatever would begin.
  if (action !== 'cancel') manners.change({ paused: action === 'pause' });
  const isMeant = (state: string): boolean =>
    action === 'pause'
      ? state === 'running' || state === 'preparing' || state === 'waiting'
      : action === 'resume'
        ? state === 'paused'
        : true;
  let done = 0;
  let failed: { error: unknown } | undefined;
  const one = async (acted: Promise<unknown>): Promise<void> => {
    try {
      await acted;
      done += 1;
    } catch (error) {
      const { code } = asHallwayError(error);
      // It ended, or somebody decided about it, meanwhile.
      if (code !== 'transfer.not_found' && code !== 'request.conflict') failed ??= { error };
    }
  };
  for (const { id, state } of transfers.list())
    if (state !== 'done' && isMeant(state)) await one(transfers.act(id, action, false));
  const { receiving } = giving;
  for (const receipt of receiving.list())
    if (receipt.state !== 'asked' && !isOver(receipt) && isMeant(receipt.state))
      await one(receiving.act(receipt.id, action));
  if (failed) throw failed.error;
  return done;
}
