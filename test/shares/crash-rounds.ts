/** Kills a process that changes a share, at seeded instants, and looks at what is left. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { silentLog } from '../../src/base/log.ts';
import { LocalFileSystem } from '../../src/shares/local-file-system.ts';
import { TRASH_FOLDER } from '../../src/shares/trash/trash.ts';
import { UploadJournal } from '../../src/shares/upload-journal.ts';
import { RUNTIME_FLAGS } from '../support/runtime.ts';
import { seededBelow } from '../support/seeded.ts';
import { root as project } from '../support/sources.ts';
import { ManualClock } from '../support/temporary.ts';
import { isWhole, tokenOf } from './crash-content.ts';

const COMPILED = join(project, 'node_modules', '.cache', 'hallway');

export interface CrashRounds {
  /** Holds what is not in the share. */
  top: string;
  root: string;
  rounds: number;
  seed: number;
  /** Bytes. */
  largest: number;
  /** Until the kill, at most. */
  longestMs: number;
}

export interface CrashFacts {
  /** Changes that were done, and that failed for want of room. */
  done: number;
  full: number;
  /** Kills in the midst of a change. */
  midway: number;
  restored: number;
}

export async function crashRounds(options: CrashRounds): Promise<CrashFacts> {
  const below = seededBelow(options.seed);
  const facts: CrashFacts = { done: 0, full: 0, midway: 0, restored: 0 };
  for (let round = 0; round < options.rounds; round++) {
    const seed = options.seed * 1000 + round;
    const log = await killed(options, seed, 5 + below(options.longestMs));
    await look(options, log, seed, facts);
  }
  return facts;
}

async function killed(options: CrashRounds, seed: number, ms: number): Promise<string> {
  const { top, root, largest } = options;
  const log = join(top, 'log');
  rmSync(log, { force: true });
  for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
  // A note of a file that was not yet made stays for a month.
  for (const name of readdirSync(join(top, 'notes'))) rmSync(join(top, 'notes', name));
  for (const folder of ['a/deep', 'b/deep']) mkdirSync(join(root, folder), { recursive: true });
  const worker = join(project, 'test/shares/crash-worker.ts');
  const words = [root, join(top, 'notes'), log, String(seed), String(largest)];
  const child = spawn(process.execPath, [...RUNTIME_FLAGS, worker, ...words], {
    // It ends with this process, whatever ends it.
    stdio: ['pipe', 'ignore', 'ignore'],
    // Half of its time is reading its sources.
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env },
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_code, signal) => resolve(signal)),
  );
  for (let tries = 0; !existsSync(log) && tries < 3000; tries++) await wait(5);
  await wait(ms);
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL');
  return readFileSync(log, 'utf8');
}

async function look(
  { top, root }: CrashRounds,
  log: string,
  seed: number,
  facts: CrashFacts,
): Promise<void> {
  const { alive, either } = remembered(log, facts);
  const clock = new ManualClock(Date.now());
  // As at the next start.
  const journal = new UploadJournal(join(top, 'notes'), clock);
  await journal.sweep();
  const files = new LocalFileSystem({ root, clock, journal, log: silentLog });
  await files.tend();
  const hidden = (): string[] =>
    readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.part'),
    );
  assert.deepEqual(hidden(), [], `seed ${seed}`);
  for (const { id } of (await files.trash()).entries) {
    await files.restore(id);
    facts.restored++;
  }
  const trash = join(root, TRASH_FOLDER);
  const left = (existsSync(trash) ? readdirSync(trash) : []).filter((name) => name !== 'reserve');
  assert.deepEqual(left, [], `seed ${seed}: left in the trash`);

  const found = new Set<string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.endsWith(TRASH_FOLDER)) continue;
    const content = readFileSync(join(entry.parentPath, entry.name));
    assert.ok(isWhole(content), `seed ${seed}: ${entry.name} is damaged`);
    found.add(tokenOf(content) ?? '');
  }
  const lost = [...alive].filter((token) => !found.has(token));
  assert.deepEqual(lost, [], `seed ${seed}: lost`);
  if (either)
    assert.ok(
      either.some((token) => found.has(token)),
      `seed ${seed}: neither ${either.join(' nor ')}`,
    );
}

/** What has to be there, and of what was being written when the end came: one of the two. */
function remembered(
  log: string,
  facts: CrashFacts,
): { alive: Set<string>; either: string[] | undefined } {
  const alive = new Set<string>();
  let begun: { token: string; before: string } | undefined;
  let midway = false;
  for (const line of log.split('\n')) {
    const [word, token = '', before = '', how = ''] = line.split(' ');
    // Without leave to replace it the old one has to stay.
    if (word === 'write') begun = { token, before: how === 'replace' ? before : '-' };
    else if (word === 'done') {
      facts.done++;
      if (begun) alive.add(begun.token).delete(begun.before);
    } else if (word === 'failed' && (token === 'disk.full' || token === 'share.full')) facts.full++;
    if (word === 'done' || word === 'failed') begun = undefined;
    midway = word === '' ? midway : word !== 'done' && word !== 'failed';
  }
  if (midway) facts.midway++;
  if (!begun) return { alive, either: undefined };
  const { token, before } = begun;
  const either = alive.delete(before) ? [token, before] : undefined;
  return { alive, either };
}
