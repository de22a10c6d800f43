/** GET and HEAD: a file or a part of it, with validators (RFC 9110 sections 13 and 14). */
import { contentRange } from '../../base/byte-range.ts';
import { contentType } from '../content-type.ts';
import type { FileStat } from '../file-system.ts';
import { requestedRange } from '../range-request.ts';
import { checkMatch, namesTag, submittedTokens } from './conditions.ts';
import { codeOf, notThere } from './dav-fault.ts';
import { type SharePlace, statAt } from './dav-tree.ts';
import type { DavAnswer, Exchange } from './exchange.ts';

export async function get(exchange: Exchange): Promise<DavAnswer> {
  const { place: wanted, headers } = exchange;
  await submittedTokens(exchange);
  if (wanted.kind === 'fixed') return folderAnswer(exchange);
  const { place, stat } = await statAt(wanted);
  if (!stat) throw notThere();
  if (stat.kind === 'folder') return folderAnswer(exchange);
  if (headers['if-match'] !== undefined)
    checkMatch({ headers: { 'if-match': headers['if-match'] } }, stat);
  const facts = factsOf(place, stat);
  if (isKnown(exchange, stat)) {
    exchange.seen.saw(place, stat.etag);
    return { status: 304, headers: facts };
  }
  const whole = { ...facts, 'content-length': stat.size };
  if (exchange.method === 'HEAD') return { status: 200, headers: whole };
  return read(exchange, place, stat);
}

async function read(
  { headers, signal, seen }: Exchange,
  place: SharePlace,
  stat: FileStat,
): Promise<DavAnswer> {
  const ifRange = headers['if-range'];
  const wanted =
    ifRange === undefined || ifRange === stat.etag
      ? await requestedRange(headers['range'], () => Promise.resolve(stat.size))
      : undefined;
  try {
    const opened = await place.files.read(place.path, { range: wanted, signal });
    seen.saw(place, opened.etag);
    const facts = factsOf(place, { ...stat, etag: opened.etag, modified: opened.modified });
    if (!opened.range) {
      const whole = { ...facts, 'content-length': opened.size };
      return { status: 200, headers: whole, stream: opened.stream };
    }
    const { range, size, stream } = opened;
    const part = {
      'content-length': range.end - range.start + 1,
      'content-range': contentRange(range, size),
    };
    return { status: 206, headers: { ...facts, ...part }, stream };
  } catch (error) {
    if (codeOf(error) !== 'request.range') throw error;
    return { status: 416, headers: { 'content-range': `bytes */${stat.size}` } };
  }
}

function factsOf(place: SharePlace, stat: FileStat): Record<string, string> {
  return {
    'content-type': contentType(place.path),
    etag: stat.etag,
    'last-modified': new Date(stat.modified).toUTCString(),
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
  };
}

/** Whether the asking program has this version. `If-None-Match` decides where it is there. */
function isKnown({ headers }: Exchange, stat: FileStat): boolean {
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) return namesTag(noneMatch, stat);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Math.floor(stat.modified / 1000) * 1000 <= since;
}

/** Programs list a folder by PROPFIND; this tells a person who has the address why nothing shows. */
function folderAnswer({ method }: Exchange): DavAnswer {
  const text = 'This is a folder of Hallway. Connect to it as a network drive (WebDAV).\n';
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return method === 'HEAD'
    ? { status: 200, headers: { ...headers, 'content-length': text.length } }
    : { status: 200, headers, text };
}
