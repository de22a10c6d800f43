/**
 * COPY and MOVE (RFC 4918 sections 9.8 and 9.9). Within a share its file system does it; from one
 * share to another the bytes come through this PC, and what is moved is removed when all of it has
 * arrived.
 */
import { namesOfReference } from './address.ts';
import {
  changeTarget,
  createdAt,
  forgetAt,
  inFolder,
  keptBeside,
  type Target,
} from './changing.ts';
import { checkMatch, namesVersion, requireUnlocked, submittedTokens } from './conditions.ts';
import { badRequest, DavFault, forbidden, notThere, unmet } from './dav-fault.ts';
import { isBelow, type SharePlace, statAt, statOrNothing } from './dav-tree.ts';
import { withMovedBack } from './moved-away.ts';
import { copyBetween } from '../copy-between.ts';
import { conflictName } from '../local/conflict-name.ts';
import { lastSegment } from '../../base/safe-path.ts';
import { type DavAnswer, type Exchange, writablePlace } from './exchange.ts';

/** As many names beside one are tried. */
const MOST_NAMES = 100;

export async function copy(exchange: Exchange): Promise<DavAnswer> {
  if (exchange.place.kind === 'fixed') throw forbidden('This folder cannot be copied.');
  const { place, stat } = await statAt(exchange.place);
  if (!stat) throw notThere();
  checkMatch(exchange, stat);
  const tokens = await submittedTokens(exchange);
  const depth = (exchange.headers['depth'] ?? 'infinity').toLowerCase();
  if (depth !== '0' && depth !== 'infinity') throw badRequest('A copy is of depth 0 or infinity.');
  const deep = depth === 'infinity';
  const to = await destination(exchange, place, tokens);
  const { files, path } = place;
  const replaced = to.stat !== undefined;
  if (isSameShare(place, to.place))
    await inFolder(files, to.place.path, () =>
      files.copy(path, to.place.path, { replace: replaced, recursive: deep }),
    );
  else await transfer(exchange, place, to, deep);
  exchange.properties.follow(place, to.place, { move: false, deep });
  exchange.seen.forget(to.place, stat.kind === 'folder');
  return createdAt(to.place, replaced);
}

export async function move(exchange: Exchange): Promise<DavAnswer> {
  const from = await changeTarget(exchange);
  const { place, stat } = from;
  if (!stat) throw notThere();
  if (place.path === '') throw forbidden('A share is not moved by its files.');
  const depth = (exchange.headers['depth'] ?? 'infinity').toLowerCase();
  if (stat.kind === 'folder' && depth !== 'infinity')
    throw badRequest('A folder is moved with everything in it.');
  requireUnlocked(place, from.locks, from.tokens, { below: true, member: true });
  const meant = await destination(exchange, place, from.tokens);
  const wanted = stat.kind === 'file' ? await withMovedBack(exchange, meant, place) : meant;
  const to = stat.kind === 'file' ? await besideUnseen(exchange, wanted) : wanted;
  const { files, path } = place;
  const replaced = to.stat !== undefined;
  if (isSameShare(place, to.place))
    await inFolder(files, to.place.path, () =>
      files.move(path, to.place.path, { replace: replaced }),
    );
  else {
    await transfer(exchange, place, to, true);
    await files.remove(path);
  }
  exchange.properties.follow(place, to.place, { move: true, deep: true });
  const { seen, clock } = exchange;
  if (stat.kind === 'file' && isSameShare(place, to.place))
    seen.moved(place, to.place, stat.etag, clock.now());
  else for (const one of [place, to.place]) seen.forget(one, stat.kind === 'folder');
  await place.locks.forget(path);
  if (to !== wanted) {
    const { etag } = await to.place.files.stat(to.place.path);
    throw keptBeside(exchange, wanted.place, { path: to.place.path, etag });
  }
  return createdAt(to.place, replaced);
}

/**
 * Programs that save under another name first move that over the file: what a colleague wrote there
 * meanwhile, and nobody here has seen, stays, and what is moved goes beside it.
 */
async function besideUnseen(exchange: Exchange, to: Target): Promise<Target> {
  const { headers, seen, clock, tree } = exchange;
  const { place, stat } = to;
  const known = seen.of(place);
  if (stat?.kind !== 'file' || !known || known.etag === stat.etag || namesVersion(headers))
    return to;
  const { copy } = known;
  const last = copy && (await statOrNothing(place.files, copy.path));
  if (copy && last?.etag === copy.etag)
    return { ...to, place: { ...place, path: copy.path }, stat: last };
  const name = lastSegment(place.path);
  const folder = place.path.slice(0, place.path.length - name.length);
  for (let attempt = 1; attempt <= MOST_NAMES; attempt++) {
    const path = folder + conflictName(name, await tree.ownName(), clock.now(), attempt);
    if (!(await statOrNothing(place.files, path)))
      return { ...to, place: { ...place, path }, stat: undefined };
  }
  throw unmet();
}

/** The place that the header `Destination` means, found fit to be written to. */
async function destination(
  exchange: Exchange,
  from: SharePlace,
  tokens: ReadonlySet<string>,
): Promise<Target> {
  const { headers, host, tree } = exchange;
  const reference = headers['destination'];
  if (reference === undefined) throw badRequest('The header Destination is missing.');
  const overwrite = headers['overwrite']?.trim().toUpperCase() ?? 'T';
  if (overwrite !== 'T' && overwrite !== 'F')
    throw badRequest('The header Overwrite is malformed.');
  const meant = await tree.find(namesOfReference(reference, host)).catch((error: unknown) => {
    if (!(error instanceof DavFault) || error.status !== 404) throw error;
    throw new DavFault(409, 'There is no such share to write to.');
  });
  const { place, stat } = await statAt(writablePlace({ ...exchange, place: meant }));
  if (place.path === '') throw forbidden('A share is not replaced by its files.');
  const related = isBelow(from.path, place.path) || isBelow(place.path, from.path);
  if (isSameShare(from, place) && related)
    throw forbidden('Nothing can be put into itself or in place of its own folder.');
  const locks = await place.locks.all();
  requireUnlocked(place, locks, tokens, { below: true, member: !stat });
  if (stat && overwrite === 'F') throw unmet();
  return { place, stat, locks, tokens };
}

async function transfer(
  exchange: Exchange,
  from: SharePlace,
  to: Target,
  deep: boolean,
): Promise<void> {
  if (to.stat) {
    // It can be brought back from the trash, should the copy fail.
    await to.place.files.remove(to.place.path);
    await forgetAt(exchange, to.place);
  }
  await inFolder(to.place.files, to.place.path, () =>
    copyBetween(from, to.place, { deep, signal: exchange.signal }),
  );
}

function isSameShare({ share: a }: SharePlace, { share: b }: SharePlace): boolean {
  return a.device === b.device && a.share === b.share;
}
