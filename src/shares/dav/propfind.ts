/**
 * PROPFIND (RFC 4918 section 9.1): what stands somewhere and, for a folder, in it. The answer is
 * written while the folder is still being read.
 */
import { encodeName, hrefOf } from './address.ts';
import { submittedTokens } from './conditions.ts';
import { badRequest, DavFault, notThere } from './dav-fault.ts';
import { hrefAt, type SharePlace, statAt } from './dav-tree.ts';
import { type DavAnswer, depthOf, type Exchange, xmlBody } from './exchange.ts';
import type { Scene } from './live-properties.ts';
import {
  type Asked,
  type Describe,
  describer,
  MULTISTATUS_END,
  MULTISTATUS_HEAD,
} from './multistatus.ts';
import type { DeadProperty } from './property-store.ts';
import { childrenOf, type XmlElement } from './xml-reader.ts';
import { XML_TYPE } from './xml-writer.ts';

const NONE: readonly DeadProperty[] = [];
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
  // Both are asked of the same PC, and neither needs the other's answer.
  const [{ place, stat }, locks] = await Promise.all([statAt(wanted), wanted.locks.all()]);
  if (!stat) throw notThere();
  if (depth === 'infinity' && stat.kind === 'folder') throw infinite();
  const scene: Scene = {
    locks,
    hrefOf: (path) => hrefAt({ ...place, path }),
    now: exchange.clock.now(),
    space: await spaceAskedFor(place, asked),
  };
  const self = { ...stat, name: stat.name || (place.base.at(-1) ?? ''), path: place.path };
  const dead = exchange.properties.of(place.share, place.path);
  const describe = describer(asked, scene);
  const first = describe({ ...self, href: hrefAt(place, stat.kind) }, dead);
  const deep = depth !== '0' && stat.kind === 'folder';
  return chunksOf(first, deep ? members(exchange, place, describe) : undefined);
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
  describe: Describe,
): AsyncGenerator<string> {
  const kept = properties.inFolder(place.share, place.path);
  const base = hrefAt(place, 'folder');
  const below = place.path === '' ? '' : `${place.path}/`;
  for await (const group of place.files.entries(place.path, { etags: true, signal })) {
    let text = '';
    for (const { name, kind, size, modified, etag } of group) {
      const path = below + name;
      const href = base + encodeName(name) + (kind === 'folder' ? '/' : '');
      text += describe({ name, kind, size, modified, etag, path, href }, kept.get(path) ?? NONE);
    }
    yield text;
    if (signal.aborted) return;
  }
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
  const describe = describer(asked, scene);
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
    yield describe(folder, NONE);
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
