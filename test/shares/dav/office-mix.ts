/** Files as an office has them: many small ones, some of megabytes, names of all kinds, empty ones. */
import { createHash, randomFillSync } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const NAMES = [
  'Offer 2026',
  'Übersicht (neu)',
  'Größe & Maß',
  'Plan #3',
  'a+b=c',
  "Anna's",
  '100% sure',
  '日本語',
];
const MIB = 1 << 20;

/** Makes a tree of about `bytes` below `root`: one large file, folders of small ones. */
export function makeMix(root: string, bytes: number, files: number): void {
  mkdirSync(root, { recursive: true });
  write(join(root, 'Film.mp4'), Math.floor(bytes / 2));
  write(join(root, 'Empty.txt'), 0);
  const each = Math.floor(bytes / 2 / files);
  for (let index = 0; index < files; index++) {
    const name = NAMES[index % NAMES.length] ?? '';
    const folder = join(root, `Customer ${index % 7}`, name);
    mkdirSync(folder, { recursive: true });
    write(join(folder, `${name} ${index}.docx`), index % 3 === 0 ? each * 2 : Math.floor(each / 2));
  }
}

/** `path hash` of every file, sorted. */
export function sums(root: string): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const name of readdirSync(join(root, folder))) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (lstatSync(join(root, path)).isDirectory()) walk(path);
      else found.push(`${path.normalize('NFC')} ${hashOf(join(root, path))}`);
    }
  };
  walk('');
  return found.sort();
}

/** Paths below it, folders before what is in them. */
export function treeOf(root: string): { folders: string[]; files: string[] } {
  const all = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  const isFolder = (path: string): boolean => lstatSync(join(root, path)).isDirectory();
  return { folders: all.filter(isFolder), files: all.filter((path) => !isFolder(path)) };
}

function write(path: string, bytes: number): void {
  const handle = openSync(path, 'w');
  const piece = Buffer.alloc(MIB);
  for (let left = bytes; left > 0; left -= MIB)
    writeSync(handle, randomFillSync(piece), 0, Math.min(MIB, left));
  closeSync(handle);
}

function hashOf(path: string): string {
  const handle = openSync(path, 'r');
  const hash = createHash('sha256');
  const piece = Buffer.alloc(MIB);
  for (let read = readSync(handle, piece); read > 0; read = readSync(handle, piece))
    hash.update(piece.subarray(0, read));
  closeSync(handle);
  return hash.digest('hex');
}
