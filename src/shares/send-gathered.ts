/** Sends a stream of small chunks to a connection in large ones. */
import { finished, type Readable, type Writable } from 'node:stream';
import type { Pace } from '../base/pace.ts';
import { giveBack } from '../net/lent-buffers.ts';
import { giveBuffer, takeBuffer } from './buffer-pool.ts';
import { ended, orEndBoth, Waiting, writePaced } from './write-out.ts';

/** A TLS connection hands out 16 KiB at a time, and each write is a call of the system. */
const GATHER_BYTES = 256 * 1024;

/** A chunk of this size is sent as it is: to copy it costs more than the call. */
const LARGE_BYTES = 32 * 1024;

/** Sends everything and ends `destination`; on failure destroys both. */
export async function sendGathered(
  stream: Readable,
  destination: Writable,
  pace?: Pace,
): Promise<void> {
  let [filling, spare] = [takeBuffer(), takeBuffer()];
  let filled = 0;
  let sent: Promise<void> = Promise.resolve();
  const waiting = new Waiting();
  const end = ended(destination, waiting);
  end.catch(() => stream.destroy());
  let sending = false;
  /** `after`: when nothing can still be using it. Only when what was sent before is on its way. */
  const send = (view: Buffer, after?: () => void): void => {
    sending = true;
    sent = writePaced(destination, view, pace).then(() => {
      sending = false;
      after?.();
    });
    sent.catch(() => {});
  };
  const flush = async (): Promise<void> => {
    await waiting.for(sent);
    send(filling.subarray(0, filled));
    [filling, spare] = [spare, filling];
    filled = 0;
  };
  const sendLarge = (chunk: Buffer): Promise<void> | undefined => {
    if (filled === 0 && !sending) {
      send(chunk, () => giveBack(chunk));
      return undefined;
    }
    return (async () => {
      if (filled > 0) await flush();
      await waiting.for(sent);
      send(chunk, () => giveBack(chunk));
    })();
  };
  /** Takes what fits; what is left of the chunk comes after the buffer was sent. */
  const take = (chunk: Buffer): Buffer | undefined => {
    const copied = Math.min(chunk.length, GATHER_BYTES - filled);
    filling.set(copied === chunk.length ? chunk : chunk.subarray(0, copied), filled);
    filled += copied;
    return copied < chunk.length ? chunk.subarray(copied) : undefined;
  };
  await orEndBoth(stream, destination, async () => {
    await eachChunk(stream, (chunk) => {
      if (chunk.length >= LARGE_BYTES) return sendLarge(chunk);
      let rest = take(chunk);
      if (filled < GATHER_BYTES) {
        giveBack(chunk);
        return undefined;
      }
      return (async () => {
        await flush();
        while (rest) {
          rest = take(rest);
          if (filled === GATHER_BYTES) await flush();
        }
        giveBack(chunk);
      })();
    });
    if (filled > 0) await flush();
    await waiting.for(sent);
    destination.end();
    await end;
  });
  for (const buffer of [filling, spare]) giveBuffer(buffer);
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
