/**
 * The search's index beside what it is made of: names and texts of a tree with N files read and
 * indexed, beside the same rows put into bare FTS5; questions to it, beside bare FTS5, `find` and
 * `grep`. `node test/bench/search.ts [FILES] [ROUNDS]`
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../agent/system-clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { Indexer } from '../../src/search/indexer.ts';
import { lookInto } from '../../src/search/look.ts';
import { ShareIndex } from '../../src/search/share-index.ts';
import { plainText } from '../../src/search/text/plain-text.ts';
import { TextExtractors } from '../../src/search/text/text-extractor.ts';
import { termsOf } from '../../src/search/words.ts';
import { LocalFileSystem } from '../../src/shares/local-file-system.ts';
import { UploadJournal } from '../../src/shares/upload-journal.ts';
import { openDatabase } from '../../src/store/database.ts';
import { median } from '../slow/gauge.ts';
import { seededBelow } from '../support/seeded.ts';
import { temporaryFolder } from '../support/temporary.ts';

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
const rows: { path: string; text: string }[] = [];
for (let number = 0; number < files; number += 1) {
  const place = `${some()}/${Math.floor(number / IN_FOLDER)}`;
  if (number % IN_FOLDER === 0) mkdirSync(join(root, place), { recursive: true });
  const [last] = rows.slice(-1);
  const parent =
    number % IN_FOLDER === 0 ? place : (last?.path.slice(0, last.path.lastIndexOf('/')) ?? '');
  const path = `${parent}/${some()} ${some()}-${number}.txt`;
  const text = Array.from({ length: WORDS }, some).join(' ');
  writeFileSync(join(root, path), text);
  rows.push({ path, text });
}
const questions = Array.from({ length: 200 }, () => `${some()} ${below(2) ? some() : ''}`.trim());
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

const taken = {
  names: [] as number[],
  texts: [] as number[],
  bareNames: [] as number[],
  bareTexts: [] as number[],
};
const asked = { ours: [] as number[], bare: [] as number[] };
for (let round = 0; round < rounds; round += 1) {
  const index = new ShareIndex(join(folder.path, `ours-${round}.db`));
  const local = new LocalFileSystem({
    root,
    clock: systemClock,
    journal: new UploadJournal(join(folder.path, 'journal'), systemClock),
    log: silentLog,
  });
  const extractors = new TextExtractors([plainText]);
  const indexer = new Indexer({ index, files: local, extractors, seen: () => {}, reads: () => {} });
  let since = performance.now();
  await indexer.all();
  taken.names.push(performance.now() - since);
  since = performance.now();
  await indexer.contents(() => false);
  taken.texts.push(performance.now() - since);

  const bare = openDatabase(join(folder.path, `bare-${round}.db`), {
    durable: false,
    migrations: [
      `CREATE VIRTUAL TABLE names USING fts5(name); CREATE VIRTUAL TABLE texts USING fts5(text);`,
    ],
  });
  const insert = (sql: string, pick: (row: (typeof rows)[number]) => string): number =>
    time(() =>
      bare.transaction(() => {
        for (const row of rows) bare.run(sql, pick(row));
      }),
    );
  taken.bareNames.push(insert('INSERT INTO names VALUES (?)', ({ path }) => path));
  taken.bareTexts.push(
    insert('INSERT INTO texts VALUES (?)', ({ path }) => readFileSync(join(root, path), 'utf8')),
  );
  for (const words of questions) {
    const terms = termsOf(words);
    asked.ours.push(time(() => void lookInto(index, { words }, terms)));
    const match = terms.map(({ text }) => `"${text}"*`).join(' AND ');
    asked.bare.push(
      time(() => {
        bare.all('SELECT name FROM names WHERE names MATCH ? LIMIT 50', match);
        bare.all('SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 50', match);
      }),
    );
  }
  index.close();
  bare.close();
}
const rate = (times: readonly number[]): number => Math.round((files / median(times)) * 1000);
console.log(`${files} files of ${WORDS} words, median of ${rounds}`);
for (const [what, ours, bare] of [
  ['names', rate(taken.names), rate(taken.bareNames)],
  ['texts', rate(taken.texts), rate(taken.bareTexts)],
] as const)
  console.log(
    `  ${what}: ${ours} files/s with reading the tree; bare FTS5 ${bare} rows/s (×${(ours / bare).toFixed(2)})`,
  );
console.log(
  `  questions: ${spread(asked.ours)}; bare names and ranked texts: ${spread(asked.bare)}`,
);
const [first = ''] = questions;
const search = spawnSync('rg', ['--version']).status === 0 ? ['rg', '-l', '-w'] : ['grep', '-rlw'];
console.log(
  `  by reading: ${search[0]} ${time(() => void spawnSync(search[0] ?? '', [...search.slice(1), first.split(' ')[0] ?? '', root])).toFixed(0)} ms for contents, ` +
    `find ${time(() => void execFileSync('find', [root, '-name', `*${first.split(' ')[0]}*`])).toFixed(0)} ms for names`,
);
folder.remove();
