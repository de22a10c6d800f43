/** Properties that the door itself knows (RFC 4918 section 15, RFC 4331). */
import type { Entry } from '../../model/entry.ts';
import type { Lock } from '../../model/lock.ts';
import { contentType } from '../content-type.ts';
import { httpDate, isoDate } from './http-date.ts';
import { covers } from './lock-book.ts';
import { escapeXml } from './xml-writer.ts';

/** Something whose properties are told. */
export interface Subject {
  href: string;
  name: string;
  kind: Entry['kind'];
  size: number;
  /** Milliseconds since 1970; undefined where nobody knows. */
  modified: number | undefined;
  etag: string | undefined;
  /** Inside of a share; undefined above. */
  path: string | undefined;
}

/** What holds for all subjects of one answer. */
export interface Scene {
  locks: readonly Lock[];
  /** The address of a path of the share. */
  hrefOf: (path: string) => string;
  now: number;
  space: { free: number; used: number } | undefined;
}

type Value = (subject: Subject, scene: Scene) => string | undefined;

const LOCK_ENTRIES = ['exclusive', 'shared']
  .map(
    (scope) =>
      `<D:lockentry><D:lockscope><D:${scope}/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>`,
  )
  .join('');
/** What a peer calls an entity tag is written only if it is one. */
const ETAG = /^"[\x21\x23-\x7e]{0,200}"$/;

export const LIVE: Readonly<Record<string, Value>> = {
  resourcetype: ({ kind }) => (kind === 'folder' ? '<D:collection/>' : ''),
  getcontentlength: ({ kind, size }) => (kind === 'file' ? String(size) : undefined),
  getlastmodified: ({ modified }) => (modified === undefined ? undefined : httpDate(modified)),
  // No system tells all file systems' time of birth; programs want one to show.
  creationdate: ({ modified }) => (modified === undefined ? undefined : isoDate(modified)),
  getetag: ({ kind, etag }) =>
    kind === 'file' && etag !== undefined && ETAG.test(etag) ? escapeXml(etag) : undefined,
  getcontenttype: ({ kind, name }) => (kind === 'file' ? contentType(name) : undefined),
  displayname: ({ name }) => escapeXml(name),
  supportedlock: ({ path }) => (path === undefined ? undefined : LOCK_ENTRIES),
  lockdiscovery: ({ path }, scene) =>
    path === undefined
      ? undefined
      : scene.locks.length === 0
        ? ''
        : scene.locks
            .filter((lock) => covers(lock, path))
            .map((lock) => activeLock(lock, scene))
            .join(''),
  'quota-available-bytes': ({ kind }, { space }) =>
    kind === 'folder' && space ? String(space.free) : undefined,
  'quota-used-bytes': ({ kind }, { space }) =>
    kind === 'folder' && space ? String(space.used) : undefined,
};

/** Those that are told to whoever asks for all (RFC 4331 section 2 leaves the quota out). */
export const ALL_LIVE = Object.keys(LIVE).filter((name) => !name.startsWith('quota-'));

export function activeLock(lock: Lock, { hrefOf, now }: Pick<Scene, 'hrefOf' | 'now'>): string {
  const seconds = Math.max(0, Math.round((lock.expires - now) / 1000));
  return [
    '<D:activelock><D:locktype><D:write/></D:locktype>',
    `<D:lockscope><D:${lock.scope}/></D:lockscope><D:depth>${lock.depth}</D:depth>`,
    lock.owner === '' ? '' : `<D:owner>${lock.owner}</D:owner>`,
    `<D:timeout>Second-${seconds}</D:timeout>`,
    lock.token === '' ? '' : `<D:locktoken><D:href>${escapeXml(lock.token)}</D:href></D:locktoken>`,
    `<D:lockroot><D:href>${escapeXml(hrefOf(lock.path))}</D:href></D:lockroot></D:activelock>`,
  ].join('');
}
