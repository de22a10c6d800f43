/** Reads a document in large pieces, each in memory of its own (`own-memory.ts`). */
import { open, type FileHandle } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import type { ByteRange } from '../base/byte-range.ts';
import { own, release } from '../net/own-memory.ts';
import { settle } from './spool-writer.ts';

/** Few pieces cost less than many. */
const PIECE_BYTES = 256 * 1024;

/**
 * Writes to a connection one piece at a time, and gives the memory of each back once it is sent. Is
 * destroyed when the connection closes first, which may not answer for what was written to it.
 */
export function sendingTo(connection: Writable): Writable {
  const sending = new Writable({
    write: (chunk: Buffer, _encoding, done) =>
      connection.write(chunk, (error) => {
        release(chunk);
        done(error);
      }),
    final: (done) =>
      void connection.end((error?: Error | null) => {
        connection.off('close', gone);
        done(error);
      }),
  });
  const gone = (): void => void sending.destroy();
  connection.once('close', gone);
  if (connection.destroyed) gone();
  // The connection tells of it.
  return sending.on('error', () => {});
}

export class DocumentStream extends Readable {
  readonly #file: string;
  readonly #end: number;
  #position: number;
  #handle: FileHandle | undefined;
  #reading: Promise<void> | undefined;

  /** The whole file, unless a range is given. */
  constructor(file: string, range?: ByteRange) {
    super({ highWaterMark: PIECE_BYTES });
    this.#file = file;
    this.#position = range?.start ?? 0;
    this.#end = range ? range.end + 1 : Number.POSITIVE_INFINITY;
  }

  override _construct(done: (error?: Error | null) => void): void {
    void settle(this.#open(), done);
  }

  async #open(): Promise<void> {
    this.#handle = await open(this.#file, 'r');
  }

  override _read(): void {
    if (this.#position >= this.#end && this.#position > 0) return;
    this.#reading = this.#next().catch((error: unknown) => void this.destroy(error as Error));
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    void settle(this.#close(error), done);
  }

  async #next(): Promise<void> {
    const length = Math.min(PIECE_BYTES, this.#end - this.#position);
    const piece = Buffer.allocUnsafeSlow(length);
    const read = await this.#handle?.read(piece, 0, length, this.#position);
    const bytes = read?.bytesRead ?? 0;
    this.#position += bytes;
    if (bytes > 0) this.push(own(piece).subarray(0, bytes));
    // Where the end is known nobody asks the file for it.
    if (bytes === 0 || this.#position >= this.#end) this.push(null);
  }

  /** A handle is not closed under a read. */
  async #close(reason: Error | null): Promise<void> {
    await this.#reading;
    await this.#handle?.close().catch((error: unknown) => {
      throw reason ?? error;
    });
    if (reason) throw reason;
  }
}
