/** Small files of an archive, several at a time: one after the other their round trips would count. */
import { lastSegment, parentPath } from '../../base/safe-path.ts';
import { fileChanged } from '../file-error.ts';
import type { FileSystem } from '../file-system.ts';
import { isSmall, type ArchiveItem } from './archive-item.ts';

const MOST_FILES = 64;
const MOST_BYTES = 4 * 1024 * 1024;
/** Files that are read at the same time where they cannot be had at once. */
const AT_ONCE = 8;

export type ArchiveSource = Pick<FileSystem, 'list' | 'stat' | 'read' | 'readSmall'>;

/** The small files of one folder that come from `start` on; empty where another thing comes. */
export function smallRun(items: readonly ArchiveItem[], start: number): ArchiveItem[] {
  const run: ArchiveItem[] = [];
  let bytes = 0;
  for (let index = start; index < items.length && run.length < MOST_FILES; index++) {
    const item = items[index];
    if (!item || item.kind !== 'file' || !isSmall(item)) break;
    if (parentPath(item.path) !== parentPath(run[0]?.path ?? item.path)) break;
    bytes += item.size;
    if (bytes > MOST_BYTES && run.length > 0) break;
    run.push(item);
  }
  return run;
}

/** Their contents in order, or why one cannot be had. */
export async function readRun(
  source: ArchiveSource,
  run: readonly ArchiveItem[],
  signal: AbortSignal | undefined,
): Promise<(Buffer | { error: unknown })[]> {
  const names = run.map(({ path }) => lastSegment(path));
  const most = Math.max(...run.map(({ size }) => size));
  const atOnce = await source.readSmall?.(parentPath(run[0]?.path ?? ''), names, most);
  const contents = run.map((item, index): Buffer | { error: unknown } | undefined => {
    const found = atOnce?.[index];
    if (!found) return undefined;
    return isVersion(item, { ...found, size: found.bytes.length })
      ? found.bytes
      : { error: fileChanged() };
  });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < run.length; index = next++) {
      const item = run[index];
      if (!item) return;
      contents[index] ??= await readWhole(source, item, signal).catch((error: unknown) => ({
        error,
      }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return contents.map((content) => content ?? { error: fileChanged() });
}

async function readWhole(
  source: ArchiveSource,
  item: ArchiveItem,
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  const read = await source.read(item.path, { signal });
  if (!isVersion(item, read)) {
    read.stream.destroy();
    throw fileChanged();
  }
  const chunks: Buffer[] = [];
  for await (const chunk of read.stream as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (bytes.length !== item.size) throw fileChanged();
  return bytes;
}

/** The one that was planned. The head of a peer's answer tells times by the second. */
export function isVersion(
  planned: Pick<ArchiveItem, 'size' | 'modified'>,
  found: { size: number; modified: number },
): boolean {
  return (
    planned.size === found.size &&
    Math.floor(planned.modified / 1000) === Math.floor(found.modified / 1000)
  );
}
