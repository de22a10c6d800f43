/**
 * Packets over TCP ([MS-SMB2] section 2.1): four bytes of length before each. A large packet is
 * read by the system straight into the buffer that is handed on, so that its bytes are not copied.
 */
import { connect, type Socket } from 'node:net';
import { malformed } from './hostile-bytes.ts';

export interface PacketHandlers {
  /** True where its bytes are not needed any more, so that another packet may take their place. */
  packet: (packet: Buffer) => boolean;
  /** The connection is over; once. */
  closed: (error: Error | undefined) => void;
}

const LENGTH_BYTES = 4;
const SCRATCH_BYTES = 64 * 1024;
const CONNECT_MS = 5000;

export class PacketStream {
  readonly #socket: Socket;
  readonly #handlers: PacketHandlers;
  readonly #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  /** Bytes of the scratch buffer that wait for more. */
  #kept = 0;
  /** A packet that does not fit into the scratch buffer, and how much of it is there. */
  #large: Buffer | undefined;
  #filled = 0;
  #spare: Buffer | undefined;
  #over = false;
  /** Longest packet that is taken; small until the server is known. */
  limit = 128 * 1024;

  constructor(target: { host: string; port: number }, handlers: PacketHandlers) {
    this.#handlers = handlers;
    this.#socket = connect({
      ...target,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 10_000,
      onread: {
        buffer: () => this.#room(),
        callback: (bytes) => {
          this.#took(bytes);
          return !this.#over;
        },
      },
    });
    this.#socket.on('error', (error) => this.end(error));
    this.#socket.on('close', () => this.end());
    this.#socket.setTimeout(CONNECT_MS, () => this.end(new Error('no connection in time')));
  }

  /** Resolves when connected. */
  connected(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('connect', () => {
        this.#socket.setTimeout(0);
        resolve();
      });
      this.#socket.once('error', reject);
      this.#socket.once('close', () => reject(new Error('no connection')));
    });
  }

  send(parts: readonly Buffer[]): void {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(parts.reduce((sum, part) => sum + part.length, 0));
    this.#socket.cork();
    this.#socket.write(length);
    for (const part of parts) this.#socket.write(part);
    this.#socket.uncork();
  }

  end(error?: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#socket.destroy();
    this.#handlers.closed(error);
  }

  /** A fresh buffer costs a page fault for every 4 KiB. */
  #roomFor(length: number): Buffer {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare && spare.buffer.byteLength >= length) return Buffer.from(spare.buffer, 0, length);
    return Buffer.allocUnsafeSlow(length);
  }

  #room(): Buffer {
    if (this.#large) return this.#large.subarray(this.#filled);
    return this.#scratch.subarray(this.#kept);
  }

  #took(bytes: number): void {
    if (this.#over) return;
    try {
      if (!this.#large) {
        this.#split(this.#kept + bytes);
        return;
      }
      this.#filled += bytes;
      if (this.#filled < this.#large.length) return;
      const packet = this.#large;
      this.#large = undefined;
      if (this.#handlers.packet(packet)) this.#spare = packet;
    } catch (error) {
      this.end(error instanceof Error ? error : malformed(error));
    }
  }

  #split(end: number): void {
    let at = 0;
    while (!this.#over && end - at >= LENGTH_BYTES) {
      const length = this.#scratch.readUInt32BE(at);
      // The first byte of the four is the type, which is 0: anything else is too long.
      if (length > this.limit) throw malformed();
      const start = at + LENGTH_BYTES;
      if (length > SCRATCH_BYTES - LENGTH_BYTES && start + length > end) {
        this.#large = this.#roomFor(length);
        this.#filled = this.#scratch.copy(this.#large, 0, start, end);
        this.#kept = 0;
        return;
      }
      if (start + length > end) break;
      at = start + length;
      // What is handed on stays as it is; the scratch buffer does not.
      this.#handlers.packet(Buffer.from(this.#scratch.subarray(start, at)));
    }
    this.#scratch.copyWithin(0, at, end);
    this.#kept = end - at;
  }
}
