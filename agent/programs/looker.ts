/** The thread that looks into indexes for questions; `question-thread.ts` asks it, and begins it anew. */
import { setImmediate as turn } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { IndexLooks } from '../../src/search/index-looks.ts';
import type { LookNews, LookOrder } from '../../src/search/looker.ts';
import { systemClock } from '../system-clock.ts';

const looks = new IndexLooks({ clock: systemClock, turn: () => turn() });

async function work(order: LookOrder): Promise<LookNews['found']> {
  if (order.what === 'look') return looks.look(order.file, order.query);
  if (order.what === 'snippets') return looks.snippets(order.file, order.words, order.texts);
  await looks.close(order.file);
  return undefined;
}

async function answer(order: LookOrder): Promise<void> {
  const news: LookNews = { id: order.id, found: await work(order) };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
  parentPort?.postMessage(news);
}

parentPort?.on('message', (order: LookOrder) => void answer(order));
