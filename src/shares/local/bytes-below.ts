/** Bytes of everything in a folder, and below it. */
import { lstat, readdir } from 'node:fs/promises';

const AT_ONCE = 64;

/** Links count as themselves; what vanishes or cannot be read counts nothing. */
export async function bytesBelow(path: string): Promise<number> {
  let bytes = 0;
  const folders = [path];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const files: string[] = [];
    for (const entry of entries)
      (entry.isDirectory() ? folders : files).push(`${folder}/${entry.name}`);
    for (let start = 0; start < files.length; start += AT_ONCE) {
      const group = files
        .slice(start, start + AT_ONCE)
        .map((file) => lstat(file).catch(() => null));
      for (const stats of await Promise.all(group)) if (stats?.isFile()) bytes += stats.size;
    }
  }
  return bytes;
}
