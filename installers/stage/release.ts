/**
 * Makes a program a release: the list of its files with their hashes, signed by the release key
 * (HALLWAY_RELEASE_KEY names its file, PEM), and the public half, which the installation trusts
 * from then on. What is signed: src/update/README.md. Without a key a build takes no updates.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bytesOf, file, type Entry } from '../archive/entry.ts';
import { project } from '../paths.ts';

/** Stands before what is signed; as in src/update/release.ts. */
const CONTEXT = 'hallway-release-1\n';

export function signedRelease(entries: readonly Entry[], target: string, key: string): Entry[] {
  const secret = createPrivateKey(readFileSync(key));
  if (secret.asymmetricKeyType !== 'ed25519')
    throw new Error(`${key} is no Ed25519 key. installers/release-key.ts makes one.`);
  const pinned = file(
    'release.pub',
    createPublicKey(secret).export({ type: 'spki', format: 'pem' }),
  );
  const files = [...entries, pinned]
    .filter((entry) => entry.link === undefined)
    .map((entry) => {
      const bytes = bytesOf(entry);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { path: entry.path, size: bytes.length, sha256, run: entry.mode === 0o755 };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const text = `${JSON.stringify({ format: 1, version: project.version, target, files }, null, 1)}\n`;
  const signature = sign(null, Buffer.from(CONTEXT + text), secret).toString('base64');
  return [pinned, file('release.json', text), file('release.sig', `${signature}\n`)];
}
