/**
 * `npm test`: sets up the peers, runs the quick checks (lint, format, types), then every test with
 * the pinned Node, in two lanes side by side: what needs a LAN of its own with some of the rest,
 * and everything else. Half of their time is waiting. Where a few files failed in a whole run, they run
 * once more, alone: what fails beside the other lane only is told as unsteady. Then it tells how
 * long each lane took, and its longest files. The last line is `N passed, N failed`, with
 * `, N skipped` where tests were; the exit status is 0 only if nothing failed. Arguments go to mocha (a file,
 * `-g WORDS`). `npm run test:slow` (`--slow`) runs only what takes minutes, and no checks.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { pinnedNode, root } from '../../agent/bootstrap/bootstrap.mjs';
import { describeMissing, ensurePeers } from './peers.mjs';

/** A test run that does not end by itself has left something open; it gets this long, in ms. */
const ENDING_PATIENCE = 10_000;
const modules = join(root, 'node_modules');
const bin = join(modules, '.bin');
const node = pinnedNode();
const slow = process.argv.includes('--slow');
const mochaArguments = process.argv.slice(2).filter((argument) => argument !== '--slow');
/** So many failed files may be the fault of a busy machine; more are not. */
const FEW_FILES = 4;
const LONGEST_FILES = 8;
/** Folders that go with what needs a LAN, so that both lanes take about as long. */
const SECOND = ['http', 'printing', 'shares', 'transfer'];
/** A test that hangs must not hang whoever waits for the result, in ms. */
const WHOLE_PATIENCE = (slow ? 90 : 38) * 60_000;

/** The test files below these folders of `test/`, by name. */
function testsIn(...folders) {
  return folders.flatMap((folder) =>
    readdirSync(join(root, 'test', folder), { recursive: true })
      .filter((name) => name.endsWith('.test.ts'))
      .sort()
      .map((name) => join('test', folder, name)),
  );
}

/** The files of each lane; within it the quick ones first, offices and browsers last. */
function lanes() {
  if (mochaArguments.some((argument) => argument.endsWith('.ts'))) return [[]];
  if (slow) return [testsIn('slow')];
  const late = ['scenario', 'browser'];
  const folders = readdirSync(join(root, 'test'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && ![...late, 'slow'].includes(entry.name))
    .map(({ name }) => name);
  const files = testsIn(...folders, ...late);
  const needsLan = (file) => readFileSync(join(root, file), 'utf8').includes('skipWithoutLab(');
  const isSecond = (file) => SECOND.includes(file.split(sep)[1]) || needsLan(file);
  return [files.filter((file) => !isSecond(file)), files.filter(isSecond)];
}

const env = {
  ...process.env,
  // Daemons of the peers stand in sbin, which a plain user's or an empty PATH lacks.
  PATH: [bin, process.env.PATH, '/usr/local/sbin', '/usr/sbin', '/sbin']
    .filter(Boolean)
    .join(delimiter),
};
const children = new Set();

/** Runs the pinned Node; `onMessage` hears what the child sends and gets the child. */
function run(args, onMessage) {
  return new Promise((resolve) => {
    const child = spawn(node, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    children.add(child);
    if (onMessage) child.on('message', (message) => onMessage(message, child));
    child.on('error', (error) => {
      process.stderr.write(`tests: ${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code) => {
      children.delete(child);
      resolve(code ?? 1);
    });
  });
}

async function quickChecks() {
  const checks = {
    lint: [join(modules, 'oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings'],
    format: [join(modules, '@biomejs', 'biome', 'bin', 'biome'), 'format'],
    types: [join(root, 'agent', 'bootstrap', 'types.mjs')],
  };
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, args] of Object.entries(checks)) {
    const passed = (await run(args)) === 0;
    counts[passed ? 'passed' : 'failed'] += 1;
    process.stdout.write(`  ${passed ? '✔' : '✖'} ${name}\n`);
  }
  return counts;
}

/** Resolves to the counts of each file, and the failures as text. */
async function lane(files) {
  let result;
  let lingering;
  let killed = false;
  const status = await run(
    [
      join(modules, 'mocha', 'bin', 'mocha.js'),
      '--reporter',
      join(root, 'test', 'support', 'reporter.mjs'),
      ...files,
      ...mochaArguments,
    ],
    (message, child) => {
      result = message;
      child.disconnect();
      lingering = setTimeout(() => {
        killed = true;
        process.stderr.write('tests: something was left open after the last test\n');
        child.kill('SIGKILL');
      }, ENDING_PATIENCE);
    },
  );
  clearTimeout(lingering);
  const ofItself = { passed: 0, failed: 1, skipped: 0 };
  if (!result) return { files: { '': ofItself }, failures: '' };
  const failed = Object.values(result.files).some((counts) => counts.failed > 0);
  if (killed || (status !== 0 && !failed)) result.files[''] = ofItself;
  return result;
}

/** How long each lane took, and its longest files: where to begin when the run gets long. */
function tellTimes(results) {
  const minutes = (ms) => `${(ms / 60_000).toFixed(1)} min`;
  for (const { files } of results) {
    const times = Object.entries(files).map(([file, { ms = 0 }]) => ({ file, ms }));
    const all = times.reduce((sum, { ms }) => sum + ms, 0);
    const longest = times.sort((a, b) => b.ms - a.ms).slice(0, LONGEST_FILES);
    process.stdout.write(`\nA lane of ${times.length} files took ${minutes(all)}; the longest:\n`);
    for (const { file, ms } of longest) process.stdout.write(`  ${minutes(ms)}  ${file}\n`);
  }
}

/** The few files that failed, or none where more is wrong than the moment. */
function unsteady(files) {
  const failed = Object.keys(files).filter((file) => files[file].failed > 0);
  return failed.length <= FEW_FILES && !failed.includes('') ? failed : [];
}

async function tests() {
  const hanging = setTimeout(() => {
    process.stderr.write('tests: the run takes too long and is ended\n');
    for (const child of children) {
      child.send?.('end');
      setTimeout(() => child.kill('SIGKILL'), ENDING_PATIENCE).unref();
    }
  }, WHOLE_PATIENCE);
  const all = lanes();
  // Limits that are promised for a machine of one's own give way (promised.ts).
  if (all.length > 1) env.HALLWAY_TEST_LANES = String(all.length);
  const results = await Promise.all(all.map(lane));
  for (const { failures } of results) process.stdout.write(failures);
  if (all.length > 1) tellTimes(results);
  const files = Object.assign({}, ...results.map((result) => result.files));
  const again = all.length > 1 ? unsteady(files) : [];
  if (again.length > 0) {
    process.stdout.write(`\nOnce more, alone: ${again.join(', ')}\n`);
    delete env.HALLWAY_TEST_LANES;
    const alone = await lane(again);
    process.stdout.write(alone.failures);
    for (const file of again) {
      const passed = alone.files[file]?.failed === 0;
      if (passed) process.stdout.write(`Unsteady, passes alone: ${file}\n`);
    }
    Object.assign(files, alone.files);
  }
  clearTimeout(hanging);
  return Object.values(files);
}

function stop(signal) {
  for (const child of children) child.kill(signal);
  process.exitCode = 1;
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
// npm's shell dies of a signal without handing it on.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && stop('SIGTERM'), 1000).unref();

for (const line of describeMissing(ensurePeers({ slow }))) process.stderr.write(`${line}\n`);
const all = [];
// With arguments somebody looks at a part; the checks stay with the whole.
if (mochaArguments.length === 0 && !slow) all.push(await quickChecks());
all.push(...(await tests()));
const sum = (key) => all.reduce((total, counts) => total + counts[key], 0);
const skipped = sum('skipped');
process.exitCode = sum('failed') > 0 || process.exitCode ? 1 : 0;
process.stdout.write(
  `\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
);
