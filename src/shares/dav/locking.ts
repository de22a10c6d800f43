/** LOCK and UNLOCK (RFC 4918 sections 9.10 and 9.11). */
import { Readable } from 'node:stream';
import type { Lock, LockScope, NewLock } from '../../model/lock.ts';
import { requireUnlocked, submittedTokens } from './conditions.ts';
import { badRequest, codeOf, DavFault, noFolder, unmet } from './dav-fault.ts';
import { hrefAt, statAt } from './dav-tree.ts';
import { type DavAnswer, depthOf, type Exchange, writablePlace, xmlBody } from './exchange.ts';
import { activeLock } from './live-properties.ts';
import { covers, MAX_LOCK_SECONDS } from './lock-book.ts';
import { withMovedBack } from './moved-away.ts';
import { childrenOf, type XmlElement } from './xml-reader.ts';
import { contentText, XML_HEAD, XML_TYPE } from './xml-writer.ts';

const USUAL_SECONDS = 600;

export async function lock(exchange: Exchange): Promise<DavAnswer> {
  const body = await xmlBody(exchange);
  const wanted = writablePlace(exchange);
  const tokens = await submittedTokens(exchange);
  if (!body) return refresh(exchange, tokens);
  const depth = depthOf(exchange, 'infinity');
  if (depth === '1') throw badRequest('A lock is of depth 0 or infinity.');
  const info = lockInfo(body);
  const found = await statAt(wanted);
  const { locks } = found.place;
  if (!found.stat) requireUnlocked(found.place, await locks.all(), tokens, { member: true });
  // What a program moved away unseen stands there again before an empty file takes its place.
  const { place, stat } = found.stat
    ? found
    : await withMovedBack(exchange, { ...found, locks: [], tokens });
  const asked: NewLock = { path: place.path, depth, ...info };
  const added = await locks.add(asked, secondsOf(exchange));
  if (!added) throw conflicting(exchange, await locks.all(), asked);
  if (!stat) {
    try {
      // What is locked before it is there begins as an empty file (section 7.3).
      await place.files.write(place.path, Readable.from([]), { size: 0 });
    } catch (error) {
      // Somebody else made it at this very moment: then that is what is locked.
      if (codeOf(error) !== 'path.exists') {
        await locks.remove(added.token);
        throw codeOf(error) === 'path.not_found' ? noFolder() : error;
      }
    }
  }
  return shown(exchange, added, stat ? 200 : 201);
}

export async function unlock(exchange: Exchange): Promise<DavAnswer> {
  const token = /^<([^<>]+)>$/.exec(exchange.headers['lock-token']?.trim() ?? '')?.[1];
  if (token === undefined) throw badRequest('The header Lock-Token is missing or malformed.');
  const { place } = await statAt(writablePlace(exchange));
  const locks = place.locks;
  const found = (await locks.all()).find((one) => one.token === token);
  if (!found || !covers(found, place.path) || !(await locks.remove(token)))
    throw new DavFault(409, 'There is no such lock here.', 'lock-token-matches-request-uri');
  return { status: 204 };
}

async function refresh(exchange: Exchange, tokens: ReadonlySet<string>): Promise<DavAnswer> {
  const { place } = await statAt(writablePlace(exchange));
  const locks = place.locks;
  const held = (await locks.all()).find(
    (one) => one.token !== '' && tokens.has(one.token) && covers(one, place.path),
  );
  const renewed = held && (await locks.refresh(held.token, secondsOf(exchange)));
  if (!renewed) throw unmet();
  return shown(exchange, renewed, 200);
}

function shown(exchange: Exchange, held: Lock, status: number): DavAnswer {
  const place = writablePlace(exchange);
  const scene = {
    hrefOf: (path: string) => hrefAt({ ...place, path }),
    now: exchange.clock.now(),
  };
  const active = `<D:lockdiscovery>${activeLock(held, scene)}</D:lockdiscovery>`;
  return {
    status,
    headers: { 'content-type': XML_TYPE, 'lock-token': `<${held.token}>` },
    text: `${XML_HEAD}<D:prop xmlns:D="DAV:">${active}</D:prop>`,
  };
}

function lockInfo(body: XmlElement): { scope: LockScope; owner: string } {
  if (body.uri !== 'DAV:' || body.name !== 'lockinfo')
    throw badRequest('The body must be a lockinfo element.');
  const [scope] = childrenOf(body, 'lockscope').flatMap((one) => childrenOf(one));
  const [type] = childrenOf(body, 'locktype').flatMap((one) => childrenOf(one));
  if (type?.name !== 'write' || (scope?.name !== 'exclusive' && scope?.name !== 'shared'))
    throw badRequest('There are exclusive and shared write locks only.');
  const [owner] = childrenOf(body, 'owner');
  const text = owner ? contentText(owner) : '';
  if (text.length > 4096) throw badRequest("The lock's owner is too long.");
  return { scope: scope.name, owner: text };
}

/** The first time-out of the header that can be understood (section 10.7). */
function secondsOf({ headers }: Exchange): number {
  for (const one of (headers['timeout'] ?? '').split(',')) {
    const text = one.trim().toLowerCase();
    if (text === 'infinite') return MAX_LOCK_SECONDS;
    const seconds = /^second-(\d{1,10})$/.exec(text)?.[1];
    if (seconds !== undefined) return Math.min(MAX_LOCK_SECONDS, Math.max(1, Number(seconds)));
  }
  return USUAL_SECONDS;
}

function conflicting(exchange: Exchange, locks: readonly Lock[], asked: NewLock): DavFault {
  const place = writablePlace(exchange);
  const other = locks.find((one) => covers(one, asked.path) || covers(asked, one.path));
  return new DavFault(423, 'Somebody is working on it.', 'no-conflicting-lock', [
    hrefAt({ ...place, path: other?.path ?? asked.path }),
  ]);
}
