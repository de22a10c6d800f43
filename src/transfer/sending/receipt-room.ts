/** How many offers are remembered: nobody fills the room of the others. */
import { HallwayError } from '../../base/errors.ts';
import type { DeviceId } from '../../model/id.ts';
import type { ReceiptRecord } from './receipt-store.ts';
import { isOver } from './sending-desk.ts';

/** Of one PC, that are not over. */
const MOST_OPEN = 50;
/** From so many on what is over is forgotten; more than the last are never kept. */
const MOST_KEPT = 300;
const MOST = 2000;

/**
 * What is to be forgotten for one more of `from`; `records`: oldest first. Of those that are over, by
 * whoever has most of them; what failed can be tried again, and stays unless it is of `from` itself.
 * Throws `request.busy` where a PC asks too much.
 */
export function roomFor(from: DeviceId, records: readonly ReceiptRecord[]): ReceiptRecord[] {
  const open = records.filter((record) => record.from === from && !isOver(record));
  if (open.length >= MOST_OPEN)
    throw new HallwayError('request.busy', 'Too much waits for an answer at that PC already.');
  const over = new Map<DeviceId, ReceiptRecord[]>();
  for (const record of records)
    if (isOver(record) && (record.state !== 'failed' || record.from === from))
      over.set(record.from, [...(over.get(record.from) ?? []), record]);
  const gone: ReceiptRecord[] = [];
  while (records.length + 1 - gone.length > MOST_KEPT) {
    const [most] = Array.from(over.values()).toSorted((a, b) => b.length - a.length);
    const oldest = most?.shift();
    if (!oldest) break;
    gone.push(oldest);
  }
  if (records.length - gone.length >= MOST)
    throw new HallwayError('request.busy', 'That PC remembers so many offers already.');
  return gone;
}
