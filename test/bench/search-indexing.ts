/**
 * The part of `search.ts` that indexes, in a process of its own, since it measures its memory and its
 * loop: `node test/bench/search-indexing.ts FOLDER DATABASE` prints what it took as JSON.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ShareIndexer } from '../../agent/share-indexer.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { ResourceId } from '../../src/model/id.ts';
import type { IndexOrder } from '../../src/search/index-order.ts';
import { temporaryFolder } from '../support/temporary.ts';

export interface Indexed {
  /** Milliseconds. */
  names: number;
  texts: number;
  /** The longest that the process's own loop was held. */
  loop: number;
  /** The most memory of the process, in MiB. */
  rss: number;
}

const [path = '', file = ''] = process.argv.slice(2);
const folder = temporaryFolder();
const indexer = new ShareIndexer(folder.path, systemClock);
const id = '0000000000000000' as ResourceId;
const order = (root: string, db: string, what: IndexOrder['what']): IndexOrder => ({
  share: { id, path: root, kind: 'folder', image: false, hidden: true },
  file: db,
  what,
});
const took = async (what: IndexOrder['what']): Promise<number> => {
  const since = performance.now();
  await indexer.run(order(path, file, what), () => {});
  return performance.now() - since;
};
// The thread is begun by something small.
mkdirSync(join(folder.path, 'empty'));
await indexer.run(order(join(folder.path, 'empty'), join(folder.path, 'x.db'), 'names'), () => {});
let rss = 0;
const watching = setInterval(() => (rss = Math.max(rss, process.memoryUsage.rss())), 100);
const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
const names = await took('names');
const texts = await took('contents');
loop.disable();
clearInterval(watching);
await indexer.stop();
folder.remove();
const indexed: Indexed = { names, texts, loop: loop.max / 1e6, rss: rss / 2 ** 20 };
console.log(JSON.stringify(indexed));
