/**
 * Has the pieces of a file of a share hashed: in a thread, or here where its file system reads in a way
 * of its own. Whoever asks hears the hashes as they come; all who ask for one version of a file share
 * one reading.
 */
import type { ByteRange } from '../base/byte-range.ts';
import { HallwayError } from '../base/errors.ts';
import {
  HASH_BYTES,
  hashPiece,
  layoutOf,
  pieceCount,
  pieceLength,
  pieceRange,
  rootOf,
  type Layout,
  type Manifest,
} from './manifest.ts';
import { givePieceBuffer, takePieceBuffer } from './piece-buffers.ts';

/** Pieces of a file from `from` on, to be hashed elsewhere than here. */
export interface HashOrder {
  etag: string;
  layout: Layout;
  from: number;
  /** Nobody waits for it. */
  idle: boolean;
  signal: AbortSignal;
}

/** The files of one share, as far as pieces need them. */
export interface PieceFiles {
  stat(path: string): Promise<{ kind: string; size: number; modified: number; etag: string }>;
  /** Reads a range into a buffer; fewer bytes than asked for if the file is shorter. */
  fill(
    path: string,
    range: ByteRange,
    into: Buffer,
    signal?: AbortSignal,
  ): Promise<{ etag: string; length: number }>;
  /**
   * Hashes the rest of a file in a thread and tells each hash in its turn; false where that cannot be
   * done with this file. Throws `transfer.changed`.
   */
  hash?(path: string, order: HashOrder, tell: (hashes: Uint8Array) => void): Promise<boolean>;
}

/** Smaller files are hashed before a thread has begun. */
const IN_THREAD = 8 << 20;

export class ManifestJob {
  readonly layout: Layout;
  readonly etag: string;
  readonly hashes: Uint8Array;
  /** Pieces whose hashes are known, from the first on. */
  known = 0;
  readonly done: Promise<Manifest>;
  readonly #stop = new AbortController();
  readonly #waiting = new Set<() => void>();
  #followers = 0;
  #failed: unknown;
  #idle: boolean;
  /** Ends what is done while nobody waits, so that it is done for who does. */
  #leg = new AbortController();

  /** `idle`: nobody waits for it until somebody follows it. Throws `request.too_large`. */
  constructor(files: PieceFiles, path: string, size: number, etag: string, idle = false) {
    this.#idle = idle;
    this.layout = layoutOf(size);
    this.etag = etag;
    this.hashes = new Uint8Array(pieceCount(this.layout) * HASH_BYTES);
    this.done = this.#run(files, path);
    this.done.catch((error: unknown) => {
      this.#failed = error;
      this.#wake();
    });
  }

  /**
   * The hashes from the first on, some at a time. The last follower who leaves ends the reading; with
   * `signal` also one who waits for the next hash. Throws its reason.
   */
  async *follow(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    this.#followers += 1;
    if (this.#idle) {
      this.#idle = false;
      this.#leg.abort();
    }
    const wake = (): void => this.#wake();
    signal?.addEventListener('abort', wake, { once: true });
    try {
      const count = pieceCount(this.layout);
      for (let told = 0; told < count; ) {
        while (this.known === told) {
          if (this.#failed !== undefined) throw this.#failed;
          signal?.throwIfAborted();
          await new Promise<void>((resolve) => this.#waiting.add(resolve));
        }
        const until = this.known;
        yield this.hashes.subarray(told * HASH_BYTES, until * HASH_BYTES);
        told = until;
      }
    } finally {
      signal?.removeEventListener('abort', wake);
      // With the last hash it is done but for a look whether the file is still the same.
      if (--this.#followers === 0 && this.known < pieceCount(this.layout)) this.#stop.abort();
    }
  }

  /** Whoever asked for it is gone; ends it if nobody follows it and somebody should. */
  left(): void {
    if (this.#followers === 0 && !this.#idle) this.#stop.abort();
  }

  /** Ends it, whoever follows. */
  stop(): void {
    this.#stop.abort();
  }

  async #run(files: PieceFiles, path: string): Promise<Manifest> {
    const { layout, hashes } = this;
    // `follow` is called before anything is read.
    await Promise.resolve();
    const count = pieceCount(layout);
    if (files.hash && layout.size >= IN_THREAD) while (await this.#leave(files, path));
    if (this.known < count) await this.#read(files, path, count);
    return { ...layout, hashes, root: rootOf(layout, hashes) };
  }

  /** To a thread. True: somebody follows it now, it is to be done anew; what is not known after false is read here. */
  async #leave(files: PieceFiles, path: string): Promise<boolean> {
    const { layout, etag } = this;
    this.#stop.signal.throwIfAborted();
    this.#leg = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, this.#leg.signal]);
    const order = { etag, layout, from: this.known, idle: this.#idle, signal };
    try {
      await files.hash?.(path, order, (found) => {
        this.hashes.set(found, this.known * HASH_BYTES);
        this.#tell(this.known + found.length / HASH_BYTES);
      });
      return false;
    } catch (error) {
      if (this.#stop.signal.aborted || !this.#leg.signal.aborted) throw error;
      return true;
    }
  }

  async #read(files: PieceFiles, path: string, count: number): Promise<void> {
    const { layout, hashes } = this;
    const { signal } = this.#stop;
    const read = async (index: number): Promise<Buffer> => {
      const buffer = takePieceBuffer(layout.pieceSize);
      const length = pieceLength(layout, index);
      const found = await files.fill(path, pieceRange(layout, index), buffer, signal);
      if (found.etag !== this.etag || found.length !== length) throw changed();
      return buffer.subarray(0, length);
    };
    let next: Promise<Buffer> | undefined = read(this.known);
    for (let index = this.known; index < count; index++) {
      const piece = await next;
      // The next is read while this one is hashed.
      next = index + 1 < count ? read(index + 1) : undefined;
      next?.catch(() => {});
      if (!piece) break;
      hashes.set(await hashPiece(piece), index * HASH_BYTES);
      givePieceBuffer(piece);
      this.#tell(index + 1);
    }
  }

  #tell(known: number): void {
    this.known = known;
    this.#wake();
  }

  #wake(): void {
    for (const wake of Array.from(this.#waiting)) wake();
    this.#waiting.clear();
  }
}

/** A file is another than when its reading began. */
export function changed(): HallwayError {
  return new HallwayError('transfer.changed', 'The file was changed while it was read.', {
    fix: 'Get it again.',
  });
}
