/** The owner's side of many small files: reads those of one folder at once where that is fast. */
import type { Readable } from 'node:stream';
import { lastSegment, parentPath } from '../../base/safe-path.ts';
import { SMALL_FILE } from '../../api/peer-sendings.ts';
import type { SmallFileBytes } from './file-records.ts';
import { RecordPacker } from './record-packer.ts';

export interface SmallFileSource {
  read(path: string): Promise<{ size: number; modified: number; stream: Readable }>;
  /** Ends with the first that is undefined: `read` is asked for it. Empty: for all of them. */
  readSmall?(
    folder: string,
    names: readonly string[],
    most: number,
    into: RecordPacker,
  ): Promise<(SmallFileBytes | undefined)[]>;
}

/** Files that are read at once: at first, and where they are so small that more cost no memory. */
const AT_ONCE = 32;
const MOST_AT_ONCE = 256;
const MOST_BYTES_AT_ONCE = 4 << 20;

/**
 * The stream of `readSmallFiles`; a file that cannot be read is told as such. What is yielded is used
 * again when the next but one is asked for. `onRead`: its bytes go out.
 */
export async function* smallFileRecords(
  files: SmallFileSource,
  paths: readonly string[],
  onRead: (path: string) => void = () => {},
): AsyncGenerator<Buffer> {
  let before: Buffer | undefined;
  for await (const pack of packs(files, paths, onRead)) {
    yield pack;
    if (before) RecordPacker.free(before);
    before = pack;
  }
}

async function* packs(
  files: SmallFileSource,
  paths: readonly string[],
  onRead: (path: string) => void,
): AsyncGenerator<Buffer> {
  const packer = new RecordPacker();
  let most = AT_ONCE;
  for (let at = 0; at < paths.length; ) {
    const folder = parentPath(paths[at] ?? '');
    let end = at + 1;
    while (end < paths.length && end - at < most && parentPath(paths[end] ?? '') === folder) end++;
    const group = paths.slice(at, end);
    const { packed, bytes, isSlow } = await packTogether(packer, files, folder, group);
    for (const path of group.slice(0, packed)) onRead(path);
    const apart = group.slice(packed, isSlow ? group.length : packed + 1);
    at += packed + apart.length;
    yield* packer.full();
    for (const path of apart) {
      await addOne(packer, files, path, onRead);
      yield* packer.full();
    }
    const fits = Math.floor((MOST_BYTES_AT_ONCE * packed) / (bytes + 1));
    most = Math.max(AT_ONCE, Math.min(MOST_AT_ONCE, fits));
  }
  yield* packer.rest();
}

/** How many of the first were packed, in bytes too; `isSlow`: none can be had at once. */
async function packTogether(
  packer: RecordPacker,
  files: SmallFileSource,
  folder: string,
  paths: readonly string[],
): Promise<{ packed: number; bytes: number; isSlow: boolean }> {
  const before = packer.packed;
  const names = paths.map((path) => lastSegment(path));
  const found = await files.readSmall?.(folder, names, SMALL_FILE, packer).catch(() => undefined);
  packer.settle(found?.at(-1) !== undefined);
  const bytes = found?.reduce((sum, file) => sum + (file?.bytes.length ?? 0), 0) ?? 0;
  const packed = packer.packed - before;
  return { packed, bytes, isSlow: packed === 0 && !found?.length };
}

async function addOne(
  packer: RecordPacker,
  files: SmallFileSource,
  path: string,
  onRead: (path: string) => void,
): Promise<void> {
  try {
    const file = await readWhole(files, path);
    if (file) onRead(path);
    packer.add(file);
  } catch (error) {
    packer.addFailure(error);
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
