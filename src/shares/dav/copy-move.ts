/**
 * COPY and MOVE (RFC 4918 sections 9.8 and 9.9). Within a share its file system does it; from one
 * share to another the bytes come through this PC, and what is moved is removed when all of it has
 * arrived.
 */
import { namesOfReference } from './address.ts';
import { changeTarget, createdAt, forgetAt, inFolder, type Target } from './changing.ts';
import { checkMatch, requireUnlocked, submittedTokens } from './conditions.ts';
import { badRequest, DavFault, forbidden, notThere, unmet } from './dav-fault.ts';
import { isBelow, type SharePlace, statAt } from './dav-tree.ts';
import { copyBetween } from '../copy-between.ts';
import { type DavAnswer, type Exchange, writablePlace } from './exchange.ts';

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
  const to = await destination(exchange, place, from.tokens);
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
  for (const one of [place, to.place]) exchange.seen.forget(one, stat.kind === 'folder');
  await place.locks.forget(path);
  return createdAt(to.place, replaced);
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
