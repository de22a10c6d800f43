/**
 * Reads a file of a share and hashes its pieces, on Node's own threads. Whoever asks hears the
 * hashes as they come; all who ask for one version of a file share one reading.
 */
import type { Readable } from 'node:stream';
import { HallwayError } from '../base/errors.ts';
import {
  HASH_BYTES,
  hashPiece,
  layoutOf,
  pieceCount,
  pieceLength,
  rootOf,
  type Layout,
  type Manifest,
} from './manifest.ts';

/** The files of one share, as far as pieces need them. */
export interface PieceFiles {
  stat(path: string): Promise<{ kind: string; size: number; modified: number; etag: string }>;
  read(
    path: string,
    options?: {
      range?: { start: number; end: number } | undefined;
      signal?: AbortSignal | undefined;
    },
  ): Promise<{ size: number; etag: string; stream: Readable }>;
}

/** Hashes under way while the next pieces are read. */
const AT_ONCE = 3;

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

  /** Throws `request.too_large`. */
  constructor(files: PieceFiles, path: string, size: number, etag: string) {
    this.layout = layoutOf(size);
    this.etag = etag;
    this.hashes = new Uint8Array(pieceCount(this.layout) * HASH_BYTES);
    this.done = this.#run(files, path);
    this.done.catch((error: unknown) => {
      this.#failed = error;
      this.#wake();
    });
  }

  /** The hashes from the first on, some at a time. The last follower who leaves ends the reading. */
  async *follow(): AsyncGenerator<Uint8Array> {
    this.#followers += 1;
    try {
      const count = pieceCount(this.layout);
      for (let told = 0; told < count; ) {
        while (this.known === told) {
          if (this.#failed !== undefined) throw this.#failed;
          await new Promise<void>((resolve) => this.#waiting.add(resolve));
        }
        const until = this.known;
        yield this.hashes.subarray(told * HASH_BYTES, until * HASH_BYTES);
        told = until;
      }
    } finally {
      if (--this.#followers === 0) this.#stop.abort();
    }
  }

  async #run(files: PieceFiles, path: string): Promise<Manifest> {
    const { layout, hashes } = this;
    // `follow` is called before anything is read.
    await Promise.resolve();
    if (layout.size > 0) {
      const { signal } = this.#stop;
      const { stream, size, etag } = await files.read(path, { signal });
      try {
        if (size !== layout.size || etag !== this.etag) throw changed();
        await this.#hash(stream);
      } finally {
        stream.destroy();
      }
    }
    if (this.known * HASH_BYTES !== hashes.length) throw changed();
    return { ...layout, hashes, root: rootOf(layout, hashes) };
  }

  async #hash(stream: Readable): Promise<void> {
    const under: Promise<void>[] = [];
    let index = 0;
    for await (const piece of pieces(stream, this.layout)) {
      const at = index++;
      under.push(
        hashPiece(piece).then((hash) => {
          this.hashes.set(hash, at * HASH_BYTES);
        }),
      );
      if (under.length < AT_ONCE) continue;
      await under.shift();
      this.#tell(index - under.length);
    }
    for (const [left, hash] of under.entries()) {
      await hash;
      this.#tell(index - under.length + left + 1);
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

/** A stream cut into pieces; a piece that comes in one go is not copied. */
async function* pieces(stream: Readable, layout: Layout): AsyncGenerator<Uint8Array> {
  let index = 0;
  let piece: Buffer | undefined;
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>)
    for (let from = 0; from < chunk.length; ) {
      const length = pieceLength(layout, index);
      if (length <= 0) throw changed();
      const part = chunk.subarray(from, from + length - filled);
      from += part.length;
      if (part.length === length) {
        index += 1;
        yield part;
        continue;
      }
      piece ??= Buffer.allocUnsafeSlow(length);
      piece.set(part, filled);
      filled += part.length;
      if (filled < length) continue;
      const whole = piece;
      piece = undefined;
      filled = 0;
      index += 1;
      yield whole;
    }
}

function changed(): HallwayError {
  return new HallwayError('transfer.changed', 'The file was changed while it was read.', {
    fix: 'Get it again.',
  });
}
