/**
 * The thread that puts many small files onto the disk, asked by `../files/small-file-placer.ts`: it
 * may wait for a disk, the agent may not. One batch after the other: batches have the same names
 * until their files have their own.
 */
import { placeBatch, type PlacedBatch, type SmallBatch } from '../../src/transfer/tree/placing.ts';
import { answerEach } from './answering.ts';
import { DiskSync } from './disk-sync.ts';

const disk = new DiskSync();

answerEach<SmallBatch, PlacedBatch>(async (batch) => {
  const problems = await placeBatch(batch, (folder) => disk.sync(folder));
  const { bytes } = batch;
  return [{ problems, bytes }, [bytes.buffer]];
});
