/**
 * The body of a long answer, past the HTTP parser: Node's makes a copy of every chunk in memory of its
 * own, which for a large file costs more than to decrypt it. The parser reads the head. Behind it
 * the bytes come from the connection, as many as were announced, and the connection ends with
 * them, since the parser still waits for what it did not see.
 */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { HallwayError } from '../base/errors.ts';
import { GatheredSocket } from './gathered-socket.ts';
import { LENT_BYTES } from './lent-buffers.ts';

/** From here on a new connection (3 ms of processor time) costs less than the copies. */
const LONG_BYTES = 32 * 1024 * 1024;

/** Takes the body off an answer whose head has just come; undefined where it has to be read as it is. */
export function takeBody(answer: IncomingMessage): Readable | undefined {
  const { socket, headers } = answer;
  const length = /^\d{1,15}$/.exec(headers['content-length'] ?? '')
    ? Number(headers['content-length'])
    : 0;
  if (length < LONG_BYTES || headers['transfer-encoding'] !== undefined) return undefined;
  // What waits before the parser could no longer be had in its order.
  if (!(socket instanceof GatheredSocket) || socket.readableLength > 0) return undefined;
  return answer.complete || answer.destroyed ? undefined : new DirectBody(answer, socket, length);
}

class DirectBody extends Readable {
  readonly #socket: GatheredSocket;
  #left: number;

  constructor(answer: IncomingMessage, socket: GatheredSocket, length: number) {
    super({ highWaterMark: 2 * LENT_BYTES });
    this.#socket = socket;
    this.#left = length;
    // For the parser this answer breaks off.
    answer.on('error', () => {});
    socket.once('close', () => {
      if (this.#left > 0) this.destroy(new Error('The connection broke.'));
    });
    const parsed = answer.read() as Buffer | null;
    if (parsed) this.#take(parsed);
    socket.divert((chunk) => this.#take(chunk));
  }

  override _read(): void {
    this.#socket.more();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    // As with an answer of Node's: who does not listen for it sees it end early.
    done(this.listenerCount('error') > 0 ? error : null);
  }

  /** False if the reader has enough for now. */
  #take(chunk: Buffer): boolean {
    if (this.#left === 0 || this.destroyed) return false;
    if (chunk.length > this.#left) {
      this.destroy(new HallwayError('peer.protocol', 'The PC sent more than it announced.'));
      return false;
    }
    this.#left -= chunk.length;
    const wanted = this.push(chunk);
    if (this.#left > 0) return wanted;
    this.push(null);
    this.#socket.destroy();
    return false;
  }
}
