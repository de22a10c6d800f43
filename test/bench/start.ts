/**
 * What an installed Hallway costs: how large its package is, how long it takes from its start to
 * serving, and its memory at rest in a workgroup of twelve. `node test/bench/start.ts DEB [ROUNDS
 * [PCS [SETTLE_S]]]` as root, for instance after `npm run package -- deb`. The launcher that a person
 * runs and the agent's bundle alone are started in turn, on the Node of the package.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import { Lab } from '../lan/lab.ts';
import { LabPc } from '../scenario/lab-pc.ts';
import { median, readRunning } from '../slow/gauge.ts';
import { RUNTIME_ENV, RUNTIME_FLAGS } from '../support/runtime.ts';
import { temporaryFolder } from '../support/temporary.ts';

const [, , file, rounds = '11', count = '12', settle = '60'] = process.argv;
if (file === undefined) throw new Error('Name a Debian package.');
const folder = temporaryFolder();
const system = join(folder.path, 'system');
execFileSync('dpkg-deb', ['-x', file, system]);
const installed = join(system, 'usr', 'lib', 'hallway');
const cache = join(folder.path, 'compiled');
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: folder.path,
  CUPS_SERVER: join(folder.path, 'no-cups.sock'),
  ...RUNTIME_ENV,
  NODE_COMPILE_CACHE: cache,
};
const ways = {
  installed: [join(installed, 'hallway')],
  bundle: [
    join(installed, 'bin', 'node'),
    ...RUNTIME_FLAGS,
    join(installed, 'dist', 'agent', 'main.js'),
  ],
};
type Way = keyof typeof ways;

/** Milliseconds from the start of the process until it says that it serves. */
async function startOnce(way: Way): Promise<number> {
  const [program = '', ...args] = ways[way];
  const home = join(folder.path, `home-${way}`);
  mkdirSync(home, { recursive: true });
  const began = performance.now();
  const child = spawn(
    program,
    [...args, 'agent', '--home', home, '--no-tray', '--peer-port', '0', '--local-port', '0'],
    { env, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise((resolve) => void child.once('exit', resolve));
  const ready = await new Promise<number>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ready ')) resolve(performance.now() - began);
    });
    void ended.then(() => reject(new Error('The agent ended.')));
  });
  child.kill();
  await ended;
  return ready;
}

const told = (values: readonly number[]): string =>
  `median ${median(values).toFixed(0)}   least ${Math.min(...values).toFixed(0)}`;

console.log(`package ${(statSync(file).size / 1e6).toFixed(1)} MB (32 wanted)`);
const times: Record<Way, number[]> = { installed: [], bundle: [] };
for (let round = -1; round < Number(rounds); round += 1)
  for (const way of ['installed', 'bundle'] as const) {
    const ms = await startOnce(way);
    // The first start makes the key and fills the cache of compiled code.
    if (round >= 0) times[way].push(ms);
  }
console.log(`start to serving, ms (250 wanted), ${rounds} rounds in turn`);
for (const way of ['installed', 'bundle'] as const) console.log(`  ${way}: ${told(times[way])}`);
console.log(`  ratio ${(median(times.installed) / median(times.bundle)).toFixed(2)}`);

const pcs = Number(count);
if (pcs > 0) {
  const lab = await Lab.create({ pcs });
  try {
    const main = join(installed, 'dist', 'agent', 'launch.js');
    const office = Array.from({ length: pcs }, (_, index) => {
      const home = join(folder.path, `pc-${index + 1}`);
      return new LabPc(lab, index + 1, home, { env: { NODE_COMPILE_CACHE: cache }, main });
    });
    const [first, ...others] = office;
    for (const pc of office) await pc.start();
    await first?.call(api.createWorkgroup, { body: { name: 'Office' } });
    for (const pc of others) {
      const invitation = await first?.call(api.openInvitation, { body: { approve: true } });
      await pc.call(api.joinWorkgroup, { body: { code: invitation?.code ?? '' } });
    }
    for (const pc of office) {
      await pc.end();
      await pc.start();
    }
    await delay(Number(settle) * 1000);
    const rss = office.map(({ pid }) => readRunning(pid).rssBytes / 1e6);
    console.log(`RSS at rest, MB (80 wanted), ${pcs} joined PCs, ${settle} s after their start`);
    console.log(`  ${told(rss)}   most ${Math.max(...rss).toFixed(0)}`);
    for (const pc of office) await pc.end();
  } finally {
    await lab.destroy();
  }
}
folder.remove();
process.exit(0);
