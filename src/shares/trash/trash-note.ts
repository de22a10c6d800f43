/**
 * What is known of a thing in the trash: a small file beside it, which is on the disk before the
 * thing is moved. A program of this PC may have written into it: it is read as a stranger's.
 */
import { readFile } from 'node:fs/promises';
import { displayText } from '../../base/text.ts';
import { parseSharePath } from '../../base/safe-path.ts';
import { cutUtf8 } from '../../base/utf8.ts';
import { TrashEntry, type TrashId } from '../../model/trash.ts';
import { shapeError } from '../../net/shape.ts';

const MOST_BYTES = 65_536;
const ITEM = /^([a-z2-7]{16}) (.+)$/su;
const NOTE = /^([a-z2-7]{16})\.json$/u;

/** What a thing is called while it is in the trash. */
export function itemName(id: TrashId, name: string): string {
  return `${id} ${cutUtf8(name, 200)}`;
}

export function noteName(id: TrashId): string {
  return `${id}.json`;
}

/** The id of a thing in the trash, and its name, cut if it was long. */
export function parseItem(name: string): { id: TrashId; name: string } | undefined {
  const [, id, called] = ITEM.exec(name) ?? [];
  return id !== undefined && called !== undefined ? { id, name: called } : undefined;
}

export function parseNoteName(name: string): TrashId | undefined {
  return NOTE.exec(name)?.[1];
}

export function noteText(entry: TrashEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** Undefined for a note that is missing or makes no sense: of the thing less is known then. */
export async function readNote(path: string, id: TrashId): Promise<TrashEntry | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > MOST_BYTES) return undefined;
    const value: unknown = JSON.parse(text);
    if (shapeError(TrashEntry, value) !== undefined) return undefined;
    const entry = value as TrashEntry;
    const segments = parseSharePath(entry.path, { windows: false });
    if (entry.id !== id || segments.at(-1) !== entry.name) return undefined;
    return { ...entry, byName: displayText(entry.byName, 63) };
  } catch {
    return undefined;
  }
}
