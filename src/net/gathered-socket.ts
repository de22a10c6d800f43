/**
 * A TLS connection that hands on what it receives in large chunks. Node makes a buffer and an event
 * of every record (16 KiB, RFC 8446 section 5.1), which every stream above passes on one by one: for
 * a large file that costs as much processor time as its decryption. Here the records of one turn of
 * the event loop come together in one buffer, straight from the cipher, and nothing waits for more.
 */
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { lastLent, lend, takeLent } from './lent-buffers.ts';

/** How a socket writes into buffers of ours; see `net.connect`. */
export interface OnRead {
  buffer: () => Buffer;
  callback: (bytes: number) => boolean;
}

const BUFFER_BYTES = 64 * 1024;
/** The plain text of one record. */
const RECORD_BYTES = 16 * 1024;

/** Has what an `http.Agent` asks of a socket. */
export class GatheredSocket extends Duplex {
  #socket: TLSSocket | undefined;
  /** The next record goes behind what is filled: Node asks for a place right after each record. */
  #buffer: Buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #filled = 0;
  #handedOn = 0;
  #flush: NodeJS.Immediate | undefined;
  #ended = false;
  /** Who gets the bytes in place of the readers of this stream. */
  #diverted: ((chunk: Buffer) => boolean) | undefined;

  constructor() {
    super({ readableHighWaterMark: 4 * BUFFER_BYTES, allowHalfOpen: false });
  }

  /** Is given to the connection that is then taken over. */
  readonly onread: OnRead = {
    buffer: () => this.#buffer.subarray(this.#filled),
    callback: (bytes) => this.#receive(bytes),
  };

  /** Takes over a connection that was made with `onread`. */
  carry(socket: TLSSocket): this {
    this.#socket = socket;
    socket.on('end', () => this.#end());
    socket.on('timeout', () => this.emit('timeout'));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => {
      // What came before its end is still to be read.
      if (!this.#ended) this.destroy();
    });
    return this;
  }

  override _read(): void {
    if (!this.#diverted) this.more();
  }

  /**
   * From now on `take` gets what comes, in buffers that may be given back (`lent-buffers.ts`), and
   * says whether it wants more; where it did not, it calls `more`. What was handed on before is not
   * called back.
   */
  divert(take: (chunk: Buffer) => boolean): void {
    this.#diverted = take;
  }

  /** Only a socket that was stopped because its reader had enough does anything then. */
  more(): void {
    if (!this.#ended && !this.destroyed) this.#socket?.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void) {
    if (this.#socket) this.#socket.write(chunk, done);
    else done(new Error('not connected yet'));
  }

  override _final(done: () => void): void {
    if (this.#socket) this.#socket.end(() => done());
    else done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearImmediate(this.#flush);
    this.#socket?.destroy();
    done(error);
  }

  /** As of a socket: 0 turns it off, and forgets `onTimeout`. */
  setTimeout(ms: number, onTimeout?: () => void): this {
    this.#socket?.setTimeout(ms);
    if (!onTimeout) return this;
    return ms === 0 ? this.off('timeout', onTimeout) : this.once('timeout', onTimeout);
  }

  get timeout(): number | undefined {
    return this.#socket?.timeout;
  }

  setNoDelay(on?: boolean): this {
    this.#socket?.setNoDelay(on);
    return this;
  }

  setKeepAlive(on?: boolean, ms?: number): this {
    this.#socket?.setKeepAlive(on, ms);
    return this;
  }

  ref(): this {
    this.#socket?.ref();
    return this;
  }

  unref(): this {
    this.#socket?.unref();
    return this;
  }

  #receive(bytes: number): boolean {
    if (bytes <= 0) return true;
    this.#filled += bytes;
    if (this.#buffer.length - this.#filled < RECORD_BYTES) {
      const wanted = this.#handOn();
      lastLent(this.#buffer);
      this.#buffer = this.#diverted ? takeLent() : Buffer.allocUnsafeSlow(BUFFER_BYTES);
      this.#filled = this.#handedOn = 0;
      return wanted;
    }
    this.#flush ??= setImmediate(() => {
      if (!this.#handOn()) this.#socket?.pause();
    });
    return true;
  }

  /** False if the reader has enough for now. */
  #handOn(): boolean {
    clearImmediate(this.#flush);
    this.#flush = undefined;
    const view = this.#buffer.subarray(this.#handedOn, this.#filled);
    this.#handedOn = this.#filled;
    if (view.length === 0 || this.#ended || this.destroyed) return true;
    return this.#diverted ? this.#diverted(lend(view)) : this.push(view);
  }

  #end(): void {
    if (this.#ended) return;
    this.#handOn();
    this.#ended = true;
    this.push(null);
  }
}
