/** Paths that try to leave a share, and a share that has every way out in it. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const SECRET = 'SECRET outside';

/** Names in the trap that lead out of it, or would. */
export const TRAPPED = [
  'a', 'b', 'file.txt', 'out', 'secret', 'secret.txt', 'deep', 'slash', 'etc', 'passwd', 'sibling', 'prefix',
]; // biome-ignore format: a list of names

/** Puts every kind of way out into the share at `root`, and beside it, in `top`, what none leads to. */
export function setTrap(top: string, root: string): void {
  mkdirSync(join(top, 'outside/deep'), { recursive: true });
  writeFileSync(join(top, 'outside/secret.txt'), SECRET);
  writeFileSync(join(top, 'outside/deep/secret.txt'), SECRET);
  mkdirSync(join(root, 'a/b'), { recursive: true });
  writeFileSync(join(root, 'a/file.txt'), 'inside');
  writeFileSync(join(root, 'a/b/file.txt'), 'inside');
  symlinkSync('../outside', join(root, 'out'));
  symlinkSync(join(top, 'outside'), join(root, 'a/out'));
  symlinkSync('../outside/secret.txt', join(root, 'secret'));
  symlinkSync('/', join(root, 'slash'));
  symlinkSync('/etc/passwd', join(root, 'passwd'));
  symlinkSync('a/../..', join(root, 'up'));
  symlinkSync('loop', join(root, 'loop'));
  symlinkSync('nowhere', join(root, 'broken'));
  symlinkSync('../share-2', join(root, 'sibling'));
  mkdirSync(join(top, 'share-2'));
  writeFileSync(join(top, 'share-2/secret.txt'), SECRET);
  symlinkSync(`${root}-2/secret.txt`, join(root, 'prefix'));
  symlinkSync('a/b', join(root, 'in'));
  symlinkSync(join(root, 'a/file.txt'), join(root, 'in-absolute'));
}

export const PIECES = [
  'a', 'b', 'file.txt', 'out', 'secret', 'secret.txt', 'deep', 'slash', 'etc', 'passwd', 'up', 'loop',
  'in', 'in-absolute', 'prefix', 'sibling', 'broken', '..', '.', '', '../..', '..\\', '\\', '\0', '%2e%2e',
  '%2f', '…', '．．', 'outside', 'share', 'C:', '~', '\n', '\ud800', '-rf', 'x'.repeat(300), 'proc', 'self',
]; // biome-ignore format: a list of pieces

export function hostilePath(random: () => number): string {
  const length = 1 + Math.floor(random() * 5);
  const parts = Array.from({ length }, () => PIECES[Math.floor(random() * PIECES.length)] ?? '');
  return (random() < 0.1 ? '/' : '') + parts.join('/');
}

/** What no answer holds, whatever was asked. */
export function assertTellsNothing(text: string): void {
  assert.ok(!text.includes(SECRET), 'it tells what is outside');
  assert.ok(!text.includes('nobody knows this name'), 'it tells a name that is outside');
  assert.ok(!text.includes('root:'), 'it tells of the disk');
}
