/**
 * An image of a disc as a `FileSystem` that can only be read. The image is opened for each call and
 * no longer: it keeps no drive from being taken out, and a new image at its place is seen at once.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { HallwayError } from '../../base/errors.ts';
import { parseSharePath } from '../../base/safe-path.ts';
import type { ArchiveOrder } from '../../model/archive.ts';
import type { Entry, EntryPage } from '../../model/entry.ts';
import { type Archive, makeArchive } from '../archive/archive.ts';
import { entriesByPages } from '../entry-stream.ts';
import { fileError, notFile, shareGone } from '../file-error.ts';
import { FileStream } from '../file-stream.ts';
import {
  type EntriesOptions,
  type EntryGroup,
  pageLimit,
  type FileRead,
  type FileStat,
  type FileSystem,
  type ListOptions,
  type ReadOptions,
} from '../file-system.ts';
import { indexBehind } from '../folder-names.ts';
import { ReadOnlyFiles } from '../read-only-files.ts';
import { cutRange, endWith } from '../read-part.ts';
import { BytesStream } from './bytes-stream.ts';
import { ExtentStream } from './extent-stream.ts';
import { HandleBytes, ImagePages, type ImageBytes } from './image-bytes.ts';
import { ImageTree } from './image-tree.ts';
import { damaged, sliceExtents, type ImageNode } from './image-volume.ts';
import { openVolume } from './open-volume.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

interface Opened {
  /** Identity, size and time of the image. */
  version: string;
  pages: ImagePages;
  tree: Promise<ImageTree>;
}

interface Use {
  handle: FileHandle;
  bytes: ImageBytes;
  tree: ImageTree;
  version: { tag: string; size: bigint; mtimeNs: bigint };
}

export class ImageFileSystem extends ReadOnlyFiles implements FileSystem {
  readonly #path: string;
  #opened: Opened | undefined;

  /** `path` is the real one of the image. */
  constructor(path: string) {
    super();
    this.#path = path;
  }

  /** What the disc is called, which may be nothing. Throws `image.unreadable` or `share.gone`. */
  async label(): Promise<string> {
    return this.#use(async ({ tree }) => tree.volume.label);
  }

  async list(path: string, options: ListOptions = {}): Promise<EntryPage> {
    const segments = parse(path);
    return this.#use(async ({ tree, bytes }) => {
      const folder = await tree.locate(bytes, segments);
      const names = await tree.names(bytes, folder);
      const limit = pageLimit(options.limit);
      const entries: Entry[] = [];
      let index = indexBehind(names, options.after);
      for (; entries.length < limit && index < names.length; index++) {
        const name = names[index];
        const node = name && (await tree.entry(bytes, folder, name).catch(unreadable));
        if (node) entries.push(entryOf(name.name, node));
      }
      const next = index < names.length ? (names[index - 1]?.name ?? null) : null;
      return { entries, next };
    });
  }

  entries(path: string, options: EntriesOptions = {}): AsyncIterable<EntryGroup> {
    return entriesByPages(this, path, options);
  }

  async stat(path: string): Promise<FileStat> {
    const segments = parse(path);
    return this.#use(async ({ tree, bytes, version }) => {
      const node = await tree.locate(bytes, segments);
      return { ...entryOf(segments.at(-1) ?? '', node), etag: etagOf(version.tag, node) };
    });
  }

  async read(path: string, { range, signal }: ReadOptions = {}): Promise<FileRead> {
    const segments = parse(path);
    let taken = false;
    return this.#use(
      async ({ tree, bytes, handle, version }) => {
        const node = await tree.locate(bytes, segments);
        if (node.folder) throw notFile();
        const part = cutRange(range, node.size);
        const start = part?.start ?? 0;
        const length = part ? part.end - part.start + 1 : node.size;
        const stream = streamOf(node, start, length, { handle, version, size: bytes.size });
        taken = !(stream instanceof BytesStream);
        if (signal) endWith(stream, signal);
        const { size, modified } = node;
        return { size, modified, etag: etagOf(version.tag, node), range: part, stream };
      },
      () => taken,
    );
  }

  archive(
    order: ArchiveOrder,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<Archive> {
    return makeArchive(this, order, options);
  }

  protected override refusal(): HallwayError {
    return readOnly();
  }

  /** Opens the image, and closes it unless the work took the handle over. */
  async #use<T>(work: (use: Use) => Promise<T>, taken: () => boolean = () => false): Promise<T> {
    const handle = await open(this.#path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch((error) => {
      throw shareGone(error);
    });
    let done = false;
    try {
      const stats = await handle.stat({ bigint: true });
      if (!stats.isFile()) throw shareGone();
      const size = Number(stats.size);
      const tag = [stats.dev, stats.ino, stats.size, stats.mtimeNs]
        .map((value) => value.toString(36))
        .join('-');
      const { pages, tree } = this.#of(tag, handle, size);
      const bytes = new HandleBytes(handle, size, pages);
      const { mtimeNs } = stats;
      const version = { tag, size: stats.size, mtimeNs };
      const result = await work({ handle, bytes, tree: await tree, version });
      done = taken();
      return result;
    } catch (error) {
      throw fileError(error);
    } finally {
      if (!done) await handle.close();
    }
  }

  /** What was learned of this version of the image. */
  #of(version: string, handle: FileHandle, size: number): Opened {
    if (this.#opened?.version === version) return this.#opened;
    const pages = new ImagePages();
    const volume = openVolume(new HandleBytes(handle, size, pages));
    const opened = { version, pages, tree: volume.then((found) => new ImageTree(found)) };
    this.#opened = opened;
    opened.tree.catch(() => {
      if (this.#opened === opened) this.#opened = undefined;
    });
    return opened;
  }
}

interface Source {
  handle: FileHandle;
  version: { size: bigint; mtimeNs: bigint };
  size: number;
}

function streamOf(node: ImageNode, start: number, length: number, source: Source): Readable {
  if (node.small) return new BytesStream(node.small.subarray(start, start + length));
  const extents = sliceExtents(node.extents, start, length);
  for (const { position, length: bytes } of extents)
    if (position !== null && position + bytes > source.size) throw damaged('it ends too early');
  const [only] = extents;
  if (!only) return new BytesStream(Buffer.alloc(0));
  // Nearly every file stands in one piece, which goes the fast way of ordinary files.
  return extents.length === 1 && only.position !== null
    ? new FileStream(source.handle, source.version, { start: only.position, length: only.length })
    : new ExtentStream(source.handle, source.version, extents);
}

function parse(path: string): string[] {
  return parseSharePath(path, { windows: false });
}

function entryOf(name: string, { folder, size, modified }: ImageNode): Entry {
  return { name, kind: folder ? 'folder' : 'file', size: folder ? 0 : size, modified };
}

function etagOf(version: string, { place, size }: ImageNode): string {
  return `"${version}-${place.toString(36)}-${size.toString(36)}"`;
}

/** One damaged entry does not hide its neighbours. */
function unreadable(error: unknown): undefined {
  if (error instanceof HallwayError && error.code === 'image.unreadable') return undefined;
  throw error;
}

function readOnly(): HallwayError {
  return new HallwayError('share.read_only', 'An image can only be read.', {
    fix: 'Copy the file out of it.',
  });
}
