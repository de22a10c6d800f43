/** Releases for tests: a folder of files with a list that a key of the test's own signed. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Release } from '../../src/update/release.ts';
import { hashOf, signedText } from '../../src/update/release.ts';

export const releaseKey = (): { secret: KeyObject; pinned: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    secret: privateKey,
    pinned: publicKey.export({ type: 'spki', format: 'pem' }),
  };
};

/** Writes `files` below `folder` and signs whatever lies there. */
export function makeRelease(
  folder: string,
  version: string,
  key: { secret: KeyObject; pinned: string },
  files: Readonly<Record<string, string | Buffer>>,
  change: (release: Release) => Release = (release) => release,
): void {
  for (const [path, content] of Object.entries({ ...files, 'release.pub': key.pinned })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const listed = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => join(item.parentPath, item.name))
    .map((path) => ({
      path: relative(folder, path),
      size: statSync(path).size,
      sha256: hashOf(readFileSync(path)),
      run: (statSync(path).mode & 0o100) !== 0,
    }));
  const target = `${process.platform}-${process.arch}`;
  const text = JSON.stringify(change({ format: 1, version, target, files: listed }));
  writeFileSync(join(folder, 'release.json'), text);
  writeFileSync(
    join(folder, 'release.sig'),
    sign(null, signedText(text), key.secret).toString('base64'),
  );
}
