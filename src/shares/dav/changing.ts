/** PUT, MKCOL and DELETE (RFC 4918 sections 9.3, 9.6 and 9.7). */
import { lastSegment } from '../../base/safe-path.ts';
import type { Lock } from '../../model/lock.ts';
import type { FileStat, FileSystem, WriteOptions } from '../file-system.ts';
import { checkMatch, namesVersion, requireUnlocked, submittedTokens } from './conditions.ts';
import { badRequest, codeOf, DavFault, forbidden, noFolder, notThere } from './dav-fault.ts';
import { folderOf, hrefAt, type SharePlace, statAt, statOrNothing } from './dav-tree.ts';
import { type DavAnswer, type Exchange, writablePlace } from './exchange.ts';
import { withMovedBack } from './moved-away.ts';
import type { KeptCopy } from './seen-versions.ts';

export interface Target {
  place: SharePlace;
  stat: FileStat | undefined;
  locks: readonly Lock[];
  tokens: ReadonlySet<string>;
}

/** What a changing request is about, once its conditions were found to be true. */
export async function changeTarget(exchange: Exchange): Promise<Target> {
  const wanted = writablePlace(exchange);
  const tokens = await submittedTokens(exchange);
  const { place, stat } = await statAt(wanted);
  checkMatch(exchange, stat);
  return { place, stat, tokens, locks: await place.locks.all() };
}

export async function put(exchange: Exchange): Promise<DavAnswer> {
  const { headers, body, signal } = exchange;
  // A part would take the place of the whole (RFC 9110 section 14.4).
  if (headers['content-range'] !== undefined) throw badRequest('A part of a file cannot be put.');
  const target = await changeTarget(exchange);
  requireUnlocked(target.place, target.locks, target.tokens, { member: !target.stat });
  const { place, stat } = await withMovedBack(exchange, target);
  if (stat?.kind === 'folder' || place.path === '')
    throw new DavFault(405, 'There is a folder of this name.');
  const size = sizeOf(exchange);
  const { path, ...how } = aimOf(exchange, place, stat);
  const written = await inFolder(place.files, path, () =>
    place.files.write(path, body, { size, signal, ...how }),
  );
  if (written.path !== place.path) throw keptBeside(exchange, place, written);
  exchange.seen.saw(place, written.etag);
  return { status: written.replaced ? 204 : 201, headers: { etag: written.etag } };
}

/**
 * Where a file goes, and what must be true then. A program that makes no condition may replace the
 * version that it knows; beside any other its own is kept.
 */
function aimOf(
  { headers, seen }: Exchange,
  { path, ...rest }: SharePlace,
  stat: FileStat | undefined,
): { path: string } & WriteOptions {
  // What was true a moment ago must still be when the file is put in place.
  if (headers['if-none-match']?.trim() === '*') return { path, ifNoneMatch: '*' };
  if (namesVersion(headers)) return { path, replace: true, ifMatch: stat?.etag };
  const known = stat && seen.of({ path, ...rest });
  if (!known) return { path, replace: true };
  if (known.copy && known.etag !== stat.etag)
    return { path: known.copy.path, replace: true, ifMatch: known.copy.etag, keepBoth: true };
  return { path, replace: true, ifMatch: known.etag, keepBoth: true };
}

/** The program hears that its version is not where it meant it to be. */
export function keptBeside({ seen }: Exchange, place: SharePlace, copy: KeptCopy): DavFault {
  seen.kept(place, copy);
  return new DavFault(
    412,
    `Somebody changed this file meanwhile. Your version is kept beside it as “${lastSegment(copy.path)}”.`,
  );
}

export async function makeCollection(exchange: Exchange): Promise<DavAnswer> {
  if (hasBody(exchange)) throw new DavFault(415, 'A folder is made without a body.');
  if (exchange.place.kind === 'fixed') throw new DavFault(405, 'This folder is there already.');
  const { place, stat, tokens, locks } = await changeTarget(exchange);
  if (stat) throw new DavFault(405, 'There is already something of this name.');
  requireUnlocked(place, locks, tokens, { member: true });
  try {
    await inFolder(place.files, place.path, () => place.files.createFolder(place.path));
  } catch (error) {
    if (codeOf(error) === 'path.exists')
      throw new DavFault(405, 'There is already something of this name.');
    throw error;
  }
  return { status: 201 };
}

export async function remove(exchange: Exchange): Promise<DavAnswer> {
  const { headers } = exchange;
  const { place, stat, tokens, locks } = await changeTarget(exchange);
  if (!stat) throw notThere();
  if (place.path === '') throw forbidden('A share is not removed by its files.');
  if (stat.kind === 'folder' && (headers['depth'] ?? 'infinity').toLowerCase() !== 'infinity')
    throw badRequest('A folder is removed with everything in it.');
  requireUnlocked(place, locks, tokens, { below: true, member: true });
  const ifMatch = headers['if-match'] === undefined ? undefined : stat.etag;
  const { id } = await place.files.remove(place.path, { ifMatch });
  await forgetAt(exchange, place);
  exchange.seen.away.removed(place, id);
  exchange.seen.forget(place, stat.kind === 'folder');
  return { status: 204 };
}

/** What a program kept with something that is gone. */
export async function forgetAt(exchange: Exchange, place: SharePlace): Promise<void> {
  exchange.properties.forget(place.share, place.path);
  await place.locks.forget(place.path);
}

/** Something is made: WebDAV says it with a 409 where its folder is missing. */
export async function inFolder<T>(
  files: FileSystem,
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'path.not_folder') throw noFolder();
    if (code !== 'path.not_found') throw error;
    const folder = await statOrNothing(files, folderOf(path) ?? '');
    throw folder?.kind === 'folder' ? error : noFolder();
  }
}

export function createdAt(place: SharePlace, replaced: boolean): DavAnswer {
  return replaced ? { status: 204 } : { status: 201, headers: { location: hrefAt(place, 'file') } };
}

function sizeOf({ headers }: Exchange): number | undefined {
  const text = headers['content-length'];
  if (text === undefined) return undefined;
  const size = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(size)) throw badRequest('The header Content-Length is malformed.');
  return size;
}

function hasBody({ headers }: Exchange): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
