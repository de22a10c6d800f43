/** Writing parts of a file to a connection, one after the other, and hearing when that fails. */
import { finished, type Readable, type Writable } from 'node:stream';
import { inPace, type Pace } from '../base/pace.ts';
import { fileError, interrupted } from './file-error.ts';

/**
 * Waits for one thing after the other, or for what ends them all. A race with a promise that lives
 * long would keep something of every wait, which adds up over a large file.
 */
export class Waiting {
  #failure: { reason: unknown } | undefined;
  #reject: ((reason: unknown) => void) | undefined;

  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#reject?.(reason);
  }

  for<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      if (this.#failure) reject(this.#failure.reason);
      work.then(resolve, reject);
    });
  }
}

/** Resolves when the bytes are on their way and their buffer is free. */
export function writePaced(
  destination: Writable,
  view: Buffer,
  pace: Pace | undefined,
): Promise<void> {
  const sent = pace
    ? inPace(view, pace, (part) => write(destination, part))
    : write(destination, view);
  // Whoever waits for it hears of it.
  sent.catch(() => {});
  return sent;
}

function write(destination: Writable, view: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    destination.write(view, (error) => (error ? reject(interrupted(error)) : resolve()));
  });
}

/** Resolves when everything was taken; `waiting` is told when nothing more will be. */
export function ended(destination: Writable, waiting: Waiting): Promise<void> {
  const done = new Promise<void>((resolve, reject) => {
    finished(destination, { readable: false }, (error) =>
      error ? reject(interrupted(error)) : resolve(),
    );
  });
  done.catch((error: unknown) => waiting.fail(error));
  return done;
}

/**
 * A failure of `work` ends both sides, and is thrown as one of a file. The system may then still be
 * sending from its buffers: they are not used again.
 */
export async function orEndBoth(
  source: Readable,
  destination: Writable,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const failure = fileError(error);
    destination.destroy(failure);
    source.destroy();
    throw failure;
  }
}
