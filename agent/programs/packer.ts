/**
 * The thread that reads small files of folders that the agent holds open, and packs them for a
 * colleague; asked by `../files/small-file-packer.ts`. A disk that takes long keeps nobody else.
 */
import { SMALL_FILE } from '../../src/api/peer-sendings.ts';
import { readSmall } from '../../src/shares/local/small-files.ts';
import { RecordPacker } from '../../src/transfer/tree/record-packer.ts';
import type { PackedFiles } from '../../src/transfer/tree/small-files.ts';
import type { PackQuestion } from '../files/small-file-packer.ts';
import { answerEach } from './answering.ts';

/** Of one answer, so that others get theirs. */
const MOST_BYTES = 4 << 20;

answerEach<PackQuestion, PackedFiles>(({ folder, hidden, names, free }) => {
  for (const memory of free) RecordPacker.free(Buffer.from(memory));
  const packer = new RecordPacker();
  let bytes = 0;
  let files = 0;
  let whole = true;
  for (const name of names) {
    const file = readSmall({ hidden, most: SMALL_FILE }, `${folder}/${name}`, packer);
    packer.settle(file !== undefined);
    whole = file !== undefined;
    if (!file) break;
    files += 1;
    bytes += file.bytes.length;
    if (bytes >= MOST_BYTES) break;
  }
  const packs = packer.rest();
  return [{ packs, files, whole }, packs.map(({ buffer }) => buffer)];
});
