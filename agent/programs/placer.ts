/**
 * The thread that puts many small files onto the disk, told by `small-file-placer.ts`: it may wait
 * for a disk, the agent may not.
 */
import { parentPort } from 'node:worker_threads';
import { placeBatch, type SmallBatch } from '../../src/transfer/tree/placing.ts';
import { DiskSync } from './disk-sync.ts';

const disk = new DiskSync();
let before: Promise<void> = Promise.resolve();

async function place({ id, batch }: { id: number; batch: SmallBatch }): Promise<void> {
  const { bytes } = batch;
  const problems = await placeBatch(batch, (folder) => disk.sync(folder));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
  parentPort?.postMessage({ id, placed: { problems, bytes } }, [bytes.buffer]);
}

// One after the other: batches have the same names until their files have their own.
parentPort?.on('message', (asked: { id: number; batch: SmallBatch }) => {
  before = before.then(() => place(asked));
});
