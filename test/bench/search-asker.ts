/**
 * The part of `search-office.ts` that asks, on a PC of the lab: questions to its agent, and in turn with
 * them the least that a peer answers over the link and one bare query to an index of this PC. Reads an
 * order as JSON from its one argument, and prints the times of each round as JSON, a line each.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalClient } from '../../agent/cli/local-client.ts';
import * as api from '../../src/api/local.ts';
import type { DeviceId, ResourceId } from '../../src/model/id.ts';
import type { SearchAnswer } from '../../src/model/search.ts';
import { ShareIndex } from '../../src/search/share-index.ts';

export interface AskOrder {
  home: string;
  /** Somebody else's share, whose root is asked for. */
  peer: { device: DeviceId; share: ResourceId };
  questions: string[];
  /** Answers after which everybody was heard who can answer. */
  answers: number;
  /** In a share of this PC: files written there, each then asked for until it is found. */
  written?: string | undefined;
}

/** Milliseconds. */
export interface Asked {
  link: number;
  bare: number;
  first: number;
  all: number;
  /** The last answer's words on who was heard. */
  answered: number;
  asked: number;
}

const CHANGES = 10;

const order = JSON.parse(process.argv[2] ?? '') as AskOrder;
const client = new LocalClient(order.home);
const folder = join(order.home, 'search');
const name = readdirSync(folder).find((one) => one.endsWith('.db')) ?? '';
const index = new ShareIndex(join(folder, name));
const tables = index.texts.tables();

for (const words of order.questions) {
  let since = performance.now();
  await client.call(api.statEntry, { params: order.peer, query: { path: '' } });
  const link = performance.now() - since;
  const match = words
    .split(' ')
    .map((word) => `"${word}"*`)
    .join(' AND ');
  since = performance.now();
  index.db.all('SELECT rowid FROM names WHERE names MATCH ? LIMIT 50', match);
  for (const table of tables)
    index.db.all(`SELECT rowid FROM ${table} WHERE ${table} MATCH ? ORDER BY rank LIMIT 50`, match);
  const bare = performance.now() - since;
  const asked = await ask(words);
  console.log(JSON.stringify({ link, bare, ...asked } satisfies Asked));
}
if (order.written !== undefined)
  for (let number = 0; number < CHANGES; number += 1) {
    const since = performance.now();
    const word = `changed${process.pid}x${number}`;
    writeFileSync(join(order.written, `${number}.txt`), word);
    while (Number.isNaN((await ask(word)).first)) await sleep(20);
    console.log(JSON.stringify({ found: performance.now() - since }));
  }
index.close();
client.close();

async function ask(words: string): Promise<Omit<Asked, 'link' | 'bare'>> {
  const since = performance.now();
  const { body } = await client.download(api.search, { body: { words } });
  let [first, all] = [NaN, NaN];
  let last: SearchAnswer | undefined;
  for await (const line of createInterface({ input: body })) {
    last = JSON.parse(line) as SearchAnswer;
    const passed = performance.now() - since;
    if (Number.isNaN(first) && last.hits.length > 0) first = passed;
    if (Number.isNaN(all) && last.answered >= order.answers) all = passed;
  }
  return { first, all, answered: last?.answered ?? 0, asked: last?.asked ?? 0 };
}
