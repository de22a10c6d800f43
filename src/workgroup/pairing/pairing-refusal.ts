/** What a newcomer is told that cannot be let in. */
import { HallwayError } from '../../base/errors.ts';

const REFUSALS = {
  'pairing.closed': ['There is no open invitation at that PC.', 'Make a new code there.'],
  'pairing.expired': ['The code has expired.', 'Make a new code at the other PC.'],
  'pairing.locked': ['There were too many wrong codes.', 'Make a new code at the other PC.'],
  'pairing.wrong_code': ['The code is wrong.', 'Check the six digits and try again.'],
} as const;

export function refusal(
  code: keyof typeof REFUSALS,
  details?: Record<string, unknown>,
): HallwayError {
  const [message, fix] = REFUSALS[code];
  return new HallwayError(code, message, { fix, details });
}

/** A request that no honest newcomer makes. */
export function malformed(message: string): HallwayError {
  return new HallwayError('request.invalid', message);
}
