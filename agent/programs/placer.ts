/**
 * The thread that puts many small files onto the disk, told by `small-file-placer.ts`: it may wait
 * for a disk, the agent may not.
 */
import { spawnSync } from 'node:child_process';
import { parentPort } from 'node:worker_threads';
import { placeBatch, type SmallBatch } from '../../src/transfer/tree/placing.ts';

/** A disk that takes longer is busy with much else; the files are made sure of one by one then. */
const MOST_MS = 20_000;

/** syncfs(2), which Node does not have: `sync` of coreutils does it. */
function syncDisk(folder: string): boolean {
  if (process.platform !== 'linux') return false;
  const { status } = spawnSync('sync', ['-f', folder], { stdio: 'ignore', timeout: MOST_MS });
  return status === 0;
}

parentPort?.on('message', ({ id, batch }: { id: number; batch: SmallBatch }) => {
  const problems = placeBatch(batch, syncDisk);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
  parentPort?.postMessage({ id, problems });
});
