/** One run of a download: while files may come, and how it is kept that it ended. */
import { asHallwayError, HallwayError } from '../base/errors.ts';
import type { Download } from './download.ts';
import { type Hold, whileOpen } from './manners/hold.ts';
import type { TransferRecord } from './transfer-store.ts';

/** Why a run of a download ends that did not fail. */
export const STOPPED = { paused: 'paused', cancelled: 'cancelled', closing: 'closing' } as const;
type Stopped = (typeof STOPPED)[keyof typeof STOPPED];

export function stopped(how: Stopped): HallwayError {
  return new HallwayError('request.cancelled', 'It was stopped.', { cause: how });
}

/** What a person waits for, or let go on, comes at any time; the rest while files may. */
export function runDownload(
  download: Download,
  hold: Hold,
  { signal, changed }: { signal: AbortSignal; changed: () => void },
): Promise<void> {
  const { record } = download;
  const isExempt = (): boolean => record.attended || record.regardless === true;
  const onHeld = (why: HallwayError | undefined): void => {
    download.held = why;
    changed();
  };
  return whileOpen(hold, { signal, isExempt, onHeld }, (inner) => download.run(inner)).finally(
    () => void (download.held = undefined),
  );
}

/** Notes in the record how a run ended. Returns what went wrong that nobody expects. */
export function noteEnd(
  record: TransferRecord,
  signal: AbortSignal | undefined,
  failed: { error: unknown } | undefined,
): unknown {
  const how = (signal?.reason as { cause?: unknown } | undefined)?.cause as Stopped | undefined;
  record.state = failed ? 'failed' : 'done';
  if (!failed) return undefined;
  if (how !== undefined) {
    record.state = how === 'closing' ? 'running' : 'paused';
    return undefined;
  }
  const { code, message, fix } = asHallwayError(failed.error);
  record.problem = { code, message, ...(fix === undefined ? {} : { fix }) };
  return code === 'agent.internal' ? failed.error : undefined;
}
