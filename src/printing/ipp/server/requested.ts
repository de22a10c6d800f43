/** Which attributes somebody asked for (`requested-attributes`, RFC 8011 section 4.2.5.1). */
import type { IppAttributes } from '../types.ts';
import { badRequest } from './fault.ts';
import { ValueTag } from '../constants.ts';

/** The names and groups asked for; undefined where nothing was said. */
export function requestedAttributes(operation: IppAttributes): ReadonlySet<string> | undefined {
  const values = operation.get('requested-attributes');
  if (!values) return undefined;
  return new Set(
    values.map(({ tag, value }) => {
      if (tag !== ValueTag.keyword || typeof value !== 'string')
        throw badRequest('requested-attributes takes keywords.');
      return value;
    }),
  );
}

/** Those of `attributes` that were asked for by their names, by `all`, or by one of their `groups`. */
export function pick(
  attributes: IppAttributes,
  requested: ReadonlySet<string>,
  groups: readonly string[],
): IppAttributes {
  if (allAskedFor(requested, groups)) return attributes;
  return new Map(Array.from(attributes).filter(([name]) => requested.has(name)));
}

/** Whether `all` was asked for, or one of these groups. */
export function allAskedFor(requested: ReadonlySet<string>, groups: readonly string[]): boolean {
  return requested.has('all') || groups.some((group) => requested.has(group));
}
