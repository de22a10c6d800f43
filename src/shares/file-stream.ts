/**
 * Reads a part of an open file. As a Readable it hands out buffers of its own, for any consumer;
 * `sendFile` writes it to a writable through two pooled buffers, one being filled while the other
 * is on its way, which is the fast path of every download.
 *
 * It never carries more than it was made for, and holds its last bytes back until the file is
 * known to be unchanged, so that a reader with a Content-Length notices.
 */
import type { FileHandle } from 'node:fs/promises';
import { finished, Readable, type Writable } from 'node:stream';
import { inPace, type Pace } from '../base/pace.ts';
import { BUFFER_BYTES, giveBuffer, takeBuffer } from './buffer-pool.ts';
import { fileChanged, fileError, interrupted } from './file-error.ts';

/** Size and time of a file, to notice that it changed. */
export interface Version {
  size: bigint;
  mtimeNs: bigint;
}

export class FileStream extends Readable {
  readonly #handle: FileHandle;
  readonly #version: Version;
  #position: number;
  #left: number;
  #reading: Promise<unknown> | undefined;
  /** Rejects when the stream is ended early: a drive that was pulled may never answer a read. */
  readonly #cut = Promise.withResolvers<never>();

  /** Takes over `handle`, and closes it at its end. */
  constructor(handle: FileHandle, version: Version, start: number, length: number) {
    super({ highWaterMark: BUFFER_BYTES });
    this.#handle = handle;
    this.#version = version;
    this.#position = start;
    this.#left = length;
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
    const [first, second] = [takeBuffer(), takeBuffer()];
    let filled: Promise<Buffer> | undefined;
    let [next, other] = [first, second];
    let sent: Promise<void> = Promise.resolve();
    const whole = { done: false };
    const end = ended(destination);
    try {
      if (this.#left > 0) filled = this.#fill(next);
      while (filled) {
        const view = await Promise.race([filled, this.#cut.promise]);
        await Promise.race([sent, this.#cut.promise]);
        [next, other] = [other, next];
        filled = this.#left > 0 ? this.#fill(next) : undefined;
        filled?.catch(() => {});
        sent = Promise.race([end.failed, writePaced(destination, view, pace)]);
        sent.catch(() => {});
      }
      await sent;
      destination.end();
      await end.done;
      whole.done = true;
      this.destroy();
    } catch (error) {
      const failure = fileError(error);
      destination.destroy(failure);
      this.destroy();
      throw failure;
    } finally {
      // After a failure the system may still be sending from them.
      if (whole.done) for (const buffer of [first, second]) giveBuffer(buffer);
    }
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
      const { bytesRead } = await this.#handle.read(
        buffer,
        got,
        length - got,
        this.#position + got,
      );
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
    : gather(stream, destination, pace);
}

/** A TLS connection hands out 16 KiB at a time, and each write is a call of the system. */
const GATHER_BYTES = 256 * 1024;

async function gather(stream: Readable, destination: Writable, pace?: Pace): Promise<void> {
  let [filling, spare] = [takeBuffer(), takeBuffer()];
  let filled = 0;
  let sent: Promise<void> = Promise.resolve();
  let whole = false;
  const end = ended(destination);
  end.done.catch(() => stream.destroy());
  const flush = async (): Promise<void> => {
    await sent;
    sent = Promise.race([end.failed, writePaced(destination, filling.subarray(0, filled), pace)]);
    sent.catch(() => {});
    [filling, spare] = [spare, filling];
    filled = 0;
  };
  /** Takes what fits; what is left of the chunk comes after the buffer was sent. */
  const take = (chunk: Buffer): Buffer | undefined => {
    const copied = Math.min(chunk.length, GATHER_BYTES - filled);
    filling.set(copied === chunk.length ? chunk : chunk.subarray(0, copied), filled);
    filled += copied;
    return copied < chunk.length ? chunk.subarray(copied) : undefined;
  };
  try {
    await eachChunk(stream, (chunk) => {
      let rest = take(chunk);
      if (filled < GATHER_BYTES) return undefined;
      return (async () => {
        await flush();
        while (rest) {
          rest = take(rest);
          if (filled === GATHER_BYTES) await flush();
        }
      })();
    });
    if (filled > 0) await flush();
    await sent;
    destination.end();
    await end.done;
    whole = true;
  } catch (error) {
    const failure = fileError(error);
    destination.destroy(failure);
    stream.destroy();
    throw failure;
  } finally {
    // After a failure the system may still be sending from them.
    if (whole) for (const buffer of [filling, spare]) giveBuffer(buffer);
  }
}

function writePaced(destination: Writable, view: Buffer, pace: Pace | undefined): Promise<void> {
  return pace ? inPace(view, pace, (part) => write(destination, part)) : write(destination, view);
}

/**
 * Hands each chunk to `take` as it comes, and waits for it where it has to be waited for. A promise
 * for every 16 KiB, as `for await` makes, would cost more than their copy.
 */
async function eachChunk(
  stream: Readable,
  take: (chunk: Buffer) => Promise<void> | undefined,
): Promise<void> {
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  let waiting: Promise<void> | undefined;
  finished(stream, { writable: false }, (error) => (error ? reject(error) : resolve()));
  stream.on('data', (chunk: Buffer) => {
    waiting = take(chunk);
    if (!waiting) return;
    stream.pause();
    waiting.then(() => stream.resume(), reject);
  });
  await over;
  await waiting;
}

function write(destination: Writable, view: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    destination.write(view, (error) => (error ? reject(interrupted(error)) : resolve()));
  });
}

/** `done` when everything was taken; `failed` never resolves, it rejects when nothing more will be. */
function ended(destination: Writable): { done: Promise<void>; failed: Promise<never> } {
  const done = new Promise<void>((resolve, reject) => {
    finished(destination, { readable: false }, (error) =>
      error ? reject(interrupted(error)) : resolve(),
    );
  });
  const failed = new Promise<never>((_resolve, reject) => {
    done.catch(reject);
  });
  failed.catch(() => {});
  return { done, failed };
}
