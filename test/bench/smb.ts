/**
 * How fast a file comes from a Samba on this PC: Hallway's client beside smbclient, in turn, at the
 * same protection. Prints medians, the ratio, and processor seconds for each GiB of the client.
 * Run as root: `node test/bench/smb.ts`.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { noSamba, Samba, SAMBA_PASSWORD, SAMBA_USER } from '../support/samba.ts';
import { clientOf, filesOf } from '../support/smb-client.ts';

const MIB = 1 << 20;
const SIZE = Number(process.env['MIB'] ?? 500) * MIB;
const ROUNDS = 7;
/** What Hallway always does with somebody who signed in is the second. */
const MODES = [
  { name: 'plain', share: 'files', protection: 'off', signWhenRequired: true, needed: 0.5 },
  { name: 'signed', share: 'files', protection: 'sign', signWhenRequired: false, needed: 0.55 },
  {
    name: 'encrypted',
    share: 'sealed',
    protection: 'encrypt',
    signWhenRequired: false,
    needed: 0.55,
  },
] as const;

const reason = noSamba();
if (reason) throw new Error(reason);
const samba = new Samba({
  shares: { files: [], sealed: ['server smb encrypt = required'] },
});
await samba.start();
const login = join(samba.folder, 'login');
writeFileSync(login, `username=${SAMBA_USER}\npassword=${SAMBA_PASSWORD}\n`, { mode: 0o600 });
for (const { share } of MODES) {
  const handle = openSync(join(samba.path(share), 'file'), 'w');
  for (let at = 0; at < SIZE; at += MIB) writeSync(handle, Buffer.alloc(MIB, at / MIB));
  closeSync(handle);
}

interface Run {
  /** MB/s. */
  rate: number;
  /** Processor seconds for each GiB. */
  cpu: number;
}

type Mode = (typeof MODES)[number];

async function ours({ share, signWhenRequired }: Mode): Promise<Run> {
  const host = clientOf(samba, { signWhenRequired });
  await host.check();
  const files = filesOf(host, share);
  await files.stat('file');
  let bytes = 0;
  const nowhere = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      done();
    },
  });
  const before = process.cpuUsage();
  const start = performance.now();
  await pipeline((await files.read('file')).stream, nowhere);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  await host.end();
  if (bytes !== SIZE) throw new Error(`${bytes} bytes arrived`);
  return { rate: SIZE / 1e6 / seconds, cpu: ((user + system) / 1e6 / SIZE) * 2 ** 30 };
}

/** By the rate that it tells itself, without its start. */
function smbclient({ share, protection }: Mode): Run {
  const output = execFileSync('sh', [
    '-c',
    'TIMEFORMAT="cpu %U %S"; exec bash -c "time smbclient \\"\\$@\\"" time "$@" 2>&1',
    'sh',
    `//127.0.0.1/${share}`,
    '-p',
    String(samba.port),
    '-A',
    login,
    `--client-protection=${protection}`,
    '-c',
    'get file /dev/null',
  ]).toString();
  const rate = /average ([\d.]+) KiloBytes\/sec/.exec(output)?.[1];
  if (rate === undefined) throw new Error(output);
  const spent = Array.from(
    output.matchAll(/(?:user|sys)\s+(\d+)m([\d.]+)s/g),
    ([, m, s]) => Number(m) * 60 + Number(s),
  ).reduce((sum, one) => sum + one, 0);
  return { rate: (Number(rate) * 1024) / 1e6, cpu: (spent / SIZE) * 2 ** 30 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

try {
  for (const mode of MODES) {
    const runs: Record<'hallway' | 'smbclient', Run[]> = { hallway: [], smbclient: [] };
    // The first of each warms up.
    for (let round = 0; round <= ROUNDS; round++) {
      const [own, other] = [await ours(mode), smbclient(mode)];
      if (round === 0) continue;
      runs.hallway.push(own);
      runs.smbclient.push(other);
    }
    const rate = (who: keyof typeof runs): number => median(runs[who].map((run) => run.rate));
    for (const who of ['hallway', 'smbclient'] as const)
      console.log(
        `${mode.name.padEnd(10)} ${who.padEnd(10)} ${rate(who).toFixed(0).padStart(6)} MB/s ` +
          `${median(runs[who].map((run) => run.cpu)).toFixed(2)} CPU s/GiB`,
      );
    const ratio = rate('hallway') / rate('smbclient');
    console.log(
      `${mode.name.padEnd(10)} ×${ratio.toFixed(2)} of smbclient, ${mode.needed} is wanted`,
    );
  }
} finally {
  await samba.stop();
}
