/**
 * PROPFIND (RFC 4918 section 9.1): what stands somewhere and, for a folder, in it. The answer is
 * written while the folder is still being read.
 */
import { encodeName, hrefOf } from './address.ts';
import { submittedTokens } from './conditions.ts';
import { badRequest, DavFault, notThere } from './dav-fault.ts';
import { hrefAt, type SharePlace, statAt } from './dav-tree.ts';
import { type DavAnswer, depthOf, type Exchange, xmlBody } from './exchange.ts';
import type { Scene, Subject } from './live-properties.ts';
import { type Asked, describe, MULTISTATUS_END, MULTISTATUS_HEAD } from './multistatus.ts';
import { childrenOf, type XmlElement } from './xml-reader.ts';
import { XML_TYPE } from './xml-writer.ts';

/** Entries of the first page: soon there; … */
const FIRST_PAGE = 200;
/** … and of those behind it. */
const PAGE = 2000;
const QUOTA = /^quota-/;

export async function propfind(exchange: Exchange): Promise<DavAnswer> {
  const asked = askedFor(await xmlBody(exchange));
  const depth = depthOf(exchange, 'infinity');
  await submittedTokens(exchange);
  const { place } = exchange;
  const chunks =
    place.kind === 'fixed'
      ? describeFixed(place.names, place.children, asked, depth)
      : await describeShare(exchange, place, asked, depth);
  return { status: 207, headers: { 'content-type': XML_TYPE }, chunks };
}

function askedFor(body: XmlElement | undefined): Asked {
  if (!body) return { kind: 'all', also: [] };
  if (body.uri !== 'DAV:' || body.name !== 'propfind')
    throw badRequest('The body must be a propfind element.');
  const [some] = childrenOf(body, 'prop');
  if (some) return { kind: 'some', wanted: childrenOf(some) };
  if (childrenOf(body, 'propname').length > 0) return { kind: 'names' };
  if (childrenOf(body, 'allprop').length === 0)
    throw badRequest('The propfind element asks for nothing.');
  const [include] = childrenOf(body, 'include');
  return { kind: 'all', also: include ? childrenOf(include) : [] };
}

async function describeShare(
  exchange: Exchange,
  wanted: SharePlace,
  asked: Asked,
  depth: string,
): Promise<AsyncIterable<string>> {
  const { place, stat } = await statAt(wanted);
  if (!stat) throw notThere();
  if (depth === 'infinity' && stat.kind === 'folder') throw infinite();
  const scene: Scene = {
    locks: await place.locks.all(),
    hrefOf: (path) => hrefAt({ ...place, path }),
    now: exchange.clock.now(),
    space: await spaceAskedFor(place, asked),
  };
  const self = { ...stat, name: stat.name || (place.base.at(-1) ?? ''), path: place.path };
  const dead = exchange.properties.of(place.share, place.path);
  const first = describe({ ...self, href: hrefAt(place, stat.kind) }, dead, asked, scene);
  const deep = depth !== '0' && stat.kind === 'folder';
  return chunksOf(first, deep ? members(exchange, place, asked, scene) : undefined);
}

async function* chunksOf(
  first: string,
  rest: AsyncIterable<string> | undefined,
): AsyncGenerator<string> {
  yield MULTISTATUS_HEAD + first;
  if (rest) yield* rest;
  yield MULTISTATUS_END;
}

async function* members(
  { properties, signal }: Exchange,
  place: SharePlace,
  asked: Asked,
  scene: Scene,
): AsyncGenerator<string> {
  const kept = properties.inFolder(place.share, place.path);
  const base = hrefAt(place, 'folder');
  const below = place.path === '' ? '' : `${place.path}/`;
  let after: string | undefined;
  let limit = FIRST_PAGE;
  do {
    const page = await place.files.list(place.path, { after, limit, etags: true });
    let text = '';
    for (const entry of page.entries) {
      const path = below + entry.name;
      const end = entry.kind === 'folder' ? '/' : '';
      const href = `${base}${encodeName(entry.name)}${end}`;
      const subject: Subject = { ...entry, etag: entry.etag, path, href };
      text += describe(subject, kept.get(path) ?? [], asked, scene);
    }
    yield text;
    after = page.next ?? undefined;
    limit = PAGE;
  } while (after !== undefined && !signal.aborted);
}

async function* describeFixed(
  names: readonly string[],
  children: readonly string[],
  asked: Asked,
  depth: string,
): AsyncGenerator<string> {
  if (depth === 'infinity') throw infinite();
  const scene: Scene = { locks: [], hrefOf: () => '/', now: 0, space: undefined };
  const all = depth === '0' ? [names] : [names, ...children.map((name) => [...names, name])];
  yield MULTISTATUS_HEAD;
  for (const one of all) {
    const folder = {
      name: one.at(-1) ?? 'Hallway',
      kind: 'folder' as const,
      size: 0,
      modified: undefined,
      etag: undefined,
      path: undefined,
      href: hrefOf(one, true),
    };
    yield describe(folder, [], asked, scene);
  }
  yield MULTISTATUS_END;
}

/** The disk is asked only where somebody wants to know: a drive may be slow to tell. */
async function spaceAskedFor(place: SharePlace, asked: Asked): Promise<Scene['space']> {
  const names = asked.kind === 'some' ? asked.wanted : asked.kind === 'all' ? asked.also : [];
  if (!names.some(({ uri, name }) => uri === 'DAV:' && QUOTA.test(name))) return undefined;
  const { free, total, limit } = await place.files.space();
  const most = limit ?? total;
  if (free === null) return undefined;
  return { free, used: most === null ? 0 : Math.max(0, most - free) };
}

function infinite(): DavFault {
  return new DavFault(403, 'Ask for one folder at a time.', 'propfind-finite-depth');
}
