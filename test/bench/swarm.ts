/**
 * Everyone gets the file: one PC of a lab LAN shares it, all others get it at the same time. Prints
 * when the last has it, how many copies the first PC sent, and both against the lower bound: the
 * time that one copy needs on one line. Beside it aria2's BitTorrent, in turn, where it is installed.
 * Run as root: `node test/bench/swarm.ts`; PCS, MIB, MBIT and ROUNDS choose another size.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { LabOffice, type LabPc } from '../scenario/lab-office.ts';
import { Torrents, noTorrents } from './torrents.ts';

const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
const PCS = number('PCS', 6);
const SIZE = number('MIB', 64) << 20;
const MBIT = number('MBIT', 100);
const ROUNDS = number('ROUNDS', 3);
/** Of a full frame (1538 bytes on the wire), TCP carries so much (RFC 1122, RFC 7323). */
const PAYLOAD = 1448 / 1514;

interface Run {
  /** When the last had it. */
  seconds: number;
  /** Times the file, that the first PC sent. */
  copies: number;
  /** Processor seconds of all agents for each GiB that arrived. */
  cpu?: number;
}

const office = await LabOffice.create(PCS);
try {
  const shared = join(office.folder, 'shared');
  mkdirSync(shared);
  const file = join(shared, 'film.bin');
  const handle = openSync(file, 'w');
  for (let at = 0; at < SIZE; at += 1 << 20) writeSync(handle, randomBytes(1 << 20));
  closeSync(handle);
  const expected = await hashOf(file);
  await office.join();
  await office.lab.rate('all', MBIT);
  const [first] = office.pcs;
  if (!first) throw new Error('No PC.');
  const share = await first.call(api.addShare, { body: { path: shared, name: 'Films' } });
  for (const pc of office.others(1))
    await pc.until('shares', (shares) => shares.some(({ id }) => id === share.id), 20_000);
  const bound = SIZE / ((MBIT * 1e6 * PAYLOAD) / 8);
  const missing = noTorrents();
  console.log(
    `${SIZE / (1 << 20)} MiB from one PC to ${PCS - 1} at ${MBIT} Mbit/s; lower bound ${bound.toFixed(1)} s`,
  );
  if (missing) console.log(`without a peer beside it: ${missing}`);
  const runs: Record<string, Run[]> = { hallway: [] };
  for (let round = 0; round < ROUNDS; round++) {
    (runs['hallway'] ??= []).push(await ours(first, share.id, expected, round));
    if (!missing) (runs['aria2'] ??= []).push(await theirs(file, expected, round));
  }
  for (const [name, all] of Object.entries(runs)) {
    const seconds = median(all.map((run) => run.seconds));
    const copies = median(all.map((run) => run.copies));
    const cpu = median(all.flatMap((run) => run.cpu ?? []));
    if (!Number.isNaN(cpu)) console.log(`${name}: ${cpu.toFixed(1)} processor seconds for a GiB`);
    console.log(
      `${name.padEnd(8)} last one ${seconds.toFixed(1)} s = ${(seconds / bound).toFixed(2)} × the bound; the first PC sent ${copies.toFixed(2)} copies`,
    );
  }
} finally {
  await office.destroy();
}

async function ours(owner: LabPc, share: string, expected: string, round: number): Promise<Run> {
  const folder = join(office.folder, `ours-${round}`);
  mkdirSync(folder);
  const receivers = office.others(1);
  const before = sentBy(owner);
  const busyBefore = busy();
  const begun = performance.now();
  await Promise.all(
    receivers.map(async (pc) => {
      const target = join(folder, `${pc.number}.bin`);
      const body = { device: owner.id, share, path: 'film.bin', target };
      const { id } = await pc.call(api.startTransfer, { body });
      const ended = /^(?:done|failed)$/;
      await pc.until('transfers', (all) => ended.test(state(all, id)), 600_000);
      if (state(pc.shown('transfers') ?? [], id) !== 'done') throw new Error(`${pc.name} failed`);
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const copies = (sentBy(owner) - before) / SIZE;
  const cpu = (busy() - busyBefore) / ((receivers.length * SIZE) / 2 ** 30);
  for (const pc of receivers)
    if ((await hashOf(join(folder, `${pc.number}.bin`))) !== expected)
      throw new Error(`${pc.name} has another file`);
  const last = receivers.at(-1)?.shown('transfers')?.[0];
  if (process.env['VERBOSE'])
    console.log(
      last?.sources.map((source) => `${source.name} ${source.bytes >> 20} MiB`).join(', '),
    );
  // What one round left must not help the next.
  for (const pc of receivers)
    for (const { id } of pc.shown('transfers') ?? [])
      await pc.call(api.actOnTransfer, { params: { id }, body: { action: 'cancel' } });
  rmSync(folder, { recursive: true });
  return { seconds, copies, cpu };
}

async function theirs(file: string, expected: string, round: number): Promise<Run> {
  const folder = join(office.folder, `theirs-${round}`);
  const torrents = new Torrents(office.lab, folder, file);
  const first = office.pcs[0] as LabPc;
  try {
    await torrents.seed(1);
    const before = sentBy(first);
    const begun = performance.now();
    const got = await torrents.everyone(office.others(1).map((pc) => pc.number));
    const seconds = (performance.now() - begun) / 1000;
    const copies = (sentBy(first) - before) / SIZE;
    for (const path of got)
      if ((await hashOf(path)) !== expected) throw new Error('aria2 brought another file');
    return { seconds, copies };
  } finally {
    await torrents.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function state(transfers: readonly { id: string; state: string }[], id: string): string {
  return transfers.find((one) => one.id === id)?.state ?? '';
}

/** Processor seconds of all agents so far (proc_pid_stat(5)). */
function busy(): number {
  const ticks = office.pcs.map(({ pid }) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

/** Bytes of payload that left its adapter: of the frames' bytes, what is no header. */
function sentBy(pc: LabPc): number {
  const text = readFileSync(`/proc/${pc.pid}/net/dev`, 'utf8');
  const line = /^\s*eth0:\s*(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  return Number(line[8]) * PAYLOAD;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
