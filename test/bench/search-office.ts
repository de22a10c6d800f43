/**
 * A question to a whole office: N agents on the LAN lab with F files each. How long until the first
 * hits and until all answers, against one bare round trip over the link and one bare query of FTS5, in
 * turn in the same run; then the same with one PC frozen. All PCs share the processors of this machine.
 * Run as root: `node test/bench/search-office.ts [PCS] [FILES] [QUESTIONS]`, three PCs at least
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import { ShareIndex } from '../../src/search/share-index.ts';
import { LabOffice } from '../scenario/lab-office.ts';
import { median } from '../slow/gauge.ts';
import { seededBelow } from '../support/seeded.ts';
import type { Asked, AskOrder } from './search-asker.ts';

const given = process.argv.slice(2).map(Number);
const [pcs = 12, files = 20_000, questions = 60] = given;
const WORDS = 60;
const IN_FOLDER = 100;
const READ_MS = 600_000;
const asker = fileURLToPath(new URL('search-asker.ts', import.meta.url));
const below = seededBelow(3);
const syllables = 'ba be bo da de do ka ke ko la le lo ma me mo na ne no ra re ro sa se so'.split(
  ' ',
);
const vocabulary = Array.from({ length: 20_000 }, () =>
  Array.from({ length: 2 + below(3) }, () => syllables[below(syllables.length)]).join(''),
);
const some = (): string => vocabulary[Math.min(below(20_000), below(20_000))] ?? '';

const office = await LabOffice.create(pcs);
try {
  await office.join();
  for (const pc of office.pcs) {
    const folder = join(office.folder, `shared-${pc.number}`);
    for (let number = 0; number < files; number += 1) {
      const place = join(folder, `${Math.floor(number / IN_FOLDER)}`);
      if (number % IN_FOLDER === 0) mkdirSync(place, { recursive: true });
      const words = Array.from({ length: WORDS }, some).join(' ');
      writeFileSync(join(place, `${some()} ${some()}-${number}.txt`), words);
    }
    await pc.call(api.addShare, { body: { path: folder, name: `Folder ${pc.number}` } });
  }
  const begun = performance.now();
  for (const pc of office.pcs) await untilRead(join(pc.home, 'search'), pc.number);
  const read = (performance.now() - begun) / 1000;
  console.log(
    `${pcs} PCs with ${files} files each, read ${read.toFixed(0)} s after the last was shared`,
  );
  const [own, other] = office.pcs;
  const shares = (await other?.call(api.listOwnShares, {})) ?? [];
  const [share] = shares;
  if (!own || !other || !share) throw new Error('There is nothing to ask.');
  const run = async <Line>(count: number, answers: number, written?: string): Promise<Line[]> => {
    const order: AskOrder = {
      home: own.home,
      peer: { device: other.id, share: share.id },
      questions: Array.from({ length: count }, () => (below(2) ? `${some()} ${some()}` : some())),
      answers,
      written,
    };
    const argv = [process.execPath, asker, JSON.stringify(order)];
    const { code, stdout, stderr } = await office.lab.pc(own.number).exec(argv);
    if (code !== 0) throw new Error(stderr);
    const lines = stdout.trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Line);
  };
  const ask = (count: number, answers: number): Promise<Asked[]> => run(count, answers);
  // Connections are there, and pages of the indexes in memory.
  await ask(10, pcs);
  tell('everybody answers', await ask(questions, pcs));
  const found = await run<{ found: number }>(0, pcs, join(office.folder, 'shared-1', '0'));
  const times = found.map((one) => one.found);
  console.log(
    `a new text is found after p50 ${median(times).toFixed(0)} ms, at most ${Math.max(...times).toFixed(0)} ms`,
  );
  await office.lab.freeze(pcs);
  tell('one PC frozen', await ask(Math.min(20, questions), pcs - 1));
} finally {
  await office.destroy();
}

function tell(what: string, all: readonly Asked[]): void {
  const p95 = (pick: (one: Asked) => number): number => {
    const sorted = all
      .map(pick)
      .filter((ms) => !Number.isNaN(ms))
      .toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.95)] ?? NaN;
  };
  const least = p95(({ link, bare }) => link + bare);
  const middle = median(all.map(({ link, bare }) => link + bare));
  const times = (ms: number): string => `${ms.toFixed(1)} ms (×${(ms / least).toFixed(2)})`;
  const coverage = new Set(all.map(({ answered, asked }) => `${answered} of ${asked}`));
  console.log(
    `${what}: bare round trip and query p50 ${middle.toFixed(1)}, p95 ${least.toFixed(1)} ms ` +
      `(link ${p95(({ link }) => link).toFixed(1)}, query ${p95(({ bare }) => bare).toFixed(1)}); ` +
      `first hits p95 ${times(p95(({ first }) => first))}, all answers p95 ${times(p95((one) => one.all))}; ` +
      `p50 ${median(all.map((one) => one.first)).toFixed(1)} and ${median(all.map((one) => one.all)).toFixed(1)} ms; ` +
      `${Array.from(coverage).join(', ')} answered`,
  );
}

/** Until nothing of a PC's share is left to be read. */
async function untilRead(folder: string, number: number): Promise<void> {
  const until = performance.now() + READ_MS;
  const [share] = await office.pc(number).call(api.listOwnShares, {});
  for (;;) {
    try {
      const index = new ShareIndex(join(folder, `${share?.id}.db`));
      const done = index.size() >= files && index.toRead(1).length === 0;
      index.close();
      if (done) return;
    } catch {
      // It is not there yet.
    }
    if (performance.now() > until) throw new Error(`PC ${number} does not come to an end.`);
    await sleep(500);
  }
}
