/** The `If` header of WebDAV (RFC 4918 section 10.4) as lists of conditions. */
import { badRequest } from './dav-fault.ts';

export interface Condition {
  not: boolean;
  /** A lock's token, or … */
  token: string | undefined;
  /** … an entity tag in its quotes. */
  etag: string | undefined;
}

export interface ConditionList {
  /** The address that it is about; undefined: that of the request. */
  tag: string | undefined;
  /** All of these must hold. */
  conditions: readonly Condition[];
}

const MAX_LENGTH = 16_384;
const LIST = /\s*(?:<([^<>]*)>|\(((?:[^()"<>]|"[^"]*"|<[^<>]*>)*)\))/y;
const CONDITION = /\s*(Not\s*)?(?:<([^<>]*)>|\[\s*((?:W\/)?"[^"]*")\s*\])/iy;

/** Undefined without a header; a malformed one is a 400. One list that holds is enough. */
export function parseIf(header: string | undefined): ConditionList[] | undefined {
  if (header === undefined) return undefined;
  if (header.length > MAX_LENGTH) throw malformed();
  const lists: ConditionList[] = [];
  let tag: string | undefined;
  for (const found of matches(LIST, header)) {
    if (found[1] !== undefined) {
      tag = found[1];
      continue;
    }
    const conditions = Array.from(matches(CONDITION, found[2] ?? ''), (one) => ({
      not: one[1] !== undefined,
      token: one[2],
      etag: one[3],
    }));
    if (conditions.length === 0) throw malformed();
    lists.push({ tag, conditions });
  }
  if (lists.length === 0) throw malformed();
  return lists;
}

/** One after the other, to the end of the text. */
function* matches(pattern: RegExp, text: string): Generator<RegExpExecArray> {
  for (let at = 0; text.slice(at).trim() !== ''; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) throw malformed();
    const next = pattern.lastIndex;
    yield found;
    pattern.lastIndex = next;
  }
}

function malformed(): Error {
  return badRequest('The header If is malformed.');
}
