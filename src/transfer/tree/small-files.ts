/** The owner's side of many small files: a thread reads those of one folder at once where that is fast. */
import type { Readable } from 'node:stream';
import { lastSegment, parentPath } from '../../base/safe-path.ts';
import { SMALL_FILE } from '../../api/peer-sendings.ts';
import type { SmallFileBytes } from './file-records.ts';
import { RecordPacker } from './record-packer.ts';

export interface SmallFileSource {
  read(path: string): Promise<{ size: number; modified: number; stream: Readable }>;
  /** The folder of these names, for a thread; undefined where `read` is to be asked for each. */
  hold?(folder: string, names: readonly string[]): Promise<HeldFolder | undefined>;
}

export interface HeldFolder {
  path: string;
  hidden: readonly { dev: bigint; ino: bigint }[];
  close(): Promise<void>;
}

export interface PackOrder {
  /** As it is held. */
  folder: string;
  hidden: HeldFolder['hidden'];
  names: readonly string[];
}

export interface PackedFiles {
  packs: Uint8Array<ArrayBuffer>[];
  /** How many of the first of the names are in them: fewer where that is enough for now. */
  files: number;
  /** The name behind those could be packed too. */
  whole: boolean;
}

export interface SmallFilePacker {
  /** Rejects where nothing was packed. */
  pack(order: PackOrder): Promise<PackedFiles>;
  /** Nothing uses a pack any more. */
  free(pack: Uint8Array<ArrayBuffer>): void;
}

/** For fewer a thread is not worth it. */
const WORTH_THREAD = 8;
/** Files that are asked for at once: the right is asked for anew after them. */
const MOST_AT_ONCE = 256;

/**
 * The stream of `readSmallFiles`; a file that cannot be read is told as such. What is yielded is used
 * again when the next but one is asked for. `onRead`: its bytes go out.
 */
export async function* smallFileRecords(
  files: SmallFileSource,
  packer: SmallFilePacker,
  paths: readonly string[],
  onRead: (path: string) => void = () => {},
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let before: Uint8Array<ArrayBuffer> | undefined;
  for await (const pack of packs(files, packer, paths, onRead)) {
    yield pack;
    if (before) packer.free(before);
    before = pack;
  }
}

async function* packs(
  files: SmallFileSource,
  packer: SmallFilePacker,
  paths: readonly string[],
  onRead: (path: string) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const one = new RecordPacker();
  for (let at = 0; at < paths.length; ) {
    const group = groupAt(paths, at);
    const packed = await packTogether(files, packer, group);
    at += packed?.files ?? 0;
    for (const path of group.slice(0, packed?.files ?? 0)) onRead(path);
    if (packed && packed.packs.length > 0) {
      yield* one.rest();
      yield* packed.packs;
    }
    // The next cannot be had so, or none can.
    const apart = packed ? Number(!packed.whole) : group.length;
    for (const path of paths.slice(at, at + apart)) {
      await addOne(one, files, path, onRead);
      yield* one.full();
    }
    at += apart;
  }
  yield* one.rest();
}

/** Those of one folder, from `at` on. */
function groupAt(paths: readonly string[], at: number): string[] {
  const folder = parentPath(paths[at] ?? '');
  let end = at + 1;
  while (end < paths.length && end - at < MOST_AT_ONCE && parentPath(paths[end] ?? '') === folder)
    end++;
  return paths.slice(at, end);
}

/** Undefined where they have to be read one by one. */
async function packTogether(
  files: SmallFileSource,
  packer: SmallFilePacker,
  paths: readonly string[],
): Promise<PackedFiles | undefined> {
  if (paths.length < WORTH_THREAD) return undefined;
  const names = paths.map((path) => lastSegment(path));
  const held = await files.hold?.(parentPath(paths[0] ?? ''), names).catch(() => undefined);
  if (!held) return undefined;
  try {
    return await packer.pack({ folder: held.path, hidden: held.hidden, names });
  } catch {
    return undefined;
  } finally {
    await held.close();
  }
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
