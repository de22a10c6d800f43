/** What is in the folder of a trash, and who may have it back. */
import { lstat, readdir } from 'node:fs/promises';
import type { TrashEntry, TrashId } from '../../model/trash.ts';
import type { Actor } from '../file-system.ts';
import { modifiedOf } from '../local/entry-stats.ts';
import { noteName, parseItem, readNote } from './trash-note.ts';

const AT_ONCE = 32;

export interface Item {
  /** Its name in the trash. */
  file: string;
  entry: TrashEntry;
}

export function mayRestore(by: Actor | undefined, entry: TrashEntry): boolean {
  return by === undefined || by.owner || entry.by === by.device;
}

/** Latest first. A thing without a note is known by its name, and was in the root as far as known. */
export async function readItems(trash: string, only?: TrashId): Promise<Item[]> {
  const files = (await readdir(trash)).flatMap((file) => {
    const item = parseItem(file);
    return item && (only === undefined || item.id === only) ? [{ file, ...item }] : [];
  });
  const items: Item[] = [];
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const group = files.slice(start, start + AT_ONCE).map(async ({ file, id, name }) => {
      const note = await readNote(`${trash}/${noteName(id)}`, id);
      const entry = note ?? (await guess(`${trash}/${file}`, id, name));
      return entry && { file, entry };
    });
    for (const item of await Promise.all(group)) if (item) items.push(item);
  }
  return items.sort((a, b) => b.entry.removed - a.entry.removed);
}

/** The change of its name tells when it came. */
async function guess(path: string, id: TrashId, name: string): Promise<TrashEntry | undefined> {
  const stats = await lstat(path, { bigint: true }).catch(() => undefined);
  if (!stats) return undefined;
  const kind = stats.isDirectory() ? 'folder' : 'file';
  const size = stats.isFile() ? Number(stats.size) : 0;
  const removed = modifiedOf({ mtimeNs: stats.ctimeNs });
  return { id, name, path: name, kind, size, removed, by: null, byName: '' };
}
