/**
 * Two connections as one, both ways, until either ends. Every byte is counted before it is handed on:
 * where it may not, those before it still arrive, and then both connections end.
 */
import type { Socket } from 'node:net';

export interface TunnelOptions {
  /** The member's end. */
  near: Socket;
  /** The server's end. */
  far: Socket;
  /** How many of so many bytes may be handed on; all of them where nobody counts. */
  take?: (bytes: number) => number;
  /** Nothing either way for this long ends it. */
  idleMs: number;
  closed: () => void;
}

export class Tunnel {
  readonly #options: TunnelOptions;
  #over = false;
  #left = 2;

  constructor(options: TunnelOptions) {
    this.#options = options;
  }

  /** `head`: what came behind the request for it. */
  start(head: Buffer): void {
    const { near, far, idleMs } = this.#options;
    if (near.destroyed || far.destroyed) {
      this.end();
      return this.#options.closed();
    }
    near.setTimeout(0);
    // What goes through here passes the far end, whichever way it goes.
    far.setTimeout(idleMs, () => this.end());
    this.#join(near, far);
    this.#join(far, near);
    if (head.length > 0) this.#carry(head, near, far);
  }

  /** At once: what was not delivered yet is lost. */
  end(): void {
    this.#over = true;
    this.#options.near.destroy();
    this.#options.far.destroy();
  }

  #join(from: Socket, to: Socket): void {
    from.on('data', (chunk: Buffer) => this.#carry(chunk, from, to));
    from.once('end', () => to.end());
    // Its 'close' follows.
    from.on('error', () => {});
    from.once('close', () => {
      to.destroySoon();
      this.#left -= 1;
      if (this.#left === 0) this.#options.closed();
    });
  }

  #carry(chunk: Buffer, from: Socket, to: Socket): void {
    if (this.#over) return;
    const { take = (bytes) => bytes } = this.#options;
    const allowed = take(chunk.length);
    const room = allowed === 0 || to.write(chunk.subarray(0, allowed));
    if (allowed < chunk.length) return this.#cut();
    if (room) return;
    from.pause();
    to.once('drain', () => from.resume());
  }

  /** What was counted is delivered; a member that does not take it is cut off in the end. */
  #cut(): void {
    const { near, far, idleMs } = this.#options;
    this.#over = true;
    far.destroy();
    near.setTimeout(Math.min(idleMs, 10_000), () => near.destroy());
    near.destroySoon();
  }
}
