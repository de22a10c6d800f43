/**
 * What 250 PCs with five resources each cost one agent at rest: CPU and growth of memory, with
 * avahi-daemon beside it on the same LAN. They are one program that speaks with 250 addresses; in the
 * measured minutes one of them asks each minute, telling all it knows, and ten change something.
 * `node test/bench/many-pcs.ts [SECONDS] [PCS]` as root.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Lab } from '../lan/lab.ts';
import { median, readRunning } from '../slow/gauge.ts';
import { AGENT_ENTRY } from '../support/agent-entry.ts';
import { RUNTIME_ENV, RUNTIME_FLAGS } from '../support/runtime.ts';
import { temporaryFolder } from '../support/temporary.ts';

const seconds = Number(process.argv[2] ?? 120);
const count = Number(process.argv[3] ?? 250);
const WINDOWS = 6;
const SETTLE_S = 30;
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Has a system bus of its own; says the daemon's process id. */
const AVAHI = `
  mount -t tmpfs tmpfs /run && mkdir -p /run/dbus /run/avahi-daemon || exit 1
  dbus-daemon --system --nopidfile --fork || exit 1
  avahi-daemon --no-drop-root --no-chroot --no-rlimits >/dev/null 2>&1 & daemon=$!
  for i in $(seq 50); do avahi-browse -t _none._tcp >/dev/null 2>&1 && break; sleep 0.1; done
  for type in _hallway._tcp _hallway-printer._tcp _hallway-share._tcp; do
    avahi-browse -rp $type >/dev/null 2>&1 & done
  echo "daemon $daemon"; wait`;

interface Sample {
  cpu: number;
  rss: number;
}

/** Samples of all processes over the same windows. */
async function measure(pids: readonly number[], forS: number): Promise<Sample[][]> {
  const out: Sample[][] = pids.map(() => []);
  const window = forS / WINDOWS;
  for (let i = 0; i < WINDOWS; i++) {
    const before = pids.map((pid) => readRunning(pid).cpuSeconds);
    await delay(window * 1000);
    for (const [k, pid] of pids.entries())
      out[k]?.push({
        cpu: ((readRunning(pid).cpuSeconds - (before[k] ?? 0)) / window) * 100,
        rss: readRunning(pid).rssBytes / 1e6,
      });
  }
  return out;
}

const lab = await Lab.create({ pcs: 3 });
const home = temporaryFolder();
try {
  const agent = lab
    .pc(1)
    .spawn(
      [
        process.execPath,
        ...RUNTIME_FLAGS,
        AGENT_ENTRY,
        'agent',
        '--home',
        home.path,
        '--name',
        'PC 1',
        '--no-tray',
      ],
      { env: { ...RUNTIME_ENV, CUPS_SERVER: `${home.path}/no-cups.sock` } },
    );
  await agent.waitForLine(/^ready /, 30_000);
  const daemon = lab.pc(2).spawn(['bash', '--norc', '-c', AVAHI]);
  const avahi = Number((await daemon.waitForLine(/^daemon /, 30_000)).split(' ')[1]);
  const pids = [agent.pid, avahi];
  await delay(SETTLE_S * 1000);
  const alone = await measure(pids, 30);

  const addresses = Array.from({ length: count }, (_, i) => [
    `ip address add 10.77.10.${i + 1}/16 dev eth0`,
    `ip address add fd77::10:${(i + 1).toString(16)}/64 dev eth0 nodad`,
  ]).flat();
  await lab.pc(3).exec(['sh', '-c', addresses.join('\n')]);
  const crowd = lab.pc(3).spawn([process.execPath, here('many-pcs-crowd.ts'), String(count), '30']);
  await crowd.waitForLine(/ready/, 30_000);
  const startedAt = pids.map((pid) => readRunning(pid).cpuSeconds);
  await crowd.waitForLine(/started/, 60_000);
  const startCpu = pids.map((pid, i) => readRunning(pid).cpuSeconds - (startedAt[i] ?? 0));
  crowd.write('rest');
  await delay(SETTLE_S * 1000);
  const amid = await measure(pids, seconds);

  const listed = await lab
    .pc(1)
    .exec([process.execPath, AGENT_ENTRY, 'nearby', '--json', '--home', home.path]);
  const found = new Set(listed.stdout.match(/[a-e]{8}q{44}/g) ?? []).size;
  console.log(
    `${count} PCs with 5 resources each, ${seconds} s after ${SETTLE_S} s of settling; ${found} found`,
  );
  for (const [k, name] of ['agent', 'avahi-daemon'].entries()) {
    const [before, after] = [alone[k] ?? [], amid[k] ?? []];
    const cpus = after.map(({ cpu }) => cpu.toFixed(2)).join(' ');
    const grown = median(after.map(({ rss }) => rss)) - median(before.map(({ rss }) => rss));
    console.log(
      `${name.padEnd(13)} CPU % ${cpus}, median ${median(after.map(({ cpu }) => cpu)).toFixed(2)}` +
        ` (alone ${median(before.map(({ cpu }) => cpu)).toFixed(2)});` +
        ` RSS grown by ${grown.toFixed(1)} MB to ${median(after.map(({ rss }) => rss)).toFixed(1)};` +
        ` ${(startCpu[k] ?? 0).toFixed(1)} s of CPU while they started within 30 s`,
    );
  }
} finally {
  await lab.destroy();
  home.remove();
}
process.exit(0);
