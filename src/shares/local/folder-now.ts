/**
 * All that is in one folder of Linux, told at once and in order of names, with what the system says of
 * each: by libc where that can be called, else by Node.
 */
import { Buffer, isUtf8 } from 'node:buffer';
import { closeSync, constants, lstatSync, openSync, readdirSync } from 'node:fs';
import type { SeenEntry } from '../file-system.ts';
import { isOwnName, readNames, sortByName } from '../folder-names.ts';
import { isElsewhere, modifiedOf } from './entry-stats.ts';
import type { FileFacts, Libc } from './libc.ts';

export type FoundNow = SeenEntry | { name: string; kind: 'link' };

const { O_DIRECTORY, O_RDONLY, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } = constants;
/** As much of a folder as is asked for at a time. */
const PAGE_BYTES = 64 * 1024;
/** Places in `struct linux_dirent64` (getdents64(2)). */
const DIRENT = { length: 16, type: 18, name: 19 };
/** Pipes, sockets and devices. */
const SPECIAL: ReadonlySet<number> = new Set([1, 2, 6, 12]);
/** A name that is no UTF-8 has this where its bytes say nothing. */
const REPLACEMENT = '\ufffd';

const page = Buffer.alloc(PAGE_BYTES);

/** `path` leads to a folder. Throws what the system says; what goes meanwhile is left out. */
export function folderNow(path: string, libc: Libc | undefined): FoundNow[] {
  return (libc && byLibc(path, libc)) ?? byNode(path);
}

function byNode(path: string): FoundNow[] {
  const { names } = readNames(readdirSync(path, { withFileTypes: true, encoding: 'buffer' }));
  return names.flatMap(({ name }) => lookedAt(`${path}/${name}`, name));
}

/** Undefined where the folder cannot be read so. */
function byLibc(path: string, { readFolder, factsOf }: Libc): FoundNow[] | undefined {
  const handle = openSync(path, O_RDONLY | O_DIRECTORY);
  try {
    const found: FoundNow[] = [];
    for (;;) {
      const bytes = readFolder(handle, page);
      if (bytes < 0) return undefined;
      if (bytes === 0) return sortByName(found);
      for (let at = 0; at < bytes; at += page.readUInt16LE(at + DIRENT.length)) {
        if (SPECIAL.has(page[at + DIRENT.type] ?? 0)) continue;
        const begin = at + DIRENT.name;
        const end = page.indexOf(0, begin);
        const name = page.toString('utf8', begin, end);
        if (name === '.' || name === '..' || isOwnName(name)) continue;
        if (name.includes(REPLACEMENT) && !isUtf8(page.subarray(begin, end))) continue;
        const facts = factsOf(handle, page.subarray(begin, end + 1));
        const one = facts && fromFacts(name, facts);
        if (one) found.push(one);
        else if (!facts) found.push(...lookedAt(`${path}/${name}`, name));
      }
    }
  } finally {
    closeSync(handle);
  }
}

/** Undefined for what is neither a file, a folder nor a link. */
function fromFacts(name: string, facts: FileFacts): FoundNow | undefined {
  const { mode, size, modifiedMs } = facts;
  const modified = Math.max(0, modifiedMs);
  switch (mode & S_IFMT) {
    case S_IFREG:
      return { name, kind: 'file', size, modified, elsewhere: isElsewhere(facts) };
    case S_IFDIR:
      return { name, kind: 'folder', size: 0, modified };
    case S_IFLNK:
      return { name, kind: 'link' };
    default:
      return undefined;
  }
}

function lookedAt(path: string, name: string): FoundNow[] {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stats) return [];
  const found = fromFacts(name, {
    mode: Number(stats.mode),
    size: Number(stats.size),
    blocks: Number(stats.blocks),
    modifiedMs: modifiedOf(stats),
  });
  return found ? [found] : [];
}
