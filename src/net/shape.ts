/** Checks values from the wire against the contract's schemas. */
import type * as Type from 'typebox';
import { Check, Compile, Errors } from 'typebox/schema';
import { HallwayError, type ErrorCode } from '../base/errors.ts';

/**
 * Checks of schemas that came up before, as code: a page of 5000 entries takes one millisecond
 * instead of a hundred. Making one takes several, so what is checked once is not compiled.
 */
const seen = new WeakMap<Type.TSchema, ((value: unknown) => boolean) | null>();

function fits(schema: Type.TSchema, value: unknown): boolean {
  let check = seen.get(schema);
  if (check === undefined) {
    seen.set(schema, null);
    return Check(schema, value);
  }
  if (check === null) {
    const compiled = Compile(schema);
    check = (one) => compiled.Check(one);
    seen.set(schema, check);
  }
  return check(value);
}

/** What is wrong with `value` in words, or undefined if it has the shape. */
export function shapeError(schema: Type.TSchema, value: unknown): string | undefined {
  if (fits(schema, value)) return undefined;
  const [, errors] = Errors(schema, value);
  const first = errors[0];
  if (!first) return 'it has the wrong shape';
  const place = first.instancePath.replace(/^\//, '').replaceAll('/', '.') || 'it';
  return `${place} ${first.message}`.slice(0, 200);
}

/** `value` with its type, or a thrown error with `code`. */
export function checked<S extends Type.TSchema>(
  schema: S,
  value: unknown,
  code: ErrorCode,
  what: string,
): Type.Static<S> {
  const problem = shapeError(schema, value);
  if (problem === undefined) return value as Type.Static<S>;
  throw new HallwayError(code, `${what} is malformed: ${problem}.`);
}

/** For what has no schema: a head, a bitmap, a name. */
export function senseless(cause?: unknown): HallwayError {
  return new HallwayError('peer.protocol', 'The PC answered in a way that makes no sense.', {
    fix: 'Update Hallway on both PCs.',
    cause,
  });
}
