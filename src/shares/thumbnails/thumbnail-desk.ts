/**
 * Small pictures of files: made where the file is, by whatever the agent has for it, kept, and found
 * again as long as the file is the same. Whoever asks needs the right to the file each time.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { asHallwayError } from '../../base/errors.ts';
import type { ThumbnailSize } from '../../model/entry.ts';
import { contentType } from '../content-type.ts';
import type { FileSystem } from '../file-system.ts';
import type { ThumbnailCache } from './thumbnail-cache.ts';

export interface ThumbnailMaker {
  /** MIME types that it makes pictures of. */
  formats: readonly string[];
  /**
   * A JPEG or PNG of at most `edge` pixels a side. Throws `document.unreadable` or
   * `document.too_big` where there is none to be made of these bytes.
   */
  make(
    order: { format: string; edge: number },
    open: () => Promise<Readable>,
    signal: AbortSignal,
  ): Promise<Uint8Array>;
}

export interface ThumbnailWish {
  /** What tells shares apart. */
  place: string;
  path: string;
  size: ThumbnailSize;
}

/** Of a tile on a fine screen, and of a whole window. */
const EDGES: Record<ThumbnailSize, number> = { small: 320, large: 1600 };
/** Larger files have none: reading them would cost more than the picture is worth. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Nobody looks at what is left of a picture that takes longer to read. */
const MAX_MS = 60_000;
const NONE: ReadonlySet<string> = new Set(['document.unreadable', 'document.too_big']);

export class ThumbnailDesk {
  readonly #cache: ThumbnailCache;
  readonly #maker: ThumbnailMaker;
  readonly #making = new Map<string, Promise<Uint8Array>>();

  constructor(cache: ThumbnailCache, maker: ThumbnailMaker) {
    this.#cache = cache;
    this.#maker = maker;
  }

  /** Undefined where there is none. Throws what `files` throws, `request.busy`. */
  async of(
    files: FileSystem,
    { place, path, size }: ThumbnailWish,
  ): Promise<Uint8Array | undefined> {
    const format = contentType(path);
    if (!this.#maker.formats.includes(format)) return undefined;
    const found = await files.stat(path);
    if (found.kind !== 'file' || found.size === 0 || found.size > MAX_BYTES) return undefined;
    const identity = JSON.stringify([place, path, found.etag, size]);
    const key = createHash('sha256').update(identity).digest('hex');
    const kept = await this.#cache.get(key);
    const picture = kept ?? (await this.#made(key, files, path, { format, edge: EDGES[size] }));
    return picture.length === 0 ? undefined : picture;
  }

  /** One for all who want the same. */
  #made(
    key: string,
    files: FileSystem,
    path: string,
    order: { format: string; edge: number },
  ): Promise<Uint8Array> {
    const under = this.#making.get(key);
    if (under) return under;
    const made = this.#make(key, files, path, order).finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }

  async #make(
    key: string,
    files: FileSystem,
    path: string,
    order: { format: string; edge: number },
  ): Promise<Uint8Array> {
    const signal = AbortSignal.timeout(MAX_MS);
    const open = async (): Promise<Readable> => (await files.read(path, { signal })).stream;
    let picture: Uint8Array = new Uint8Array();
    try {
      picture = await this.#maker.make(order, open, signal);
    } catch (error) {
      if (!NONE.has(asHallwayError(error).code)) throw error;
    }
    await this.#cache.put(key, picture);
    return picture;
  }
}
