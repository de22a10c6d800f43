/**
 * What agents take of the memory: a workgroup on the LAN lab, at rest and after a day's work, by the
 * system's own account. Each PC browses, prints, searches, fetches and writes to the next one, round
 * by round; an hour of a person is a round. Run as root: `node test/bench/memory.ts DEB [ROUNDS [PCS
 * [SETTLE_S [MIB]]]]`; `-` for DEB measures the bundle of this checkout on its own Node.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import { Lab } from '../lan/lab.ts';
import { joinPcs } from '../scenario/lab-office.ts';
import { LabPc } from '../scenario/lab-pc.ts';
import { median, readRunning } from '../slow/gauge.ts';
import { temporaryFolder } from '../support/temporary.ts';

const [, , file = '-', rounds = '8', count = '12', settle = '60', mib = '16'] = process.argv;
const INSTALLED = 'HALLWAY_BENCH_INSTALLED';
const FILES = 300;
const PATIENCE_MS = 120_000;

const folder = temporaryFolder();
if (file !== '-' && process.env[INSTALLED] === undefined) {
  execFileSync('dpkg-deb', ['-x', file, folder.path]);
  const installed = join(folder.path, 'usr', 'lib', 'hallway');
  // The lab's agents run on the Node of whoever starts them.
  const script = fileURLToPath(import.meta.url);
  execFileSync(join(installed, 'bin', 'node'), [script, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, [INSTALLED]: installed },
  });
  folder.remove();
  process.exit(0);
}

interface Taken {
  rss: number;
  pss: number;
  /** Of the resident: not of any file, and of files. */
  anonymous: number;
  ofFiles: number;
  cpu: number;
}

/** In MB and seconds, by proc(5). */
function takenBy(pid: number): Taken {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mb = (text: string, name: string): number =>
    (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024) / 1e6;
  return {
    rss: mb(status, 'VmRSS'),
    pss: mb(rollup, 'Pss'),
    anonymous: mb(status, 'RssAnon'),
    ofFiles: mb(status, 'RssFile'),
    cpu: readRunning(pid).cpuSeconds,
  };
}

function tell(what: string): void {
  const all = office.map(({ pid }) => takenBy(pid));
  const of = (name: keyof Taken): string => {
    const values = all.map((one) => one[name]);
    return `${name} ${median(values).toFixed(1)} (most ${Math.max(...values).toFixed(1)})`;
  };
  console.log(
    `${what}: ${(['rss', 'anonymous', 'ofFiles', 'pss', 'cpu'] as const).map(of).join('   ')}`,
  );
}

const lab = await Lab.create({ pcs: Number(count) });
const installed = process.env[INSTALLED];
const office = Array.from(
  { length: Number(count) },
  (_, index) =>
    new LabPc(lab, index + 1, join(folder.path, `pc-${index + 1}`), {
      env: { NODE_COMPILE_CACHE: join(folder.path, 'compiled'), HOME: folder.path },
      ...(installed ? { main: join(installed, 'dist', 'agent', 'launch.js') } : {}),
    }),
);

async function furnish(pc: LabPc): Promise<void> {
  const shared = join(folder.path, `shared-${pc.number}`);
  mkdirSync(shared, { recursive: true });
  for (let number = 0; number < FILES; number += 1)
    writeFileSync(join(shared, `Offer ${number}.txt`), `Offer ${number} to customer ${number}\n`);
  writeFileSync(join(shared, 'Film.bin'), Buffer.alloc(Number(mib) * 2 ** 20, pc.number));
  const paper = join(folder.path, `paper-${pc.number}`);
  mkdirSync(paper);
  await pc.call(api.addShare, { body: { path: shared, name: `Folder ${pc.number}` } });
  await pc.call(api.addPrinter, { body: { uri: `file://${paper}`, name: `Laser ${pc.number}` } });
}

/** What a person does in an hour, at the PC's own door and by its command line. */
async function hour(pc: LabPc, colleague: LabPc, round: number): Promise<void> {
  const [share] = await colleague.call(api.listOwnShares, {});
  if (!share) throw new Error('There is nothing to look at.');
  const params = { device: colleague.id, share: share.id };
  await pc.call(api.listEntries, { params, query: {} });
  const conversations = await pc.call(api.listConversations, {});
  const direct = conversations.find(
    (one) => one.kind === 'direct' && one.others.includes(colleague.id),
  );
  if (direct)
    await pc.call(api.sendMessage, {
      params: { conversation: direct.id },
      body: { text: `What of offer ${round}?` },
    });
  const target = join(folder.path, `got-${pc.number}-${round}.bin`);
  const body = { ...params, path: 'Film.bin', target };
  const { id } = await pc.call(api.startTransfer, { body });
  await pc.until(
    'transfers',
    (all) => all.some((one) => one.id === id && one.state === 'done'),
    PATIENCE_MS,
  );
  const letter = join(folder.path, `letter-${pc.number}.txt`);
  writeFileSync(letter, `Dear customer ${round},\n`);
  for (const line of [
    ['search', `customer ${round}`],
    ['print', letter, '--on', `Laser ${colleague.number}`],
  ]) {
    const { code, stderr } = await pc.cli(...line);
    if (code !== 0) throw new Error(`${line.join(' ')}: ${stderr}`);
  }
}

try {
  for (const pc of office) await pc.start();
  await joinPcs(office);
  for (const pc of office) {
    await furnish(pc);
    await pc.end();
  }
  for (const pc of office) await pc.start();
  const ids = office.map(({ id }) => id);
  for (const pc of office)
    await pc.untilPeers(
      true,
      ids.filter((id) => id !== pc.id),
      PATIENCE_MS,
    );
  console.log(`${count} joined PCs, in MB and seconds of the processor, median and most`);
  tell('as soon as all see all');
  await delay(Number(settle) * 1000);
  tell(`at rest, ${settle} s later (RSS 80 wanted)`);
  for (let round = 0; round < Number(rounds); round += 1)
    for (const [at, pc] of office.entries()) {
      const next = 1 + (round % (office.length - 1));
      const colleague = office[(at + next) % office.length];
      if (colleague) await hour(pc, colleague, round);
    }
  tell(`at the end of a day of ${rounds} hours (RSS 100 wanted)`);
  await delay(Number(settle) * 1000);
  tell(`${settle} s later`);
  for (const pc of office) await pc.end();
} finally {
  await lab.destroy();
  folder.remove();
}
process.exit(0);
