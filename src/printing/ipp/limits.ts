/** How much of a message is read before it counts as an attack, and how a bad one is refused. */
import { HallwayError } from '../../base/errors.ts';

export interface IppLimits {
  /** Bytes of the message without its document. */
  bytes: number;
  /** Values, members of collections included. */
  values: number;
  /** Collections inside collections. */
  depth: number;
}

/** For what a stranger sends. */
export const REQUEST_LIMITS: IppLimits = { bytes: 262_144, values: 4096, depth: 8 };

/** For what a printer answers: a CUPS with fifty queues lists some 10,000 values. */
export const ANSWER_LIMITS: IppLimits = { bytes: 1_048_576, values: 65_536, depth: 8 };

export function malformed(what: string): HallwayError {
  return new HallwayError('ipp.malformed', `Not a valid IPP message: ${what}.`);
}
