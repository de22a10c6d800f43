/** What others offer to this PC, as it is kept. */
import type { GiftNews } from '../../api/peer-sendings.ts';
import { HallwayError } from '../../base/errors.ts';
import type { DeviceId } from '../../model/id.ts';
import type { Gift, GiftState, Receipt } from '../../model/sending.ts';

export interface ReceiptRecord extends Gift {
  readonly from: DeviceId;
  readonly created: number;
  state: GiftState;
  target: string | null;
  /** Bytes of whole files that are in their place. */
  here: number;
  problem: string | null;
}

/** One that runs now. */
export interface LiveReceipt {
  readonly record: ReceiptRecord;
  stop: AbortController | undefined;
  over: Promise<void>;
  waiting: boolean;
  /** A place for it is being looked for. */
  accepting: boolean;
  /** Bytes that this run brought, for the rate. */
  toldBytes: number;
  toldAt: number;
  rate: number;
}

export function receiptView(
  { record }: LiveReceipt,
  { name, parts }: { name: string; parts: readonly { bytes: number; rate: number }[] },
  waiting: boolean,
  rate: number,
): Receipt {
  const { id, kind, bytes, files, from, state, here, target, problem, created } = record;
  const underWay = parts.reduce((sum, part) => sum + part.bytes, 0);
  return {
    id,
    name: record.name,
    kind,
    bytes,
    files,
    from,
    fromName: name,
    state: state === 'running' && waiting ? 'waiting' : state,
    here: state === 'done' ? bytes : Math.min(bytes, here + underWay),
    rate: state === 'running' ? Math.round(rate) : 0,
    target,
    problem,
    created,
  };
}

export function newsOf({ state, here, problem }: Receipt): GiftNews {
  return { state, bytes: here, ...(problem === null ? {} : { problem }) };
}

export function decided(state: string): HallwayError {
  return new HallwayError('request.conflict', `That is ${state} already.`);
}
