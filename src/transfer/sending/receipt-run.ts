/** Brings what was accepted to its place: a file in pieces, a folder as a whole. */
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HallwayError } from '../../base/errors.ts';
import { numberedName } from '../../base/free-names.ts';
import { sanitizeFileName } from '../../base/safe-path.ts';
import { bringFolder, type BringOptions, requireRoom } from '../tree/bring-folder.ts';
import { mostOf } from '../tree/growth.ts';
import { fetchFiles, isPlaced } from '../tree/tree-fetch.ts';
import type { ReceiptRecord } from './receipt-store.ts';

export type ReceiptRunOptions = BringOptions;

/** A name in the folder that nothing has. */
export async function freePlace(
  folder: string,
  name: string,
  isTaken: (path: string) => boolean = () => false,
): Promise<string> {
  const clean = sanitizeFileName(name);
  for (let number = 1; number < 10_000; number++) {
    const path = join(folder, number === 1 ? clean : numberedName(clean, number));
    if (!isTaken(path) && !(await lstat(path).catch(() => undefined))) return path;
  }
  throw new HallwayError('path.exists', 'Too many things of this name are in that folder.');
}

/** A folder may have grown a little since. Throws `request.too_large` where it is another one. */
function requireAsOffered(
  offered: Pick<ReceiptRecord, 'bytes' | 'files'>,
  found: { bytes: number; files: number },
): void {
  const isMore = found.files > offered.files * 1.1 + 100;
  if (!isMore && found.bytes <= mostOf(offered.bytes)) return;
  throw new HallwayError('request.too_large', 'It is much larger than what was offered.', {
    fix: 'Ask its sender to send it once more.',
  });
}

/** Resolves with what was gone at its sender meanwhile, as a number. */
export async function runReceipt(
  options: ReceiptRunOptions,
  record: ReceiptRecord,
  hooks: { signal: AbortSignal; changed: () => void; onWaiting: (waiting: boolean) => void },
): Promise<number> {
  const { id: share, from: device, target, kind } = record;
  if (target === null) throw new HallwayError('agent.internal', 'It was not accepted.');
  const { signal, changed, onWaiting } = hooks;
  record.here = 0;
  const onBytes = (bytes: number): void => {
    record.here += bytes;
    changed();
  };
  const order = { device, share, of: share, signal, onBytes, onWaiting };
  if (kind === 'file') {
    const tree = options.filesOf(device, share);
    const { size, modified, etag } = await tree.stat(record.name);
    const file = { path: record.name, target, size, modified, etag };
    requireAsOffered(record, { bytes: size, files: 1 });
    await requireRoom(target, size);
    const gone = (await isPlaced(file))
      ? []
      : await fetchFiles(options, { ...order, root: dirname(target), files: [file], fresh: true });
    if (gone.length > 0) throw new HallwayError('path.not_found', 'Its sender has it no more.');
    record.here = size;
    return 0;
  }
  const gone = await bringFolder(options, {
    ...order,
    path: '',
    target,
    planned: (plan) => {
      requireAsOffered(record, { bytes: plan.bytes, files: plan.files.length });
      changed();
    },
    onHere: ({ size }) => void (record.here += size),
  });
  return gone.length;
}
