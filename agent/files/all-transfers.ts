/** Pauses, resumes or cancels everything that comes to this PC. */
import { isOver } from '../../src/transfer/sending/sending-desk.ts';
import type { Office } from '../office.ts';

/** Resolves with how many transfers it was done to. */
export async function actOnAll(
  { manners, transfers, giving }: Office,
  action: 'pause' | 'resume' | 'cancel',
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
  for (const { id, state } of transfers.list())
    if (state !== 'done' && isMeant(state)) {
      await transfers.act(id, action);
      done += 1;
    }
  const { receiving } = giving;
  for (const receipt of receiving.list())
    if (receipt.state !== 'asked' && !isOver(receipt) && isMeant(receipt.state)) {
      await receiving.act(receipt.id, action);
      done += 1;
    }
  return done;
}
