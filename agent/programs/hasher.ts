/**
 * A thread that hashes pieces of files, told by `hash-threads.ts`. It gets an open file, which the
 * agent opened with its checks and closes after it, and reads it past nothing but that.
 */
import { hash } from 'node:crypto';
import { readSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import {
  HashControl,
  type HashNews,
  type HashWork,
  type HasherStart,
} from '../files/hash-threads.ts';

const HASH_BYTES = 32;
/** News of hashes that come faster are told together. */
const TELL_MS = 20;
/** Then it is another file's turn. */
const TURN_MS = 250;

const { control, idle } = workerData as HasherStart;

// Of the calling thread on Linux; elsewhere it would be the whole agent's.
if (idle && process.platform === 'linux')
  try {
    setPriority(0, constants.priority.PRIORITY_LOW);
  } catch {
    // It is as important as the rest then.
  }

let buffer = new Uint8Array(0);

/** Sleeps while it is to pause; true when it is to end what it does. */
function isStopped(): boolean {
  while (Atomics.load(control, 0) === HashControl.pause)
    Atomics.wait(control, 0, HashControl.pause);
  return Atomics.load(control, 0) === HashControl.stop;
}

function tell(news: HashNews): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
  parentPort?.postMessage(news);
}

/** False: the file is shorter than it was. */
function fill(fd: number, view: Uint8Array, at: number): boolean {
  for (let got = 0; got < view.length; ) {
    const read = readSync(fd, view, got, view.length - got, at + got);
    if (read === 0) return false;
    got += read;
  }
  return true;
}

function work({ fd, start, size, pieceSize, from }: HashWork): HashNews['end'] {
  if (buffer.length !== pieceSize) buffer = new Uint8Array(pieceSize);
  const count = Math.ceil(size / pieceSize);
  let found: Uint8Array[] = [];
  const begun = performance.now();
  let told = begun;
  const flush = (): void => {
    const hashes = new Uint8Array(found.length * HASH_BYTES);
    for (const [at, one] of found.entries()) hashes.set(one, at * HASH_BYTES);
    if (found.length > 0) tell({ hashes });
    found = [];
    told = performance.now();
  };
  for (let piece = from; piece < count; piece++) {
    if (isStopped()) return 'stopped';
    const at = piece * pieceSize;
    const view = buffer.subarray(0, Math.min(pieceSize, size - at));
    if (!fill(fd, view, start + at)) return 'changed';
    found.push(hash('sha256', view, 'buffer'));
    const now = performance.now();
    if (now - begun > TURN_MS && piece + 1 < count) {
      flush();
      return 'turn';
    }
    if (now - told > TELL_MS) flush();
  }
  flush();
  return 'done';
}

parentPort?.on('message', (order: HashWork) => {
  try {
    tell({ end: work(order) });
  } catch (error) {
    tell({ end: 'failed', code: (error as { code?: string }).code ?? '' });
  }
});
