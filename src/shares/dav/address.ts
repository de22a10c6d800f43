/** Addresses of the WebDAV door: the target of a request as names, and names as a target. */
import { badRequest, DavFault } from './dav-fault.ts';

const MAX_TARGET = 16_384;

/**
 * The names of a request target's path, decoded; `[]` for `/`. A slash at the end says nothing.
 * Refuses what can name no file: `.`, `..`, a fragment, an encoded slash or NUL.
 */
export function namesOf(target: string): string[] {
  if (target.length > MAX_TARGET) throw new DavFault(414, 'The address is too long.');
  if (!target.startsWith('/') || target.includes('#')) throw malformed();
  const [path = ''] = target.split('?', 1);
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeName);
}

/**
 * The names of a whole address in a header (`Destination`, `If`), of this very door. Throws a 502
 * for another's, as RFC 4918 section 9.8.5 asks for.
 */
export function namesOfReference(reference: string, host: string): string[] {
  if (reference.startsWith('/')) return namesOf(reference);
  const whole = /^https?:\/\/([^/?#]*)(.*)$/is.exec(reference);
  if (!whole) throw malformed();
  const [, authority = '', rest = ''] = whole;
  const bare = authority.slice(authority.lastIndexOf('@') + 1);
  if (bare.toLowerCase() !== host.toLowerCase())
    throw new DavFault(502, 'The destination is not of this PC.');
  return namesOf(rest === '' ? '/' : rest);
}

/** The path of names; folders end with a slash. */
export function hrefOf(names: readonly string[], folder: boolean): string {
  const path = names.map((name) => `/${encodeName(name)}`).join('');
  return folder ? `${path}/` : path;
}

/** Also without what shells and old programs trip over: an address may be pasted anywhere. */
export function encodeName(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed());
  if (!/[!'()*]/.test(encoded)) return encoded;
  return encoded.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decodeName(segment: string): string {
  let name: string;
  try {
    name = decodeURIComponent(segment);
  } catch {
    throw malformed();
  }
  if (name === '.' || name === '..' || name.includes('/') || name.includes('\0')) throw malformed();
  return name;
}

function malformed(): DavFault {
  return badRequest('The address is malformed.');
}
