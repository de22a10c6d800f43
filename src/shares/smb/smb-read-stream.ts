/**
 * Reads a part of a file on a server: several reads are under way at once, and their bytes come in
 * order. After a break it goes on where it was, as long as the file is the same. It holds its last
 * bytes back until the file is known to be unchanged, so that a reader with a length notices.
 */
import { Readable } from 'node:stream';
import { type Clock, sleep } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import { fileChanged } from '../file-error.ts';
import { serverLost, smbError } from './smb-error.ts';
import { closeFile, leaveFile, type OpenFile, readAt } from './tree-calls.ts';

export interface SmbReadOptions {
  file: OpenFile;
  start: number;
  length: number;
  /** Opens the file again after a break; throws `transfer.changed` if it is another one. */
  reopen: () => Promise<OpenFile>;
  /** How long a broken connection is tried to be had back. */
  patienceMs: number;
  clock: Clock;
  /** Nothing is read any more. */
  done: () => void;
}

/** More gain nothing, even at a gigabyte a second. */
const AT_ONCE = 6;
const PAUSE_MS = 250;

interface Piece {
  at: number;
  length: number;
  bytes: Promise<Buffer>;
}

export class SmbReadStream extends Readable {
  readonly #options: SmbReadOptions;
  #file: OpenFile;
  /** Where the next piece to be asked for begins, and where the file's part ends. */
  #next: number;
  readonly #end: number;
  #pieces: Piece[] = [];
  #closed = false;
  readonly #stop = new AbortController();

  constructor(options: SmbReadOptions) {
    super({ highWaterMark: 1 << 20 });
    this.#options = options;
    this.#file = options.file;
    this.#next = options.start;
    this.#end = options.start + options.length;
  }

  override _read(): void {
    this.#piece().then(
      (bytes) => this.push(bytes),
      (error: unknown) => this.destroy(smbError(error)),
    );
  }

  override _destroy(reason: Error | null, done: (error: Error | null) => void): void {
    this.#stop.abort();
    this.#pieces = [];
    this.#options.done();
    if (!this.#closed) void leaveFile(this.#file);
    done(reason);
  }

  /** The next bytes; null behind the last. */
  async #piece(): Promise<Buffer | null> {
    for (;;) {
      this.#ask();
      const piece = this.#pieces.shift();
      if (!piece) {
        if (!this.#closed) await this.#close();
        return null;
      }
      try {
        const bytes = await piece.bytes;
        if (piece.at + piece.length >= this.#end) await this.#close();
        return bytes;
      } catch (error) {
        if (!this.#isBroken(error)) throw error;
        await this.#return(piece.at, error);
      }
    }
  }

  #ask(): void {
    const { session } = this.#file;
    while (this.#pieces.length < AT_ONCE && this.#next < this.#end) {
      const most = session.connection.credits.payload(session.negotiated.maxRead);
      const at = this.#next;
      const length = Math.min(most, this.#end - at);
      const bytes = this.#readFully(this.#file, at, length);
      bytes.catch(() => {});
      this.#pieces.push({ at, length, bytes });
      this.#next += length;
    }
  }

  /** A server may answer with less than was asked for. */
  async #readFully(file: OpenFile, at: number, length: number): Promise<Buffer> {
    const first = await readAt(file, at, length, this.#stop.signal);
    if (first.length === length) return first;
    const parts = [first];
    for (let got = first.length; got < length; ) {
      const more = await readAt(file, at + got, length - got, this.#stop.signal);
      if (more.length === 0) throw fileChanged();
      parts.push(more);
      got += more.length;
    }
    return Buffer.concat(parts);
  }

  async #close(): Promise<void> {
    const { size, written } = this.#file.facts;
    let now: Awaited<ReturnType<typeof closeFile>>;
    try {
      now = await closeFile(this.#file);
    } catch (error) {
      if (!this.#isBroken(error)) throw error;
      // Everything was read; only whether it changed is not known.
      this.#file = await this.#again(error);
      now = await closeFile(this.#file);
    }
    this.#closed = true;
    if (now && (now.size !== size || now.written !== written)) throw fileChanged();
  }

  #isBroken(error: unknown): boolean {
    return (
      !this.destroyed && error !== undefined && this.#file.session.connection.lost !== undefined
    );
  }

  async #return(at: number, error: unknown): Promise<void> {
    this.#pieces = [];
    this.#next = at;
    this.#file = await this.#again(error);
  }

  async #again(error: unknown): Promise<OpenFile> {
    const { clock, patienceMs, reopen } = this.#options;
    const until = clock.monotonic() + patienceMs;
    for (;;) {
      if (this.destroyed || clock.monotonic() >= until) throw serverLost(error);
      try {
        const file = await reopen();
        if (!this.destroyed) return file;
        void leaveFile(file);
      } catch (failure) {
        if (!isPassing(failure)) throw failure;
      }
      await sleep(clock, PAUSE_MS);
    }
  }
}

/** The server may be back in a moment. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof HallwayError &&
    ['host.unreachable', 'transfer.interrupted', 'host.protocol'].includes(error.code)
  );
}
