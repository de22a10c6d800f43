/**
 * `npm run soak -- --minutes 60 --seed 7 --pcs 12` (Linux, root): prints a timeline and a summary,
 * exits with 1 if anything was otherwise than it must be. A seed repeats its rounds; `--from 8
 * --to 9` goes through these alone.
 */
import { parseArgs } from 'node:util';
import { labMissing } from '../lan/availability.ts';
import { keepLogs } from './agent-logs.ts';
import { median, type Trend } from './gauge.ts';
import { LabOffice } from '../scenario/lab-office.ts';
import { runSoak, type SoakResult } from './run-soak.ts';
import { growthText } from './watch.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    pcs: { type: 'string', default: '12' },
    from: { type: 'string', default: '1' },
    to: { type: 'string', default: 'Infinity' },
    'warm-up': { type: 'string', default: '20' },
  },
});
const options = {
  minutes: Number(values.minutes),
  seed: Number(values.seed),
  pcs: Number(values.pcs),
  from: Number(values.from),
  to: Number(values.to),
  warmUpMinutes: Number(values['warm-up']),
};
const missing = labMissing();
if (missing !== undefined) {
  console.error(`The soak needs ${missing}.`);
  process.exit(2);
}
if (Object.values(options).some(Number.isNaN)) {
  console.error('--minutes, --seed, --pcs, --from, --to and --warm-up take numbers.');
  process.exit(2);
}

const stopping = new AbortController();
const office = await LabOffice.create(options.pcs);
function stop(why: string): void {
  if (stopping.signal.aborted) return;
  stopping.abort();
  console.log(`ended: ${why}`);
  void office.destroy().finally(() => process.exit(130));
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stop(signal));
// npm's shell dies of a signal without handing it on.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && stop('npm has gone'), 1000).unref();

let status = 1;
try {
  const print = (line: string): void => console.log(line);
  const result = await runSoak(office, { ...options, print, signal: stopping.signal });
  summarize(result);
  status = result.violations.length > 0 ? 1 : 0;
} catch (error) {
  if (!stopping.signal.aborted) console.error(error);
} finally {
  if (status !== 0 && !stopping.signal.aborted)
    console.log(`logs are in ${keepLogs(office.pcs, `soak-${options.seed}`)}`);
  // An ending by signal destroys the office itself.
  if (!stopping.signal.aborted) await office.destroy();
}
if (!stopping.signal.aborted) process.exit(status);

function summarize({ rounds, violations, struck, mended, verdicts, warnings }: SoakResult): void {
  const lines = ['', `${rounds} rounds of seed ${options.seed}`];
  for (const [what, times] of Object.entries({ struck, mended }))
    lines.push(
      `true again after being ${what}: median ${median(times).toFixed(1)} s, longest ${Math.max(0, ...times).toFixed(1)} s`,
    );
  lines.push(
    '',
    `growth in MB/h from minute ${options.warmUpMinutes} of a life on, ± standard error`,
    'agent  pid      minutes  RSS MB      at all times  when collected   CPU %  files',
  );
  const long = verdicts.filter(({ minutes }) => minutes >= Math.min(2, options.minutes / 2));
  for (const { life, ...v } of long)
    lines.push(
      [
        life.name.padEnd(6),
        String(life.pid).padEnd(8),
        v.minutes.toFixed(1).padStart(7),
        v.rssMb.toFixed(1).padStart(7),
        (v.judged ? growthText(v.always) : '-').padStart(17),
        (v.judged && v.collected ? growthText(v.collected) : '-').padStart(15),
        v.cpuPercent.toFixed(2).padStart(7),
        `${v.files.first}→${v.files.last}`,
      ].join(' '),
    );
  const judged = long.filter((verdict) => verdict.judged);
  const slopes = (trends: readonly (Trend | undefined)[]): string =>
    median(trends.flatMap((one) => one?.slope ?? [])).toFixed(2);
  lines.push(
    `median: RSS ${median(long.map(({ rssMb }) => rssMb)).toFixed(1)} MB, ` +
      `CPU ${median(long.map(({ cpuPercent }) => cpuPercent)).toFixed(2)} %, growth ` +
      `${slopes(judged.map(({ always }) => always))} MB/h at all times, ` +
      `${slopes(judged.map(({ collected }) => collected))} when collected (${judged.length} judged)`,
  );
  const often = Array.from(warnings).toSorted(([, a], [, b]) => b - a);
  lines.push('', 'warnings in the logs:', ...often.slice(0, 12).map(([w, n]) => `${n} × ${w}`));
  lines.push('', ...violations.map((violation) => `VIOLATED ${violation}`));
  lines.push(`${violations.length} violated`);
  console.log(lines.join('\n'));
}
