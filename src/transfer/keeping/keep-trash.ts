/** What a kept copy lost or replaced stays for a month, as far as there is room: a folder for each day. */
import { lstat, readdir, rm, rmdir, statfs } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

const DAYS = 30;
const DAY_MS = 24 * 3_600_000;
const MOST_BYTES = 5e9;
/** Of what would be free without it. */
const MOST_PART = 0.1;
const MOST_FILES = 50_000;

interface Old {
  path: string;
  day: string;
  /** When it came here. */
  since: number;
  size: number;
}

/** Days that are over. */
export async function pruneDays(trash: string, now: number): Promise<void> {
  for (const name of await readdir(trash).catch(() => [])) {
    const day = /^\d{4}-\d\d-\d\d$/.test(name) ? Date.parse(name) : Number.NaN;
    if (day < now - DAYS * DAY_MS) await rm(join(trash, name), { recursive: true });
  }
}

/** The oldest goes first until the rest is within the limits; `most`: bytes, for a test. */
export async function pruneBytes(trash: string, most = MOST_BYTES): Promise<void> {
  const all: Old[] = [];
  const found = await readdir(trash, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of found) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const at = await lstat(path).catch(() => undefined);
    const [day = ''] = relative(trash, path).split(sep);
    if (at) all.push({ path, day, since: at.ctimeMs, size: at.size });
  }
  let bytes = all.reduce((sum, { size }) => sum + size, 0);
  const space = await statfs(trash).catch(() => undefined);
  const free = space ? space.bavail * space.bsize : Number.POSITIVE_INFINITY;
  const room = Math.min(most, (free + bytes) * MOST_PART);
  let files = all.length;
  all.sort((a, b) => a.day.localeCompare(b.day) || a.since - b.since);
  for (const { path, size } of all) {
    if (bytes <= room && files <= MOST_FILES) return;
    await rm(path, { force: true });
    bytes -= size;
    files -= 1;
    await removeEmpty(dirname(path), trash);
  }
}

async function removeEmpty(folder: string, trash: string): Promise<void> {
  for (let at = folder; at.length > trash.length; at = dirname(at))
    try {
      await rmdir(at);
    } catch {
      return;
    }
}
