/**
 * What Hallway costs on a PC: how large its package is, how long it takes from its start to serving
 * and to its first answer, and its memory at rest in a workgroup of twelve. `node test/bench/start.ts DEB [ROUNDS [PCS
 * [SETTLE_S]]]` as root, for instance after `npm run package -- deb`; `-` for DEB starts the bundle of
 * this checkout. In turn: the launcher that a person runs, the agent's bundle alone, and a bare agent
 * (bare-agent.ts) bundled alike. The processor's time tells more than the wall on a busy machine.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { rolldown } from 'rolldown';
import * as api from '../../src/api/local.ts';
import { Lab } from '../lan/lab.ts';
import { joinPcs } from '../scenario/lab-office.ts';
import { LabPc } from '../scenario/lab-pc.ts';
import { median, readRunning } from '../slow/gauge.ts';
import { AGENT_ENTRY } from '../support/agent-entry.ts';
import { RUNTIME_ENV, RUNTIME_FLAGS } from '../support/runtime.ts';
import { root } from '../support/sources.ts';
import { temporaryFolder } from '../support/temporary.ts';

const [, , file = '-', rounds = '11', count = '12', settle = '60'] = process.argv;
const folder = temporaryFolder();
const cache = join(folder.path, 'compiled');
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: folder.path,
  CUPS_SERVER: join(folder.path, 'no-cups.sock'),
  ...RUNTIME_ENV,
  NODE_COMPILE_CACHE: cache,
};

interface Installation {
  /** Undefined in a checkout. */
  launcher: string | undefined;
  node: string;
  entry: string;
}

function unpacked(): Installation {
  if (file === '-') return { launcher: undefined, node: process.execPath, entry: AGENT_ENTRY };
  console.log(`package ${(statSync(file).size / 1e6).toFixed(1)} MB (32 wanted)`);
  const system = join(folder.path, 'system');
  execFileSync('dpkg-deb', ['-x', file, system]);
  const installed = join(system, 'usr', 'lib', 'hallway');
  return {
    launcher: join(installed, 'hallway'),
    node: join(installed, 'bin', 'node'),
    entry: join(installed, 'dist', 'agent', 'main.js'),
  };
}

/** The bare agent in one file. */
async function bareAgent(): Promise<string> {
  const bundle = await rolldown({
    input: join(root, 'test', 'bench', 'bare-agent.ts'),
    platform: 'node',
    external: ['better-sqlite3'],
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'cjs' });
  const bare = join(folder.path, 'bare');
  mkdirSync(bare);
  symlinkSync(join(root, 'node_modules'), join(bare, 'node_modules'));
  const entry = join(bare, 'bare-agent.cjs');
  writeFileSync(entry, output[0].code);
  return entry;
}

const { launcher, node, entry } = unpacked();
const options = ['--no-tray', '--peer-port', '0', '--local-port', '0'];
const home = (name: string): string => {
  const path = join(folder.path, `home-${name}`);
  mkdirSync(path, { recursive: true });
  return path;
};
const ways: Record<string, string[]> = {
  ...(launcher ? { installed: [launcher, 'agent', '--home', home('installed'), ...options] } : {}),
  bundle: [node, ...RUNTIME_FLAGS, entry, 'agent', '--home', home('bundle'), ...options],
  bare: [node, ...RUNTIME_FLAGS, await bareAgent(), home('bare')],
};

interface Start {
  /** From the start of the process until it says that it serves, ms. */
  wall: number;
  /** Of all of its threads until then, ms. */
  cpu: number;
  /** As these two, until it has answered its first request. */
  answer: number;
  answerCpu: number;
}

async function startOnce([program = '', ...args]: readonly string[]): Promise<Start> {
  const began = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => void child.once('exit', resolve));
  const spent = (): [number, number] => [performance.now() - began, cpuOf(child.pid ?? 0)];
  const { url, wall, cpu } = await new Promise<{ url: string; wall: number; cpu: number }>(
    (resolve, reject) => {
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const [, served] = /ready (\S+)\n/.exec(said) ?? [];
        if (served === undefined) return;
        const [wall, cpu] = spent();
        resolve({ url: served, wall, cpu });
      });
      void ended.then(() => reject(new Error('The agent ended.')));
    },
  );
  await answered(url, args[args.indexOf('--home') + 1] ?? '');
  const [answer, answerCpu] = spent();
  child.kill();
  await ended;
  return { wall, cpu, answer, answerCpu };
}

/** The first request that somebody has of it. */
async function answered(url: string, home: string): Promise<void> {
  const about = join(home, 'agent.json');
  const authorization = existsSync(about)
    ? `Bearer ${(JSON.parse(readFileSync(about, 'utf8')) as { token: string }).token}`
    : '';
  const path = authorization ? api.getStatus.path : '/';
  const answer = await fetch(new URL(path, url), { headers: { authorization } });
  if (!answer.ok) throw new Error(`It answered ${answer.status}.`);
  await answer.arrayBuffer();
}

/** proc(5): the scheduler counts in nanoseconds, each thread for itself. */
function cpuOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return threads.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
}

const told = (values: readonly number[]): string =>
  `median ${median(values).toFixed(0)}   least ${Math.min(...values).toFixed(0)}`;

const starts = new Map<string, Start[]>(Object.keys(ways).map((way) => [way, []]));
for (let round = -2; round < Number(rounds); round += 1)
  for (const [way, argv] of Object.entries(ways)) {
    const start = await startOnce(argv);
    // The first start makes the key; with the second the cache of compiled code is whole.
    if (round >= 0) starts.get(way)?.push(start);
  }
console.log(`start to serving, ${rounds} rounds in turn`);
const bare = starts.get('bare') ?? [];
const WHAT = {
  wall: 'serving, by the wall, ms (250 wanted)',
  cpu: "serving, the processor's time, ms",
  answer: 'first answer, by the wall, ms',
  answerCpu: "first answer, the processor's time, ms",
} as const;
for (const [key, what] of Object.entries(WHAT) as [keyof Start, string][]) {
  console.log(what);
  const least = median(bare.map((one) => one[key]));
  for (const [way, values] of starts) {
    const times = values.map((one) => one[key]);
    console.log(`  ${way}: ${told(times)}   ${(median(times) / least).toFixed(2)} of bare`);
  }
}

const pcs = Number(count);
if (pcs > 0) {
  const lab = await Lab.create({ pcs });
  try {
    const main = launcher ? join(entry, '..', 'launch.js') : entry;
    const office = Array.from(
      { length: pcs },
      (_, index) =>
        new LabPc(lab, index + 1, join(folder.path, `pc-${index + 1}`), {
          env: { NODE_COMPILE_CACHE: cache },
          main,
        }),
    );
    for (const pc of office) await pc.start();
    await joinPcs(office);
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
