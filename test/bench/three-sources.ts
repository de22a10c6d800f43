/**
 * Three sources to one: PCs at 100 Mbit/s each have a file, a PC at 1 Gbit/s gets it; from one of
 * them, from all three, and by aria2 over HTTP from nginx on the same three, in turn. Prints rates
 * and ratios. Run as root: `node test/bench/three-sources.ts`; MIB and ROUNDS choose another size.
 */
import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import * as api from '../../src/api/local.ts';
import type { PcProcess } from '../lan/pc.ts';
import { LabOffice, type LabPc } from '../scenario/lab-office.ts';
import { eventually } from '../support/eventually.ts';

const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
const SIZE = number('MIB', 256) << 20;
const ROUNDS = number('ROUNDS', 3);
const SLOW_MBIT = 100;
const FAST_MBIT = 1000;
const SOURCES = 3;

const office = await LabOffice.create(SOURCES + 1);
const receiver = office.pc(SOURCES + 1);
const owner = office.pc(1);
const shared = join(office.folder, 'shared');
const file = join(shared, 'film.bin');

/** MB/s; resolves when the file is whole under its name. */
async function ours(share: string, device: string): Promise<number> {
  const target = join(office.folder, 'got.bin');
  const begun = performance.now();
  await get(receiver, share, device, target);
  const seconds = (performance.now() - begun) / 1000;
  if (!readFileSync(target).equals(content)) throw new Error('Another file came.');
  const { sources } = receiver.shown('transfers')?.at(-1) ?? { sources: [] };
  if (process.env['VERBOSE'])
    console.log(sources.map(({ name, bytes }) => `${name} ${bytes >> 20} MiB`).join(', '));
  await forget(receiver);
  rmSync(target);
  return SIZE / 1e6 / seconds;
}

async function get(pc: LabPc, share: string, device: string, target: string): Promise<void> {
  const body = { device, share, path: 'film.bin', target };
  const { id } = await pc.call(api.startTransfer, { body });
  const state = (): string | undefined =>
    pc.shown('transfers')?.find((one) => one.id === id)?.state;
  await pc.until('transfers', () => /^(?:done|failed)$/.test(state() ?? ''), 600_000);
  if (state() !== 'done') throw new Error(`${pc.name} has no file.`);
}

async function forget(pc: LabPc): Promise<void> {
  for (const { id } of pc.shown('transfers') ?? [])
    await pc.call(api.actOnTransfer, { params: { id }, body: { action: 'cancel' } });
}

async function nginx(pc: LabPc): Promise<PcProcess> {
  const folder = join(office.folder, `nginx-${pc.number}`);
  mkdirSync(folder);
  const root = join(folder, 'files');
  mkdirSync(root);
  copyFileSync(file, join(root, 'film.bin'));
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const config = `daemon off; user root; worker_processes 1; pid ${folder}/pid; error_log stderr;
events {} http { access_log off; sendfile on; tcp_nopush on; ${paths.join(' ')}
server { listen 8080; root ${root}; } }`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  const child = office.lab.pc(pc.number).spawn(['nginx', '-c', join(folder, 'nginx.conf')]);
  const url = `http://127.0.0.1:8080/film.bin`;
  const head = ['curl', '-sfI', url];
  await eventually(
    async () => (await office.lab.pc(pc.number).exec(head)).code === 0,
    10_000,
    'nginx answers',
  );
  return child;
}

async function aria2(from: readonly LabPc[]): Promise<number> {
  const folder = join(office.folder, 'aria2');
  mkdirSync(folder);
  const urls = from.map((pc) => `http://${office.lab.address(pc.number)}:8080/film.bin`);
  const options = ['--no-conf=true', '--disable-ipv6=true', '-q', `-s${from.length}`, '-j1', '-x1'];
  const where = ['-k1M', '--file-allocation=none', '-d', folder, '-o', 'film.bin'];
  const begun = performance.now();
  const argv = ['aria2c', ...options, ...where, ...urls];
  const { code, stderr } = await office.lab.pc(receiver.number).exec(argv);
  const seconds = (performance.now() - begun) / 1000;
  if (code !== 0 || statSync(join(folder, 'film.bin')).size !== SIZE) throw new Error(stderr);
  rmSync(folder, { recursive: true });
  return SIZE / 1e6 / seconds;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const content = randomBytes(SIZE);
try {
  mkdirSync(shared);
  writeFileSync(file, content);
  await office.join();
  const { id: share } = await owner.call(api.addShare, { body: { path: shared, name: 'Films' } });
  for (const pc of office.others(1))
    await pc.until('shares', (shares) => shares.some(({ id }) => id === share), 20_000);
  const sources = office.pcs.slice(0, SOURCES);
  for (const pc of sources) await office.lab.rate(pc.number, SLOW_MBIT);
  await office.lab.rate(receiver.number, FAST_MBIT);
  const rates: Record<string, number[]> = { 'one source': [], 'three sources': [] };
  const missing = ['aria2c', 'nginx'].filter((one) => spawnSync('which', [one]).status !== 0);
  if (missing.length > 0) console.log(`without aria2: ${missing.join(', ')} is not installed`);
  else {
    for (const pc of sources) await nginx(pc);
    rates['aria2, three sources'] = [];
  }
  // Nobody else has it yet.
  for (let round = 0; round < ROUNDS; round++)
    rates['one source']?.push(await ours(share, owner.id));
  for (const pc of sources.slice(1))
    await get(pc, share, owner.id, join(office.folder, `held-${pc.number}.bin`));
  for (let round = 0; round < ROUNDS; round++) {
    rates['three sources']?.push(await ours(share, owner.id));
    rates['aria2, three sources']?.push(await aria2(sources));
  }
  console.log(`${SIZE / (1 << 20)} MiB, sources at ${SLOW_MBIT} Mbit/s, receiver at ${FAST_MBIT}`);
  const base = median(rates['one source'] ?? []);
  for (const [name, all] of Object.entries(rates))
    console.log(
      `  ${name.padEnd(22)} ${median(all).toFixed(1).padStart(6)} MB/s  ×${(median(all) / base).toFixed(2)} of one source`,
    );
} finally {
  await office.destroy();
}
process.exit();
