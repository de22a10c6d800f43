/** Cuts an answer into its pieces while it comes. */
import type { Readable } from 'node:stream';
import { HallwayError } from '../base/errors.ts';
import { senseless } from '../net/shape.ts';

export interface ReceiveOptions {
  /** Bytes of each piece, in their order. */
  lengths: readonly number[];
  /** A buffer of at least so many bytes, the piece's own until `onPiece` is done with it. */
  buffer: (length: number) => Buffer;
  onBytes: (bytes: number) => void;
  /** The next piece is read meanwhile, the one after it not before this resolves. */
  onPiece: (number: number, bytes: Buffer) => Promise<void>;
}

/**
 * Resolves when all pieces came and were taken. Throws what `onPiece` throws, `peer.protocol` for
 * more bytes than were announced, and `transfer.interrupted` for fewer.
 */
export function receivePieces(body: Readable, options: ReceiveOptions): Promise<void> {
  const { lengths, buffer, onBytes, onPiece } = options;
  return new Promise((resolve, reject) => {
    let number = 0;
    let piece: Buffer | undefined;
    let filled = 0;
    let taking: Promise<void> | undefined;
    const fail = (error: unknown): void => {
      body.removeAllListeners('data');
      body.on('error', () => {});
      body.destroy();
      reject(error);
    };
    const take = (whole: Buffer): void => {
      const before = taking;
      if (before) body.pause();
      const at = number++;
      const now = (before ?? Promise.resolve()).then(() => {
        if (before) body.resume();
        return onPiece(at, whole);
      });
      taking = now;
      now.catch(fail);
      void now.then(
        () => {
          if (taking === now) taking = undefined;
        },
        () => {},
      );
    };
    body.on('data', (chunk: Buffer) => {
      onBytes(chunk.length);
      for (let from = 0; from < chunk.length; ) {
        const length = lengths[number];
        if (length === undefined) return fail(nonsense());
        piece ??= buffer(length).subarray(0, length);
        const part = chunk.subarray(from, from + length - filled);
        piece.set(part, filled);
        from += part.length;
        filled += part.length;
        if (filled < length) continue;
        const whole = piece;
        piece = undefined;
        filled = 0;
        take(whole);
      }
    });
    body.once('error', () => fail(brokenOff()));
    body.once('close', () => {
      if (number < lengths.length) return fail(brokenOff());
      (taking ?? Promise.resolve()).then(resolve, reject);
    });
  });
}

export function nonsense(): HallwayError {
  return senseless();
}

function brokenOff(): HallwayError {
  return new HallwayError('transfer.interrupted', 'The connection broke before the end.', {
    fix: 'Run it again: it goes on where it stopped.',
  });
}
