/**
 * The thread that reads shares for the search: one order at a time, told by `share-indexer.ts`. What
 * is in files is hostile: it may cost this thread, and then it alone.
 */
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { silentLog } from '../../src/base/log.ts';
import { pdfText } from '../../src/printing/conversion/pdf/pdf-text.ts';
import type { IndexNews, IndexOrder } from '../../src/search/index-order.ts';
import { ContentReader } from '../../src/search/content-reader.ts';
import { ShareIndex } from '../../src/search/share-index.ts';
import { allExtractors } from '../../src/search/text/extractors.ts';
import { TreeReader } from '../../src/search/tree-reader.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';
import { filesOf } from '../../src/shares/share-files.ts';
import { hiddenFolder } from '../../src/shares/share-rules.ts';
import { UploadJournal } from '../../src/shares/upload-journal.ts';
import { rootOfSmall } from '../../src/transfer/manifest.ts';
import { openLibc } from '../platform/linux/libc.ts';
import { indexedFiles } from '../search/indexed-files.ts';
import { systemClock } from '../system-clock.ts';

/** Most of an index's upper pages fit in it. */
const CACHE_KB = 16_000;

const { home } = workerData as { home: string };
const libc = openLibc();
const extractors = allExtractors(pdfText);
let wayWanted = false;

// On Linux a thread has a priority of its own (sched(7)); elsewhere it would be that of the agent.
if (process.platform === 'linux') setPriority(0, 15);

function say(news: IndexNews): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
  parentPort?.postMessage(news);
}

async function work({ share, file, what }: IndexOrder): Promise<boolean> {
  const index = new ShareIndex(file, { cacheKb: CACHE_KB });
  try {
    const hidden = await hiddenFolder(home);
    const as = (showHidden: boolean): FileSystem =>
      filesOf(share, {
        hidden: hidden ? [hidden] : [],
        clock: systemClock,
        // Nothing is written here.
        journal: new UploadJournal(join(home, 'unfinished-uploads'), systemClock),
        showHidden,
        libc,
        log: silentLog,
      });
    const files = indexedFiles(as(share.hidden), as(true));
    if (what === 'contents') {
      index.giveUpBegun();
      const reads = (path: string): void => say({ kind: 'reads', path });
      const told = { extractors, reads, rootOf: rootOfSmall, clock: systemClock };
      await new ContentReader({ index, files, ...told }).read(() => wayWanted);
    } else {
      const seen = (folders: readonly string[]): void => say({ kind: 'seen', folders });
      const tree = new TreeReader({ index, files, clock: systemClock, seen });
      await (what === 'names' ? tree.all() : tree.folders(what.folders));
    }
    return !wayWanted;
  } finally {
    index.close();
  }
}

parentPort?.on('message', (order: IndexOrder | 'make way') => {
  if (order === 'make way') {
    wayWanted = true;
    return;
  }
  wayWanted = false;
  work(order).then(
    (complete) => say({ kind: 'done', complete }),
    (error: unknown) => say({ kind: 'failed', message: String(error) }),
  );
});
