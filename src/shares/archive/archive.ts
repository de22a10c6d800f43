/**
 * An archive of a selection as a stream, never as a whole: what will be in it is decided first, so
 * that its length is known, then it is made while it is read. A thing that changed or is gone by the
 * time its turn comes ends the stream with an error that names it.
 */
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { HallwayError } from '../../base/errors.ts';
import { displayText } from '../../base/text.ts';
import type { ArchiveOrder } from '../../model/archive.ts';
import { fileChanged, fileError } from '../file-error.ts';
import { abortReason } from '../file-writer.ts';
import { isSmall, type ArchiveItem, type ArchiveWriter } from './archive-item.ts';
import { planArchive } from './archive-plan.ts';
import { isVersion, readRun, smallRun, type ArchiveSource } from './small-files.ts';
import { TarWriter } from './tar-writer.ts';
import { ZipWriter } from './zip-writer.ts';

export interface Archive {
  /** Files in it, without folders. */
  files: number;
  /** Bytes of the archive: the stream carries so many, or ends with an error. */
  bytes: number;
  /** Must be read to its end or destroyed. */
  stream: Readable;
}

/** Pieces are handed out together. */
const PIECE_BYTES = 256 * 1024;

/**
 * Nothing is read but what `source` shows to whoever asks. Throws before the first byte what the
 * selection itself is guilty of; the stream ends with `transfer.changed`, or what `read` throws.
 */
export async function makeArchive(
  source: ArchiveSource,
  order: ArchiveOrder,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<Archive> {
  const items = await planArchive(source, order, signal);
  const writer = order.format === 'zip' ? new ZipWriter() : new TarWriter();
  return {
    files: items.reduce((sum, { kind }) => sum + Number(kind === 'file'), 0),
    bytes: writer.sizeOf(items),
    stream: Readable.from(pieces(written(source, items, writer, signal)), {
      objectMode: false,
      highWaterMark: 2 * PIECE_BYTES,
    }),
  };
}

async function* written(
  source: ArchiveSource,
  items: readonly ArchiveItem[],
  writer: ArchiveWriter,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  for (let index = 0; index < items.length; ) {
    if (signal?.aborted) throw abortReason(signal);
    const run = smallRun(items, index);
    const contents = run.length > 0 ? await readRun(source, run, signal) : [];
    for (const [at, item] of run.entries()) {
      const bytes = contents[at];
      if (!Buffer.isBuffer(bytes)) throw ofItem(item, bytes?.error);
      const crc = crc32(bytes);
      yield writer.begin(item, crc);
      yield bytes;
      yield writer.finish(item, crc);
    }
    index += run.length;
    const item = items[index];
    if (run.length > 0 || !item) continue;
    yield* isSmall(item) ? folder(item, writer) : large(source, item, writer, signal);
    index += 1;
  }
  yield* writer.end();
}

function* folder(item: ArchiveItem, writer: ArchiveWriter): Generator<Buffer> {
  yield writer.begin(item, 0);
  yield writer.finish(item, 0);
}

async function* large(
  source: ArchiveSource,
  item: ArchiveItem,
  writer: ArchiveWriter,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  let [crc, length] = [0, 0];
  try {
    const read = await source.read(item.path, { signal });
    try {
      if (!isVersion(item, read)) throw fileChanged();
      yield writer.begin(item, undefined);
      for await (const chunk of read.stream as AsyncIterable<Buffer>) {
        crc = crc32(chunk, crc);
        length += chunk.length;
        yield chunk;
      }
    } finally {
      read.stream.destroy();
    }
    if (length !== item.size) throw fileChanged();
  } catch (error) {
    throw ofItem(item, error);
  }
  yield writer.finish(item, crc);
}

/** Many small ones as few large ones. */
async function* pieces(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let kept: Buffer[] = [];
  let bytes = 0;
  for await (const piece of source) {
    kept.push(piece);
    bytes += piece.length;
    if (bytes < PIECE_BYTES) continue;
    yield kept.length === 1 ? piece : Buffer.concat(kept, bytes);
    [kept, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(kept, bytes);
}

/** Says which thing it was. */
function ofItem({ name }: ArchiveItem, error: unknown): HallwayError {
  const known = fileError(error);
  const called = displayText(name, 300);
  const lost = known.code === 'path.not_found' || known.code === 'path.not_file';
  if (lost || known.code === 'transfer.changed')
    return new HallwayError(
      'transfer.changed',
      `${called} was ${lost ? 'taken away' : 'changed'} while the archive was being made.`,
      { fix: 'Try again.', cause: error },
    );
  if (known.code !== 'disk.denied') return known;
  return new HallwayError(known.code, `The system does not allow ${called} to be read.`, {
    fix: 'Leave it out, or change its permissions on its PC.',
    cause: error,
  });
}
