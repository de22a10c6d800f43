/** What a request rests on: `If`, `If-Match`, `If-None-Match`, and the locks that it must know. */
import type { Lock } from '../../model/lock.ts';
import type { FileStat } from '../file-system.ts';
import { namesOfReference } from './address.ts';
import { locked, unmet } from './dav-fault.ts';
import { folderOf, hrefAt, isBelow, type SharePlace, statAt } from './dav-tree.ts';
import type { Exchange } from './exchange.ts';
import { type ConditionList, parseIf } from './if-header.ts';
import { covers } from './lock-book.ts';

/** Checks `If`; the lock tokens that it names, true or not, count as submitted. */
export async function submittedTokens(exchange: Exchange): Promise<ReadonlySet<string>> {
  const lists = parseIf(exchange.headers['if']);
  const tokens = new Set<string>();
  if (!lists) return tokens;
  for (const { conditions } of lists)
    for (const { token } of conditions) if (token !== undefined) tokens.add(token);
  for (const list of lists) if (await holds(list, exchange)) return tokens;
  throw unmet();
}

async function holds({ tag, conditions }: ConditionList, exchange: Exchange): Promise<boolean> {
  const place =
    tag === undefined
      ? exchange.place
      : await exchange.tree.find(namesOfReference(tag, exchange.host)).catch(() => undefined);
  let locks: readonly Lock[] = [];
  let stat: FileStat | undefined;
  if (place?.kind === 'share') {
    locks = await place.locks.all();
    if (conditions.some(({ etag }) => etag !== undefined)) ({ stat } = await statAt(place));
  }
  const path = place?.kind === 'share' ? place.path : '';
  return conditions.every(({ not, token, etag }) => {
    const found =
      token === undefined
        ? stat?.kind === 'file' && stat.etag === etag
        : locks.some((lock) => lock.token === token && covers(lock, path));
    return found !== not;
  });
}

/**
 * Throws a 423 where a lock is in the way whose token was not submitted. `below`: what stands in a
 * folder is changed too; `member`: the folder that it is in gets or loses a member.
 */
export function requireUnlocked(
  place: SharePlace,
  locks: readonly Lock[],
  tokens: ReadonlySet<string>,
  concerned: { below?: boolean; member?: boolean },
): void {
  const folder = concerned.member ? folderOf(place.path) : undefined;
  const inTheWay = locks.filter(
    (lock) =>
      covers(lock, place.path) ||
      (concerned.below && isBelow(place.path, lock.path)) ||
      (folder !== undefined && covers(lock, folder)),
  );
  const unknown = inTheWay.filter(({ token }) => token === '' || !tokens.has(token));
  const exclusive = unknown.find(({ scope }) => scope === 'exclusive');
  // Of shared locks one is enough (RFC 4918 section 7.5).
  const [first] = unknown.length === inTheWay.length ? unknown : [];
  const lock = exclusive ?? first;
  if (lock) throw locked(hrefAt({ ...place, path: lock.path }));
}

/** `If-Match` and `If-None-Match` (RFC 9110 section 13.1), for methods that change something. */
export function checkMatch(
  { headers }: Pick<Exchange, 'headers'>,
  stat: FileStat | undefined,
): void {
  const match = headers['if-match'];
  if (match !== undefined && !(stat && namesTag(match, stat))) throw unmet();
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined && stat && namesTag(noneMatch, stat)) throw unmet();
}

/** Whether a list of entity tags has that of the file. Of a folder only `*` is true. */
export function namesTag(list: string, { kind, etag }: FileStat): boolean {
  if (list.trim() === '*') return true;
  if (kind === 'folder') return false;
  return Array.from(list.matchAll(/(?:W\/)?"[^"]*"/g), ([tag]) => tag).includes(etag);
}

/** Whether the program says which version it means: by `If-Match`, or by an entity tag in `If`. */
export function namesVersion(headers: Exchange['headers']): boolean {
  return headers['if-match'] !== undefined || /\[/.test(headers['if'] ?? '');
}
