/**
 * Hashing a file of a share: in threads, and on the event loop as before, in turn. Prints CPU seconds
 * of the whole process for a GiB, and how late the event loop was meanwhile (median, 99th, worst).
 * `MIB=1024 ROUNDS=3 node test/bench/hashing.ts`; the file is in `TMPDIR`.
 */
import { randomFillSync } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { HashThreads } from '../../agent/files/hash-threads.ts';
import { pieceFiles } from '../../agent/files/piece-files.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { ManifestJob, type PieceFiles } from '../../src/transfer/manifest-maker.ts';
import { localShare } from '../shares/local-share.ts';

const MIB = Number(process.env['MIB'] ?? 512);
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);

const share = localShare();
const threads = new HashThreads(systemClock);
const file = openSync(join(share.root, 'film.bin'), 'w');
const block = Buffer.alloc(1 << 20);
for (let at = 0; at < MIB; at++) writeSync(file, randomFillSync(block));
closeSync(file);

interface Round {
  cpu: number;
  wall: number;
  p50: number;
  p99: number;
  worst: number;
}

async function round(files: PieceFiles): Promise<Round> {
  const { size, etag } = await files.stat('film.bin');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const before = process.cpuUsage();
  const begun = performance.now();
  delay.enable();
  await new ManifestJob(files, 'film.bin', size, etag).done;
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  const gib = MIB / 1024;
  return {
    cpu: (user + system) / 1e6 / gib,
    wall: (performance.now() - begun) / 1000 / gib,
    p50: delay.percentile(50) / 1e6,
    p99: delay.percentile(99) / 1e6,
    worst: delay.max / 1e6,
  };
}

const ways = {
  'event loop': pieceFiles(share.files),
  threads: pieceFiles(share.files, threads),
};
const found: Record<string, Round[]> = { 'event loop': [], threads: [] };
for (let at = 0; at < ROUNDS; at++)
  for (const [name, files] of Object.entries(ways)) found[name]?.push(await round(files));
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0; // biome-ignore format: one
for (const [name, rounds] of Object.entries(found)) {
  const of = (key: keyof Round): string => median(rounds.map((one) => one[key])).toFixed(2);
  console.log(
    `${name}: ${of('cpu')} CPU s/GiB, ${of('wall')} s/GiB by the wall; event loop late by ${of('p50')} ms (median), ${of('p99')} (99 %), ${of('worst')} (worst)`,
  );
}
await threads.stop();
share.remove();
