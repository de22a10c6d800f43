/**
 * Writes a document into an open file of the spool, counts and hashes it. Bytes are gathered in
 * buffers of its own, one being filled while the other is on its way to the disk: what the network
 * brings in thousands of small pieces dies young, and costs neither memory nor a call each.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { HallwayError } from '../base/errors.ts';
import { release } from '../net/own-memory.ts';
import { SNIFFED_BYTES } from './document-format.ts';
import { SMALL_BYTES, type Spooled } from './spool.ts';

const BUFFER_BYTES = 1024 * 1024;
/** The disk begins with the document while the rest comes, so that its end has little to wait for. */
const SYNCED_BYTES = 32 * 1024 * 1024;

export class SpoolWriter extends Writable {
  readonly #file: Promise<FileHandle>;
  readonly #max: number;
  readonly #hash = createHash('sha256');
  #filling: Buffer = Buffer.allocUnsafeSlow(SMALL_BYTES);
  #other: Buffer | undefined;
  #filled = 0;
  /** Bytes of the document so far, and those that were given to the disk. */
  #bytes = 0;
  #written = 0;
  #head = Buffer.alloc(0);
  #writing: Promise<void> = Promise.resolve();
  /** Bytes that the disk was asked for, and that request while it goes on. */
  #asked = 0;
  #syncing: Promise<void> | undefined;
  /** Everything was written; on the disk, and closed, when it resolves. */
  #settled: Promise<void> | undefined;

  /**
   * Takes over `file` and closes it; bytes may come before it is open. More than `max` bytes are
   * refused with `transfer.changed`.
   */
  constructor(file: Promise<FileHandle>, max = Number.POSITIVE_INFINITY) {
    super({ highWaterMark: SMALL_BYTES });
    this.#file = file;
    // Whoever writes to it hears of it.
    file.catch(() => {});
    this.#max = max;
  }

  /** Once it has finished. */
  result(): Spooled {
    const settled = this.#settled ?? Promise.resolve();
    return { settled, bytes: this.#bytes, sha256: this.#hash.digest('hex'), head: this.#head };
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#max) return done(changed());
    if (this.#head.length < SNIFFED_BYTES)
      this.#head = Buffer.concat([this.#head, chunk], Math.min(SNIFFED_BYTES, this.#bytes));
    const room = this.#filling.length - this.#filled;
    if (chunk.length < room) {
      this.#filled += chunk.copy(this.#filling, this.#filled);
      release(chunk);
      return done();
    }
    return void settle(this.#take(chunk), done);
  }

  async #take(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const copied = chunk.copy(this.#filling, this.#filled, at);
      this.#filled += copied;
      at += copied;
      if (this.#filled === this.#filling.length) await this.#flush();
    }
    release(chunk);
  }

  /** Resolves when there is a buffer to be filled. */
  async #flush(): Promise<void> {
    const view = this.#filling.subarray(0, this.#filled);
    this.#hash.update(view);
    await this.#writing;
    this.#writing = this.#put(view, this.#written);
    // Whoever waits for it next hears of its failure.
    this.#writing.catch(() => {});
    this.#written += view.length;
    const next = this.#other ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
    this.#other = this.#filling.length === BUFFER_BYTES ? this.#filling : undefined;
    this.#filling = next;
    this.#filled = 0;
  }

  async #put(view: Buffer, position: number): Promise<void> {
    const file = await this.#file;
    for (let put = 0; put < view.length; )
      put += (await file.write(view, put, view.length - put, position + put)).bytesWritten;
    const written = position + view.length;
    if (this.#syncing || written - this.#asked < SYNCED_BYTES) return;
    this.#asked = written;
    this.#syncing = file.datasync().finally(() => (this.#syncing = undefined));
    // A failure is told only once (fsync(2)): what is asked for at the end would not hear of it.
    this.#syncing.catch((error: unknown) => this.destroy(error as Error));
  }

  override _final(done: (error?: Error | null) => void): void {
    void settle(this.#finish(), done);
  }

  async #finish(): Promise<void> {
    const last = this.#filling.subarray(0, this.#filled);
    this.#hash.update(last);
    await this.#writing;
    await this.#put(last, this.#written);
    await this.#syncing;
    const file = await this.#file;
    this.#settled = syncAndClose(file);
    // A failure is told to whoever waits for it.
    this.#settled.catch(() => {});
    if (this.#written > 0) await this.#settled;
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    void settle(this.#close(error), done);
  }

  /** A handle is not closed under a write. */
  async #close(reason: Error | null): Promise<void> {
    await Promise.allSettled([this.#writing, this.#syncing]);
    const file = await this.#file.catch(() => undefined);
    if (!this.#settled) await file?.close();
    if (reason) throw reason;
  }
}

async function syncAndClose(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Calls back as streams want it, however the work ends. */
export async function settle(
  work: Promise<void>,
  done: (error?: Error | null) => void,
): Promise<void> {
  let failure: Error | null = null;
  try {
    await work;
  } catch (error) {
    failure = error as Error;
  }
  done(failure);
}

export function changed(): HallwayError {
  return new HallwayError('transfer.changed', 'The document is not the one that was announced.');
}
