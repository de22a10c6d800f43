/**
 * The part of `search.ts` that indexes, in a process of its own, since it measures its memory and its
 * loop: `node test/bench/search-indexing.ts FOLDER DATABASE` prints what it took as JSON.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { ShareIndexer } from '../../agent/search/share-indexer.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { ResourceId } from '../../src/model/id.ts';
import type { IndexOrder } from '../../src/search/index-order.ts';
import { temporaryFolder } from '../support/temporary.ts';

export interface Indexed {
  /** Milliseconds. */
  names: number;
  /** Until all names are found by their words, parts of them aside. */
  words: number;
  texts: number;
  /** The same in milliseconds of processors. */
  namesCpu: number;
  textsCpu: number;
  /** The longest that the process's own loop was held. */
  loop: number;
  /** The longest that it worked at a stretch: what held it longer was the machine's load. */
  own: number;
  /** The same before, with nothing to do: what the machine's load alone costs. */
  idle: number;
  /** Memory of the process in MiB, before and at most. */
  before: number;
  rss: number;
}

const IDLE_MS = 3000;
const [path = '', file = ''] = process.argv.slice(2);
const folder = temporaryFolder();
const indexer = new ShareIndexer(folder.path, systemClock);
const id = '0000000000000000' as ResourceId;
const order = (root: string, db: string, what: IndexOrder['what']): IndexOrder => ({
  share: { id, path: root, kind: 'folder', image: false, hidden: true },
  file: db,
  what,
});
const took = async (what: IndexOrder['what']): Promise<[number, number, number]> => {
  const since = performance.now();
  const used = process.cpuUsage();
  let seen = 0;
  await indexer.run(order(path, file, what), () => (seen = performance.now() - since));
  const { user, system } = process.cpuUsage(used);
  return [performance.now() - since, (user + system) / 1000, seen];
};
// The thread is begun by something small.
mkdirSync(join(folder.path, 'empty'));
await indexer.run(order(join(folder.path, 'empty'), join(folder.path, 'x.db'), 'names'), () => {});
const before = process.memoryUsage.rss() / 2 ** 20;
const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
await sleep(IDLE_MS);
const idle = loop.max / 1e6;
loop.reset();
let rss = 0;
let own = 0;
let spent = process.threadCpuUsage();
const turns = setInterval(() => {
  const now = process.threadCpuUsage();
  own = Math.max(own, (now.user + now.system - spent.user - spent.system) / 1000);
  spent = now;
}, 1);
const watching = setInterval(() => (rss = Math.max(rss, process.memoryUsage.rss())), 100);
const [names, namesCpu, words] = await took('names');
const [texts, textsCpu] = await took('contents');
const held = loop.max / 1e6;
loop.disable();
clearInterval(watching);
clearInterval(turns);
await indexer.stop();
folder.remove();
const indexed: Indexed = {
  names,
  words,
  texts,
  namesCpu,
  textsCpu,
  loop: held,
  own,
  idle,
  before,
  rss: rss / 2 ** 20,
};
console.log(JSON.stringify(indexed));
