/** A release: its files with their hashes, and the release key's signature over the list. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Schema from '../model/release.ts';
import { HallwayError } from '../base/errors.ts';

export type { Release, ReleaseFile } from '../model/release.ts';

/** Stands before what is signed, so that no other signature of the key can be taken for one. */
const CONTEXT = 'hallway-release-1\n';
/** Names of the files that are not in the list themselves. */
export const LIST = 'release.json';
export const SIGNATURE = 'release.sig';
export const KEY = 'release.pub';

/** All bytes of a release together; ten times today's. */
const MAX_TOTAL = 2 * 1024 ** 3;

export interface SignedRelease {
  release: Schema.Release;
  /** `release.json` as it was signed. */
  text: string;
  /** Base64. */
  signature: string;
}

export const signedText = (text: string): Buffer => Buffer.from(CONTEXT + text);

/** `key`: the pinned public key, PEM. Throws `update.refused`. */
export function openRelease(text: string, signature: string, key: string): SignedRelease {
  let signed = false;
  try {
    const pinned = createPublicKey(key);
    signed =
      pinned.asymmetricKeyType === 'ed25519' &&
      verify(null, signedText(text), pinned, Buffer.from(signature, 'base64'));
  } catch {
    // A key or signature of another shape signs nothing.
  }
  if (!signed) throw refused('its signature is not that of the release key');
  let release: unknown;
  try {
    release = JSON.parse(text);
  } catch {
    throw refused('its list of files cannot be read');
  }
  if (!Schema.isRelease(release)) throw refused('its list of files is of another kind');
  const paths = new Set(release.files.map(({ path }) => path.toLowerCase()));
  const total = release.files.reduce((sum, { size }) => sum + size, 0);
  if (paths.size !== release.files.length || total > MAX_TOTAL || !release.files.every(isInside))
    throw refused('its list of files is not in order');
  return { release, text, signature };
}

/** No file leads out of its folder, also on Windows. */
function isInside({ path }: Schema.ReleaseFile): boolean {
  return path.split('/').every((part) => part !== '' && !/^\.+$|[. ]$/.test(part));
}

/** The release that this installation is; undefined for a checkout or an unsigned build. */
export function ownRelease(folder: string): { signed: SignedRelease; key: string } | undefined {
  try {
    const key = readFileSync(join(folder, KEY), 'utf8');
    const text = readFileSync(join(folder, LIST), 'utf8');
    const signature = readFileSync(join(folder, SIGNATURE), 'utf8').trim();
    return { signed: openRelease(text, signature, key), key };
  } catch {
    return undefined;
  }
}

/** Above 0 if `a` is the newer one; versions are three numbers. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let index = 0; index < 3; index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const hashOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

export function refused(why: string): HallwayError {
  return new HallwayError('update.refused', `The update was refused: ${why}.`, {
    fix: 'This PC keeps the version that it has. Ask whoever looks after your PCs.',
  });
}
