/** A file, folder or link of a package, as every kind of archive here takes it. */
import { readFileSync } from 'node:fs';

export interface Entry {
  /** With `/`, relative, without `./`. A folder ends in `/`. */
  path: string;
  /** Permissions, e.g. 0o644. */
  mode: number;
  /** The bytes, or where they stand; absent for folders and links. */
  content?: Buffer | string | { file: string };
  /** Where a symbolic link leads. */
  link?: string;
}

export function bytesOf({ content }: Entry): Buffer {
  if (content === undefined) return Buffer.alloc(0);
  if (typeof content === 'string') return Buffer.from(content);
  return Buffer.isBuffer(content) ? content : readFileSync(content.file);
}

export function file(path: string, content: NonNullable<Entry['content']>, mode = 0o644): Entry {
  return { path, mode, content };
}

export function link(path: string, target: string): Entry {
  return { path, mode: 0o777, link: target };
}

/** All of it in one order, each folder said once before what is in it. */
export function withFolders(entries: readonly Entry[]): Entry[] {
  const folders = new Map<string, Entry>();
  for (const { path } of entries)
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at + 1);
      if (!folders.has(folder)) folders.set(folder, { path: folder, mode: 0o755 });
    }
  const files = entries.filter(({ path }) => !path.endsWith('/'));
  return [...folders.values(), ...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}
