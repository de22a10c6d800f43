/** The owner's side of many small files: reads those of one folder at once where that is fast. */
import type { Readable } from 'node:stream';
import { lastSegment, parentPath } from '../../base/safe-path.ts';
import { SMALL_FILE } from '../../api/peer-sendings.ts';
import { recordOf, recordOfFailure, type SmallFileBytes } from './file-records.ts';

export interface SmallFileSource {
  read(path: string): Promise<{ size: number; modified: number; stream: Readable }>;
  readSmall?(
    folder: string,
    names: readonly string[],
    most: number,
  ): Promise<(SmallFileBytes | undefined)[]>;
}

/** Files that are read at once. */
const AT_ONCE = 32;

/** The stream of `readSmallFiles`; a file that cannot be read is told as such. */
export async function* smallFileRecords(
  files: SmallFileSource,
  paths: readonly string[],
): AsyncGenerator<Buffer> {
  for (let at = 0; at < paths.length; ) {
    const folder = parentPath(paths[at] ?? '');
    let end = at + 1;
    while (end < paths.length && end - at < AT_ONCE && parentPath(paths[end] ?? '') === folder)
      end++;
    const group = paths.slice(at, end);
    at = end;
    const names = group.map((path) => lastSegment(path));
    const found = (await files.readSmall?.(folder, names, SMALL_FILE).catch(() => [])) ?? [];
    for (const [index, path] of group.entries()) yield* await oneRecord(files, path, found[index]);
  }
}

async function oneRecord(
  files: SmallFileSource,
  path: string,
  found: SmallFileBytes | undefined,
): Promise<Buffer[]> {
  try {
    return recordOf(found ?? (await readWhole(files, path)));
  } catch (error) {
    return recordOfFailure(error);
  }
}

async function readWhole(
  files: SmallFileSource,
  path: string,
): Promise<SmallFileBytes | undefined> {
  const { size, modified, stream } = await files.read(path);
  if (size > SMALL_FILE) {
    stream.on('error', () => {});
    stream.destroy();
    return undefined;
  }
  const parts: Buffer[] = [];
  // The buffers of the stream are used again.
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(Buffer.from(part));
  return { bytes: Buffer.concat(parts), modified };
}
