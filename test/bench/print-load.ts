/**
 * Prints one file many times to a printer by IPP, and waits until all of it is done. Tells the
 * seconds, and the seconds of processor time that each process took meanwhile, as a line of JSON.
 * Arguments: URI, file, how often, process ids.
 */
import { createReadStream, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../agent/system-clock.ts';
import { IppClient } from '../../src/printing/ipp/client.ts';
import { GroupTag, Operation } from '../../src/printing/ipp/constants.ts';
import { eachGroup, keyword, mimeType, name } from '../../src/printing/ipp/values.ts';
import { readRunning } from '../slow/gauge.ts';

const [uri = '', file = '', times = '1', ...pids] = process.argv.slice(2);
const bytes = statSync(file).size;
const client = new IppClient({ clock: systemClock, user: 'bench', busyMs: 120_000 });
const open = (): ReturnType<typeof createReadStream> =>
  createReadStream(file, { highWaterMark: 1 << 20 });

// The agent's clock keeps no process alive.
setInterval(() => {}, 1000);
const cpu = (): number[] => pids.map((pid) => readRunning(Number(pid)).cpuSeconds);
const before = cpu();
const took = (): number[] => cpu().map((seconds, at) => seconds - (before[at] ?? 0));
const since = performance.now();
for (let number = 1; number <= Number(times); number += 1)
  await client.request({
    uri,
    operation: Operation['Print-Job'],
    attributes: {
      'job-name': name(`bench ${number}`),
      'document-format': mimeType('application/pdf'),
    },
    document: { open, bytes },
  });
const accepted = (performance.now() - since) / 1000;
const acceptedCpu = took();

for (;;) {
  const answer = await client.request({
    uri,
    operation: Operation['Get-Jobs'],
    attributes: {
      'which-jobs': keyword('not-completed'),
      'requested-attributes': keyword('job-id', 'job-state'),
    },
  });
  if (eachGroup(answer, GroupTag['job-attributes-tag']).length === 0) break;
  await delay(10);
}
const done = (performance.now() - since) / 1000;
console.log(JSON.stringify({ accepted, done, acceptedCpu, doneCpu: took() }));
process.exit(0);
