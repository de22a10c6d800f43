/** Errors that say no more than that a PC is not there now. */
import type { HallwayError } from '../base/errors.ts';

/** It may pass. */
export function isAway({ code }: HallwayError): boolean {
  return (
    code === 'peer.offline' ||
    code === 'peer.unreachable' ||
    code === 'request.busy' ||
    code === 'transfer.interrupted'
  );
}
