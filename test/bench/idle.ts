/**
 * What an idle agent costs: memory and CPU of each of four joined agents on the LAN lab, from the
 * bundle that a person runs. `node test/bench/idle.ts [SECONDS]` as root.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LabOffice } from '../scenario/lab-office.ts';
import { median, readRunning } from '../slow/gauge.ts';

const SETTLE_S = 60;
const seconds = Number(process.argv[2] ?? 30);

// The launcher keeps compiled code; the first start fills the cache, the second is measured.
const office = await LabOffice.create(4, {
  NODE_COMPILE_CACHE: join(tmpdir(), 'hallway-bench-compile-cache'),
});
try {
  await office.join();
  for (const pc of office.pcs) {
    await pc.end();
    await pc.start();
  }
  await delay(SETTLE_S * 1000);
  const before = office.pcs.map(({ pid }) => readRunning(pid).cpuSeconds);
  await delay(seconds * 1000);
  const cpu = office.pcs.map(
    ({ pid }, i) => ((readRunning(pid).cpuSeconds - (before[i] ?? 0)) / seconds) * 100,
  );
  const rss = office.pcs.map(({ pid }) => readRunning(pid).rssBytes / 1e6);
  console.log(`idle agent, 4 PCs joined, ${seconds} s after ${SETTLE_S} s of settling`);
  console.log(
    `RSS MB   ${rss.map((v) => v.toFixed(1)).join('  ')}   median ${median(rss).toFixed(1)}`,
  );
  console.log(
    `CPU %    ${cpu.map((v) => v.toFixed(2)).join('  ')}   median ${median(cpu).toFixed(2)}`,
  );
} finally {
  await office.destroy();
}
process.exit(0);
