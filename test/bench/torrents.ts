/** aria2's BitTorrent on the lab LAN: a torrent, a tracker, a seed, and who loads it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../lan/lab.ts';
import type { PcProcess } from '../lan/pc.ts';

const PIECE = 1 << 20;
const PORT = 6969;
const ARIA2 = [
  'aria2c',
  '--no-conf=true',
  '--disable-ipv6=true',
  '--enable-dht=false',
  '--enable-peer-exchange=true',
  '--bt-enable-lpd=false',
  '--file-allocation=none',
  '--summary-interval=0',
  '--console-log-level=error',
];

/** Why aria2 cannot be measured; undefined if it can. */
export function noTorrents(): string | undefined {
  return spawnSync('aria2c', ['--version']).status === 0
    ? undefined
    : 'aria2c is not installed (Debian package aria2)';
}

export class Torrents {
  readonly #lab: Lab;
  readonly #folder: string;
  readonly #file: string;
  readonly #torrent: string;
  readonly #processes: PcProcess[] = [];

  /** Everything goes into `folder`; `file` is what is given. */
  constructor(lab: Lab, folder: string, file: string) {
    this.#lab = lab;
    this.#folder = folder;
    this.#file = file;
    mkdirSync(folder, { recursive: true });
    this.#torrent = join(folder, 'file.torrent');
  }

  /** The PC has the file, and is the tracker too. */
  async seed(number: number): Promise<void> {
    const announce = `http://${this.#lab.address(number)}:${PORT}/announce`;
    writeFileSync(this.#torrent, torrentOf(this.#file, announce));
    const script = fileURLToPath(new URL('torrent-tracker.ts', import.meta.url));
    const tracker = this.#lab.pc(number).spawn([process.execPath, script, String(PORT)]);
    this.#processes.push(tracker);
    await tracker.waitForLine(/^ready/);
    const options = ['--seed-ratio=0', '--check-integrity=true', `--dir=${dirname(this.#file)}`];
    this.#processes.push(this.#lab.pc(number).spawn([...ARIA2, ...options, this.#torrent]));
    await tracker.waitForLine(/^peer/, 60_000);
  }

  /** Resolves with where the PCs have the file when the last has it; all go on giving until then. */
  async everyone(numbers: readonly number[]): Promise<string[]> {
    return Promise.all(
      numbers.map(async (number) => {
        const folder = join(this.#folder, String(number));
        mkdirSync(folder);
        const hook = join(this.#folder, 'done.sh');
        writeFileSync(hook, '#!/bin/sh\necho complete >&2\n', { mode: 0o755 });
        const options = ['--seed-ratio=0', `--dir=${folder}`];
        const hooked = [`--on-bt-download-complete=${hook}`];
        const argv = [...ARIA2, ...options, ...hooked, this.#torrent];
        // What the hook says goes to the same place as what aria2 says.
        const loading = this.#lab.pc(number).spawn(['sh', '-c', 'exec "$@" 2>&1', 'sh', ...argv]);
        this.#processes.push(loading);
        await loading.waitForLine(/complete/, 900_000);
        return join(folder, 'film.bin');
      }),
    );
  }

  async end(): Promise<void> {
    await Promise.all(this.#processes.map((one) => one.kill('SIGKILL')));
  }
}

/** BEP 3: a dictionary of announce and info, bencoded. */
function torrentOf(file: string, announce: string): Buffer {
  const bytes = readFileSync(file);
  const hashes: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += PIECE)
    hashes.push(
      createHash('sha1')
        .update(bytes.subarray(at, at + PIECE))
        .digest(),
    );
  const pieces = Buffer.concat(hashes);
  return Buffer.concat([
    Buffer.from(`d8:announce${announce.length}:${announce}4:infod6:lengthi${bytes.length}e`),
    Buffer.from(`4:name8:film.bin12:piece lengthi${PIECE}e6:pieces${pieces.length}:`),
    pieces,
    Buffer.from('ee'),
  ]);
}
