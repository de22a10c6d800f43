/** PROPPATCH (RFC 4918 section 9.2): all of the changes or none. */
import { XML_NAMESPACE } from '../../base/xml-scanner.ts';
import { requireUnlocked, submittedTokens } from './conditions.ts';
import { badRequest, notThere } from './dav-fault.ts';
import { hrefAt, statAt } from './dav-tree.ts';
import { type DavAnswer, type Exchange, writablePlace, xmlBody } from './exchange.ts';
import { LIVE } from './live-properties.ts';
import { MULTISTATUS_END, MULTISTATUS_HEAD, propstat, response } from './multistatus.ts';
import type { PropertyChange } from './property-store.ts';
import { childrenOf, type XmlElement } from './xml-reader.ts';
import { contentText, property, XML_TYPE } from './xml-writer.ts';

export async function proppatch(exchange: Exchange): Promise<DavAnswer> {
  const body = await xmlBody(exchange);
  if (body?.uri !== 'DAV:' || body.name !== 'propertyupdate')
    throw badRequest('The body must be a propertyupdate element.');
  const changes = changesOf(body);
  if (changes.length === 0) throw badRequest('The propertyupdate element changes nothing.');
  const tokens = await submittedTokens(exchange);
  const { place, stat } = await statAt(writablePlace(exchange));
  if (!stat) throw notThere();
  requireUnlocked(place, await place.locks.all(), tokens, {});
  const kept = changes.filter((change) => !isProtected(change));
  const href = hrefAt(place, stat.kind);
  if (kept.length < changes.length) return answer(href, refusal(changes, kept));
  const time = timeOf(changes);
  // The time goes first: it is the file's own, and may fail where properties cannot.
  if (time !== undefined) {
    const { etag } = await place.files.setModified(place.path, time);
    // The version stays the one that this PC knows.
    if (exchange.seen.of(place)?.etag === stat.etag) exchange.seen.saw(place, etag);
  }
  exchange.properties.change(
    place.share,
    place.path,
    kept.filter((one) => !isTime(one)),
  );
  return answer(href, propstat(tags(changes), '200 OK'));
}

/** One refused property takes all the others with it. */
function refusal(changes: readonly PropertyChange[], kept: readonly PropertyChange[]): string {
  const refused = changes.filter((change) => !kept.includes(change));
  const error = '<D:error><D:cannot-modify-protected-property/></D:error>';
  const first = propstat(tags(refused), '403 Forbidden').replace(
    '</D:propstat>',
    error + '</D:propstat>',
  );
  return kept.length === 0 ? first : first + propstat(tags(kept), '424 Failed Dependency');
}

function answer(href: string, content: string): DavAnswer {
  const text = MULTISTATUS_HEAD + response(href, content) + MULTISTATUS_END;
  return { status: 207, headers: { 'content-type': XML_TYPE }, text };
}

function changesOf(update: XmlElement): PropertyChange[] {
  return childrenOf(update)
    .filter(({ uri, name }) => uri === 'DAV:' && (name === 'set' || name === 'remove'))
    .flatMap((change) =>
      childrenOf(change, 'prop').flatMap((prop) =>
        childrenOf(prop).map((element) => ({
          uri: element.uri,
          name: element.name,
          set:
            change.name === 'set'
              ? { value: contentText(element), language: languageOf(element) || languageOf(prop) }
              : undefined,
        })),
      ),
    );
}

function languageOf({ attributes }: XmlElement): string {
  return attributes.find(({ uri, name }) => uri === XML_NAMESPACE && name === 'lang')?.value ?? '';
}

/** All that the door knows by itself, but the time, which programs bring along with a file. */
function isProtected(change: PropertyChange): boolean {
  const { uri, name, set } = change;
  if (isTime(change)) return set === undefined || timeOf([change]) === undefined;
  return uri === 'DAV:' && Object.hasOwn(LIVE, name);
}

/** As rclone and davfs2 say it, and as Windows does. */
function isTime({ uri, name }: PropertyChange): boolean {
  return (
    (uri === 'DAV:' && name === 'getlastmodified') ||
    (uri === 'urn:schemas-microsoft-com:' && name === 'Win32LastModifiedTime')
  );
}

/** Milliseconds since 1970 of an HTTP date. */
function timeOf(changes: readonly PropertyChange[]): number | undefined {
  const time = Date.parse(changes.findLast(isTime)?.set?.value ?? '');
  return Number.isFinite(time) && time >= 0 ? time : undefined;
}

function tags(changes: readonly PropertyChange[]): string {
  const names = new Map(changes.map(({ uri, name }) => [`${uri} ${name}`, property(uri, name)]));
  return Array.from(names.values()).join('');
}
