/**
 * The search's index beside what it is made of and what others have: a tree of N files read and
 * indexed by the thread that does so (with the agent's loop and memory meanwhile), beside the same rows
 * put into bare FTS5 and plocate's database; questions to it, beside bare FTS5, plocate and ripgrep.
 * `node test/bench/search.ts [FILES] [ROUNDS]`
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../agent/system-clock.ts';
import { lookInto, snippetsIn } from '../../src/search/look.ts';
import { ShareIndex } from '../../src/search/share-index.ts';
import { termsOf } from '../../src/search/words.ts';
import { openDatabase } from '../../src/store/database.ts';
import { median } from '../slow/gauge.ts';
import { seededBelow } from '../support/seeded.ts';
import { temporaryFolder } from '../support/temporary.ts';
import type { Indexed } from './search-indexing.ts';

// That of the thread that indexes, so that a busy machine slows all of it down alike.
if (process.platform === 'linux') setPriority(0, 15);

const [files = 20_000, rounds = 3] = process.argv.slice(2).map(Number);
const WORDS = 120;
const IN_FOLDER = 80;
const below = seededBelow(1);
const syllables = 'ba be bo da de do ka ke ko la le lo ma me mo na ne no ra re ro sa se so'.split(
  ' ',
);
const word = (): string =>
  Array.from({ length: 2 + below(3) }, () => syllables[below(syllables.length)]).join('');
const vocabulary = Array.from({ length: 20_000 }, word);
const some = (): string => vocabulary[Math.min(below(20_000), below(20_000))] ?? '';

const folder = temporaryFolder();
const root = join(folder.path, 'tree');
const paths: string[] = [];
let parent = '';
for (let number = 0; number < files; number += 1) {
  if (number % IN_FOLDER === 0) {
    parent = `${some()}/${Math.floor(number / IN_FOLDER)}`;
    mkdirSync(join(root, parent), { recursive: true });
  }
  const path = `${parent}/${some()} ${some()}-${number}.txt`;
  writeFileSync(join(root, path), Array.from({ length: WORDS }, some).join(' '));
  paths.push(path);
}
const questions = Array.from({ length: 200 }, () => `${some()} ${below(2) ? some() : ''}`.trim());
/** Milliseconds of processors. */
const cpu = (run: () => void): number => {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
const time = (run: () => void): number => {
  const since = performance.now();
  run();
  return performance.now() - since;
};
const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.floor(sorted.length * part)] ?? 0;
const spread = (times: number[]): string => {
  const sorted = times.toSorted((a, b) => a - b);
  return `p50 ${at(sorted, 0.5).toFixed(2)} ms, p95 ${at(sorted, 0.95).toFixed(2)} ms`;
};
const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

const ours: Indexed[] = [];
const bareNames: number[] = [];
const bareTexts: number[] = [];
const bareCpu = { names: [] as number[], texts: [] as number[] };
const plocate: number[] = [];
const asked = { ours: [] as number[], ranked: [] as number[], unranked: [] as number[] };
const bySystem = { plocate: [] as number[], ripgrep: [] as number[] };
const locations = join(folder.path, 'plocate.db');

for (let round = 0; round < rounds; round += 1) {
  const file = join(folder.path, `ours-${round}.db`);
  const indexing = join(import.meta.dirname, 'search-indexing.ts');
  ours.push(
    JSON.parse(execFileSync(process.execPath, [indexing, root, file], { encoding: 'utf8' })),
  );
  const bare = openDatabase(join(folder.path, `bare-${round}.db`), {
    durable: false,
    migrations: [
      `CREATE VIRTUAL TABLE names USING fts5(name); CREATE VIRTUAL TABLE texts USING fts5(text);`,
    ],
  });
  const insert = (sql: string, pick: (path: string) => string): number =>
    time(() => bare.transaction(() => paths.forEach((path) => bare.run(sql, pick(path)))));
  bareCpu.names.push(
    cpu(() => bareNames.push(insert('INSERT INTO names VALUES (?)', (path) => path))),
  );
  const textAt = (path: string): string => readFileSync(join(root, path), 'utf8');
  bareCpu.texts.push(cpu(() => bareTexts.push(insert('INSERT INTO texts VALUES (?)', textAt))));
  if (has('updatedb'))
    plocate.push(
      time(() =>
        execFileSync('updatedb', ['-l', '0', '-U', root, '-o', locations, '--prunepaths', '']),
      ),
    );
  const index = new ShareIndex(file);
  for (const words of questions) {
    const terms = termsOf(words);
    asked.ours.push(
      time(() => {
        const found = lookInto(index, { words }, terms, systemClock);
        snippetsIn(
          index,
          terms,
          found.flatMap(({ text }) => text ?? []),
        );
      }),
    );
    const match = terms.map(({ text }) => `"${text}"*`).join(' AND ');
    const ask = (order: string): number =>
      time(() => {
        bare.all('SELECT name FROM names WHERE names MATCH ? LIMIT 50', match);
        bare.all(`SELECT rowid FROM texts WHERE texts MATCH ? ${order} LIMIT 50`, match);
      });
    asked.ranked.push(ask('ORDER BY rank'));
    asked.unranked.push(ask(''));
  }
  for (const words of questions.slice(0, 5)) {
    const [first = ''] = words.split(' ');
    if (plocate.length > 0)
      bySystem.plocate.push(time(() => void spawnSync('plocate', ['-d', locations, first])));
    if (has('rg'))
      bySystem.ripgrep.push(time(() => void spawnSync('rg', ['-l', '-i', `\\b${first}`, root])));
  }
  index.close();
  bare.close();
}
const rate = (times: readonly number[]): number => Math.round((files / median(times)) * 1000);
const [names, texts] = [ours.map((one) => one.names), ours.map((one) => one.texts)];
console.log(`${files} files of ${WORDS} words, median of ${rounds}`);
for (const [what, mine, bare] of [
  ['words of names', rate(ours.map((one) => one.words)), rate(bareNames)],
  ['names with their parts', rate(names), rate(bareNames)],
  ['texts', rate(texts), rate(bareTexts)],
] as const)
  console.log(
    `  ${what}: ${mine} files/s with reading the tree; bare FTS5 ${bare} rows/s (×${(mine / bare).toFixed(2)})`,
  );
const mineCpu = {
  names: rate(ours.map((one) => one.namesCpu)),
  texts: rate(ours.map((one) => one.textsCpu)),
};
console.log(
  `  for a second of processor: ${mineCpu.names} names, bare ${rate(bareCpu.names)}; ${mineCpu.texts} texts, bare ${rate(bareCpu.texts)}`,
);
if (plocate.length > 0)
  console.log(
    `  plocate's database of names: ${rate(plocate)} files/s (×${(rate(names) / rate(plocate)).toFixed(2)})`,
  );
console.log(
  `  meanwhile: the agent's loop held for at most ${median(ours.map((one) => one.loop)).toFixed(1)} ms ` +
    `(with nothing to do ${median(ours.map((one) => one.idle)).toFixed(1)}; of its own work at most ` +
    `${median(ours.map((one) => one.own)).toFixed(1)}), ` +
    `${median(ours.map((one) => one.rss)).toFixed(0)} MiB (before ${median(ours.map((one) => one.before)).toFixed(0)}); ` +
    `the index has ${(statSync(join(folder.path, 'ours-0.db')).size / 1e6).toFixed(0)} MB`,
);
console.log(`  questions, names and ranked texts with snippets: ${spread(asked.ours)}`);
console.log(`  bare FTS5, ranked: ${spread(asked.ranked)}; unranked: ${spread(asked.unranked)}`);
const own = median(asked.ours);
for (const [program, times] of Object.entries(bySystem))
  console.log(
    times.length === 0
      ? `  ${program} is not here`
      : `  ${program}: p50 ${median(times).toFixed(1)} ms (ours ×${(own / median(times)).toFixed(3)})`,
  );
folder.remove();
