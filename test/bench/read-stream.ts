/**
 * How fast a file leaves over loopback TCP: pooled buffers (`sendFile`) against
 * `fs.createReadStream`. Prints medians and the ratio. Run: `node test/bench/read-stream.ts`.
 */
import { createReadStream, openSync, closeSync, writeSync, rmSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { silentLog } from '../../src/base/log.ts';
import { sendFile } from '../../src/shares/file-stream.ts';
import { LocalFileSystem } from '../../src/shares/local-file-system.ts';
import { UploadJournal } from '../../src/shares/upload-journal.ts';
import { ManualClock } from '../support/temporary.ts';

const MIB = 1 << 20;
const SIZE = 512 * MIB;
const ROUNDS = 5;

const name = `hallway-bench-${process.pid}`;
const file = join(tmpdir(), name);
const handle = openSync(file, 'w');
for (let at = 0; at < SIZE; at += MIB) writeSync(handle, Buffer.alloc(MIB, at / MIB));
closeSync(handle);

const clock = new ManualClock();
const files = new LocalFileSystem({
  root: tmpdir(),
  clock,
  journal: new UploadJournal(tmpdir(), clock),
  log: silentLog,
});

const ways: Record<string, (to: Writable) => Promise<void>> = {
  'sendFile, pooled': async (to) => sendFile((await files.read(name)).stream, to),
  'FileStream, piped': async (to) => pipeline((await files.read(name)).stream, to),
  'createReadStream 64 KiB': (to) => pipeline(createReadStream(file), to),
  'createReadStream 1 MiB': (to) => pipeline(createReadStream(file, { highWaterMark: MIB }), to),
};

/** MB/s of one transfer to a reader that throws away what it gets. */
async function once(way: (to: Writable) => Promise<void>): Promise<number> {
  const server = createServer((socket) => void way(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const start = process.hrtime.bigint();
  let bytes = 0;
  await new Promise<void>((resolve, reject) => {
    const onread = {
      buffer: Buffer.alloc(MIB),
      callback: (read: number) => {
        bytes += read;
        return true;
      },
    };
    const { port } = server.address() as AddressInfo;
    connect({ port, host: '127.0.0.1', onread }).once('end', resolve).once('error', reject);
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  await new Promise((resolve) => server.close(resolve));
  if (bytes !== SIZE) throw new Error(`${bytes} bytes arrived`);
  return SIZE / 1e6 / seconds;
}

try {
  const results = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [way, run] of Object.entries(ways)) results.get(way)?.push(await once(run));
  const median = (way: string): number =>
    results.get(way)?.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  const base = median('createReadStream 64 KiB');
  for (const way of results.keys())
    console.log(
      `${way.padEnd(26)} ${median(way).toFixed(0).padStart(6)} MB/s  ×${(median(way) / base).toFixed(2)}`,
    );
} finally {
  rmSync(file);
}
