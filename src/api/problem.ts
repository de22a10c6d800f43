/** An error on the wire: the same shape at every door. */
import * as Type from 'typebox';
import { asHallwayError, HallwayError, isErrorCode, type ErrorCode } from '../base/errors.ts';
import { displayText } from '../base/text.ts';

export const Problem = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    fix: Type.Optional(Type.String()),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  }),
});
export type Problem = Type.Static<typeof Problem>;

export function toProblem(error: unknown): Problem {
  const { code, message, fix, details } = asHallwayError(error);
  return { error: { code, message, ...(fix ? { fix } : {}), ...(details ? { details } : {}) } };
}

/** An error read from the wire. The other side may be hostile: its text is cleaned and cut. */
export function fromProblem(body: unknown, fallback: ErrorCode): HallwayError {
  const error = (body as { error?: Record<string, unknown> } | null)?.error;
  if (typeof error !== 'object' || error === null)
    return new HallwayError(fallback, 'The other side gave no reason.');
  const details = error['details'];
  return new HallwayError(
    isErrorCode(error['code']) ? error['code'] : fallback,
    displayText(error['message'], 500, 'The other side gave no reason.'),
    {
      fix: displayText(error['fix'], 500) || undefined,
      details:
        typeof details === 'object' && details !== null && !Array.isArray(details)
          ? (details as Record<string, unknown>)
          : undefined,
    },
  );
}
