/** Folders to make discs of, and what an image says is in it, to be compared. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileSystem } from '../../../src/shares/file-system.ts';
import { seededBelow } from '../../support/seeded.ts';
import { bytesOf } from '../local-share.ts';

/** By path: size, time in seconds, and hash of a file; `folder` for a folder. */
export type Tree = Map<string, string>;

/** Reproducible bytes. */
export function noise(seed: number, length: number): Buffer {
  const below = seededBelow(seed);
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(below(2 ** 32), at);
  return bytes;
}

export interface TreeRules {
  /** Names of a disc for everybody; else those of any system. */
  plain?: boolean;
  many?: number;
}

/** Files of an office, with what is hard for a disc: long and foreign names, depth, many, none. */
export function makeTree(root: string, { plain = false, many = 300 }: TreeRules = {}): void {
  const put = (path: string, bytes: Buffer): void => {
    const whole = join(root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, bytes);
    const at = 1_600_000_000 + (path.length % 50) * 7201;
    utimesSync(whole, at, at);
  };
  put('empty.txt', Buffer.alloc(0));
  put('one', Buffer.from('1'));
  put('block.bin', noise(1, 2048));
  put('block-and-one.bin', noise(2, 2049));
  put('film.bin', noise(3, 3_500_001));
  for (let index = 0; index < many; index++) put(`many/file-${index}.txt`, noise(index, index * 7));
  if (plain) return;
  put('Angebot für Müller & Söhne (neu) – 2024.txt', noise(4, 5000));
  put('写真/東京 🗼.jpg', noise(5, 70_000));
  put(`${'long name '.repeat(9)}end.bin`, noise(6, 10));
  put('.hidden/..twice', noise(7, 100));
  put('a/b/c/d/e/f/g/h/i/j/k/l/deep.txt', noise(8, 4000));
  mkdirSync(join(root, 'empty folder'));
}

export function treeOfFolder(root: string, path = ''): Tree {
  const tree: Tree = new Map();
  for (const name of readdirSync(join(root, path))) {
    const below = path === '' ? name : `${path}/${name}`;
    const stats = statSync(join(root, below));
    if (stats.isDirectory()) {
      tree.set(below, 'folder');
      for (const [key, value] of treeOfFolder(root, below)) tree.set(key, value);
    } else {
      const hash = createHash('sha256')
        .update(readFileSync(join(root, below)))
        .digest('hex');
      tree.set(below, `${stats.size} ${Math.floor(stats.mtimeMs / 1000)} ${hash}`);
    }
  }
  return sorted(tree);
}

/** Reads every byte. `page` entries at a time. */
export async function treeOfImage(files: FileSystem, path = '', page = 100): Promise<Tree> {
  const tree: Tree = new Map();
  for (let after: string | undefined; ; ) {
    const { entries, next } = await files.list(path, { after, limit: page });
    for (const { name, kind, size, modified } of entries) {
      const below = path === '' ? name : `${path}/${name}`;
      if (kind === 'folder') {
        tree.set(below, 'folder');
        for (const [key, value] of await treeOfImage(files, below, page)) tree.set(key, value);
      } else {
        const { stream } = await files.read(below);
        const hash = createHash('sha256')
          .update(await bytesOf(stream))
          .digest('hex');
        tree.set(below, `${size} ${Math.floor(modified / 1000)} ${hash}`);
      }
    }
    if (next === null) return sorted(tree);
    after = next;
  }
}

/** Without the times, where a format or its maker has none. */
export function withoutTimes(tree: Tree): Tree {
  return new Map(Array.from(tree, ([path, what]) => [path, what.replace(/ \d+ /u, ' ')]));
}

function sorted(tree: Tree): Tree {
  return new Map(Array.from(tree).sort(([a], [b]) => (a < b ? -1 : 1)));
}
