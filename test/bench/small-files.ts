/**
 * A folder of many small files from one PC to another, both on this machine: `hallway get` and
 * `hallway send`, beside an rsync daemon and smbclient where they are installed, alternating. Prints
 * files a second and processor seconds, and each beside rsync. Run on tmpfs as root:
 * `TMPDIR=a-tmpfs node test/bench/small-files.ts`; FILES, BYTES, FOLDERS and ROUNDS choose another
 * folder, PEERS=no leaves the others out.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { endpointPath } from '../../src/api/endpoint.ts';
import * as api from '../../src/api/local.ts';
import { endAgents, joinAll, startAgent } from '../support/agents.ts';
import { eventually } from '../support/eventually.ts';
import { noSamba, Samba, SAMBA_PASSWORD, SAMBA_USER } from '../support/samba.ts';
import { temporaryFolder } from '../support/temporary.ts';

const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
const FILES = number('FILES', 20_000);
const BYTES = number('BYTES', 4096);
const FOLDERS = number('FOLDERS', 20);
const ROUNDS = number('ROUNDS', 3);

interface Way {
  name: string;
  /** Brings the folder to `target`, which is not there. */
  run: (target: string) => Promise<void> | void;
  /** Processor seconds of its programs so far. */
  busy?: () => number;
}

const temporary = temporaryFolder();
const shared = join(temporary.path, 'shared');
const ways: Way[] = [];
const evenness: number[] = [];
const endings: (() => unknown)[] = [];

function fill(): void {
  for (let folder = 0; folder < FOLDERS; folder++)
    mkdirSync(join(shared, 'many', `Folder ${folder}`), { recursive: true });
  for (let index = 0; index < FILES; index++)
    writeFileSync(
      join(shared, 'many', `Folder ${index % FOLDERS}`, `Letter ${index}.dat`),
      Buffer.alloc(BYTES, index),
    );
}

function countIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    .length;
}

/** Processor seconds of a process so far (proc_pid_stat(5)). */
function busyOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function withRsync(): Promise<void> {
  const port = await freePort();
  const config = join(temporary.path, 'rsyncd.conf');
  const module = `[files]\npath = ${shared}\nuse chroot = no\nuid = 0\ngid = 0\n`;
  writeFileSync(config, `pid file = ${config}.pid\n${module}`);
  const options = ['--daemon', '--no-detach', `--port=${port}`, `--config=${config}`];
  const child = spawn('rsync', [...options, '--address=127.0.0.1'], { stdio: 'inherit' });
  endings.push(() => child.kill());
  const url = `rsync://127.0.0.1:${port}/files/`;
  await eventually(async () => execFileSync('rsync', [url]), 10_000, 'the rsync daemon answers');
  const run = (target: string): void => void execFileSync('rsync', ['-a', `${url}many/`, target]);
  ways.push({ name: 'rsync daemon', run });
}

async function withSamba(): Promise<void> {
  const samba = new Samba({ shares: { files: [] } });
  endings.push(() => samba.stop());
  await samba.start();
  execFileSync('cp', ['-r', join(shared, 'many'), samba.path()]);
  const words = ['-p', String(samba.port), '-U', `${SAMBA_USER}%${SAMBA_PASSWORD}`];
  const command = 'recurse ON; prompt OFF; cd many; mget *';
  ways.push({
    name: 'smbclient mget',
    run: (target) => {
      mkdirSync(target);
      execFileSync('smbclient', ['//127.0.0.1/files', ...words, '-c', command], {
        cwd: target,
        stdio: 'ignore',
      });
    },
  });
}

function has(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Of what is told while a folder comes: the rate of its last quarter, in times of its first. */
async function evennessOf(body: ReadableStream<Uint8Array>): Promise<number> {
  const came: { at: number; share: number }[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of body) {
    text += decoder.decode(part, { stream: true });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const { progress } = JSON.parse(line) as { progress?: { bytes: number; total: number } };
      if (progress) came.push({ at: performance.now(), share: progress.bytes / progress.total });
      if (line.includes('"done"')) text = 'done';
    }
  }
  if (text !== 'done') throw new Error(`It did not end: ${text}`);
  came.push({ at: performance.now(), share: 1 });
  const when = (share: number): number => came.find((one) => one.share >= share)?.at ?? Number.NaN;
  return (when(0.25) - when(0)) / (when(1) - when(0.75));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Until the new share was read for the search. */
async function quiet(busy: () => number): Promise<void> {
  for (let before = busy(), calm = 0; calm < 3; ) {
    await delay(1000);
    const now = busy();
    calm = now - before < 0.1 ? calm + 1 : 0;
    before = now;
  }
}

/** PROFILE names a folder for profiles of the agents. */
function env(name: string): Record<string, string> {
  const folder = process.env['PROFILE'];
  return folder ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${join(folder, name)}` } : {};
}

fill();
const anna = await startAgent({ name: 'Anna', env: env('anna') });
const ben = await startAgent({ name: 'Ben', env: env('ben') });
try {
  await joinAll([anna, ben]);
  const { id } = await anna.call(api.addShare, { body: { path: shared, name: 'Bench' } });
  const params = { device: anna.deviceId, share: id };
  await eventually(() => ben.call(api.getMount, { params }), 20_000, 'the share is known');
  const into = join(temporary.path, 'given');
  mkdirSync(into);
  await ben.call(api.setReceiveRule, { body: { folder: into, rule: 'accept' } });
  const busy = (): number => busyOf(anna.pid) + busyOf(ben.pid);
  await quiet(busy);
  ways.push({
    name: 'agent, get',
    busy,
    run: async (target) => {
      const headers = {
        authorization: `Bearer ${ben.token}`,
        'content-type': 'application/json',
        // The other programs hold this one up for longer than a connection is kept.
        connection: 'close',
      };
      const url = ben.url + endpointPath(api.followFolderTransfer);
      const body = JSON.stringify({ ...params, path: 'many', target });
      const answer = await fetch(url, { method: 'POST', headers, body });
      evenness.push(await evennessOf(answer.body as ReadableStream<Uint8Array>));
    },
  });
  ways.push({
    name: 'hallway get',
    busy,
    run: async (target) => {
      const got = await ben.cli('get', 'Anna/Bench/many', target);
      if (got.code !== 0) throw new Error(got.stderr);
    },
  });
  ways.push({
    name: 'hallway send',
    busy,
    run: async (target) => {
      const sent = await anna.cli('send', join(shared, 'many'), '--to', 'Ben');
      if (sent.code !== 0) throw new Error(sent.stderr + sent.stdout);
      execFileSync('mv', [join(into, 'many'), target]);
    },
  });
  if (process.env['PEERS'] !== 'no') {
    if (has('rsync')) await withRsync();
    else console.log('without rsync: it is not installed');
    const missing = noSamba() ?? (has('smbclient') ? undefined : 'smbclient is not installed');
    if (missing === undefined) await withSamba();
    else console.log(`without smbclient: ${missing}`);
  }
  const rates = new Map<string, number[]>();
  const seconds = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, run, busy: busyNow } of ways) {
      const target = join(temporary.path, 'target');
      const before = busyNow?.() ?? 0;
      const begun = performance.now();
      await run(target);
      const took = performance.now() - begun;
      const found = countIn(target);
      if (found !== FILES) throw new Error(`${name} brought ${found} files`);
      rates.set(name, [...(rates.get(name) ?? []), (FILES / took) * 1000]);
      if (busyNow) seconds.set(name, [...(seconds.get(name) ?? []), busyNow() - before]);
      rmSync(target, { recursive: true });
    }
  console.log(`${FILES} files of ${BYTES} bytes, files/s; load ${loadavg()[0]?.toFixed(1)}`);
  console.log(
    `  the last quarter of a get came ×${median(evenness).toFixed(2)} as fast as the first`,
  );
  const base = median(rates.get('rsync daemon') ?? []);
  for (const [name, all] of rates) {
    const cpu = median(seconds.get(name) ?? []);
    console.log(
      `  ${name.padEnd(16)} ${median(all).toFixed(0).padStart(7)}` +
        (Number.isNaN(base) ? '' : `  ×${(median(all) / base).toFixed(2)} of rsync`) +
        (Number.isNaN(cpu) ? '' : `  ${cpu.toFixed(2)} s of processor`),
    );
  }
} finally {
  for (const end of endings.reverse()) await end();
  await endAgents();
  temporary.remove();
}
process.exit();
