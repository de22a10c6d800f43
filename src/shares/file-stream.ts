/**
 * Reads a part of an open file. As a Readable it hands out buffers of its own, for any consumer;
 * `sendFile` writes it to a writable through the halves of a pooled buffer, one being filled while the
 * other is on its way, which is the fast path of every download.
 *
 * It never carries more than it was made for, and holds its last bytes back until the file is
 * known to be unchanged, so that a reader with a Content-Length notices.
 */
import type { FileHandle } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import type { Pace } from '../base/pace.ts';
import { BUFFER_BYTES, giveBuffer, takeBuffer } from './buffer-pool.ts';
import { fileChanged, fileError, interrupted } from './file-error.ts';
import type { ReadHeld } from './local/held-bytes.ts';
import { sendGathered } from './send-gathered.ts';
import { ended, orEndBoth, Waiting, writePaced } from './write-out.ts';

/** Size and time of a file, to notice that it changed. */
export interface Version {
  size: bigint;
  mtimeNs: bigint;
}

/** What of the file is read. */
export interface FilePart {
  start: number;
  /** Bytes. */
  length: number;
  /** Absent: all of it is read in a thread. */
  readHeld?: ReadHeld | undefined;
}

/**
 * What is sent at once. More does not stay in a processor's cache on its way from the file through
 * the cipher to the connection; less costs more turns.
 */
const SEND_BYTES = 256 * 1024;

export class FileStream extends Readable {
  readonly #handle: FileHandle;
  readonly #version: Version;
  readonly #readHeld: ReadHeld | undefined;
  #position: number;
  #left: number;
  #reading: Promise<unknown> | undefined;
  /** Rejects when the stream is ended early: a drive that was pulled may never answer a read. */
  readonly #cut = Promise.withResolvers<never>();

  /** Takes over `handle`, and closes it at its end. */
  constructor(handle: FileHandle, version: Version, { start, length, readHeld }: FilePart) {
    super({ highWaterMark: BUFFER_BYTES });
    this.#handle = handle;
    this.#version = version;
    this.#position = start;
    this.#left = length;
    // One turn of a thread is cheaper than what the first call has to load.
    this.#readHeld = length > SEND_BYTES ? readHeld : undefined;
    this.#cut.promise.catch(() => {});
  }

  override _read(): void {
    if (this.#left === 0) {
      this.push(null);
      return;
    }
    const buffer = Buffer.allocUnsafeSlow(Math.min(BUFFER_BYTES, this.#left));
    this.#fill(buffer).then(
      (view) => this.push(view),
      (error: unknown) => this.destroy(fileError(error)),
    );
  }

  override _destroy(reason: Error | null, done: (error: Error | null) => void): void {
    this.#cut.reject(reason ?? interrupted());
    void this.#close(reason).then(done);
  }

  /** Sends everything and ends `destination`; on failure destroys both. */
  async sendTo(destination: Writable, pace?: Pace): Promise<void> {
    // Whoever waits for the end hears of it; as an event nobody would.
    this.on('error', () => {});
    const both = takeBuffer();
    let [next, other] = [both.subarray(0, SEND_BYTES), both.subarray(SEND_BYTES, 2 * SEND_BYTES)];
    let filled: Promise<Buffer> | undefined;
    let sent: Promise<void> = Promise.resolve();
    const waiting = new Waiting();
    this.#cut.promise.catch((reason: unknown) => waiting.fail(reason));
    const end = ended(destination, waiting);
    await orEndBoth(this, destination, async () => {
      if (this.#left > 0) filled = this.#fill(next);
      while (filled) {
        const view = await waiting.for(filled);
        await waiting.for(sent);
        [next, other] = [other, next];
        filled = this.#left > 0 ? this.#fill(next) : undefined;
        filled?.catch(() => {});
        sent = writePaced(destination, view, pace);
      }
      await waiting.for(sent);
      destination.end();
      await end;
      this.destroy();
    });
    giveBuffer(both);
  }

  /**
   * Lets `use` read from the open file by itself, from `start` on; `signal` is aborted when the stream
   * is ended early. The file is not closed before `use` is over. Throws `transfer.changed` where it
   * was changed meanwhile.
   */
  async lend(
    use: (file: { fd: number; start: number }, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    this.on('error', () => {});
    const stop = new AbortController();
    this.#cut.promise.catch((reason: unknown) => stop.abort(reason));
    const work = use({ fd: this.#handle.fd, start: this.#position }, stop.signal);
    this.#reading = work;
    try {
      await Promise.race([work, this.#cut.promise]);
      await this.#requireSame();
    } finally {
      this.destroy();
    }
  }

  /** A handle must not be closed under a read: its number could already be another file's. */
  async #close(reason: Error | null): Promise<Error | null> {
    try {
      await this.#reading?.catch(() => {});
      await this.#handle.close();
      return reason;
    } catch (error) {
      return reason ?? fileError(error);
    }
  }

  async #fill(buffer: Buffer): Promise<Buffer> {
    const length = Math.min(buffer.length, this.#left);
    const work = this.#readFully(buffer, length);
    this.#reading = work;
    await work;
    this.#position += length;
    this.#left -= length;
    return buffer.subarray(0, length);
  }

  async #readFully(buffer: Buffer, length: number): Promise<void> {
    for (let got = 0; got < length; ) {
      const [rest, at] = [buffer.subarray(got, length), this.#position + got];
      const held = this.#readHeld?.(this.#handle.fd, rest, at) ?? 0;
      const { bytesRead } =
        held > 0 ? { bytesRead: held } : await this.#handle.read(rest, 0, rest.length, at);
      if (bytesRead === 0) throw fileChanged();
      got += bytesRead;
    }
    if (length < this.#left) return;
    await this.#requireSame();
  }

  async #requireSame(): Promise<void> {
    const now = await this.#handle.stat({ bigint: true });
    if (now.size !== this.#version.size || now.mtimeNs !== this.#version.mtimeNs)
      throw fileChanged();
  }
}

/** Sends a stream of a `FileSystem` to a writable and ends it, by the fastest way there is. */
export function sendFile(stream: Readable, destination: Writable, pace?: Pace): Promise<void> {
  return stream instanceof FileStream
    ? stream.sendTo(destination, pace)
    : sendGathered(stream, destination, pace);
}
