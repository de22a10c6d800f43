/**
 * `npm run adversary -- --seed 7 --jobs 1000 --printer cups` (Linux, root): prints through two
 * agents while everything is killed, cut and filled; exits with 1 if a document was lost, silently
 * doubled, altered or out of order. `--printer ippeveprinter` for the other kind of printer.
 */
import { parseArgs } from 'node:util';
import { labMissing } from '../lan/availability.ts';
import { linesOf, faultsOf } from './adversary/report.ts';
import { runAdversary } from './adversary/run-adversary.ts';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    printer: { type: 'string', default: 'cups' },
  },
});
const { printer } = values;
const jobs = Number(values.jobs);
const seed = Number(values.seed);
const missing = labMissing();
if (missing !== undefined) {
  console.error(`The adversary needs ${missing}.`);
  process.exit(2);
}
if (!(jobs > 0) || Number.isNaN(seed) || (printer !== 'cups' && printer !== 'ippeveprinter')) {
  console.error('--jobs and --seed take numbers, --printer takes cups or ippeveprinter.');
  process.exit(2);
}

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => stopping.abort());
const print = (line: string): void => console.log(line);
const result = await runAdversary({ jobs, seed, printer, print, signal: stopping.signal });
for (const line of linesOf(result)) console.log(line);
if (stopping.signal.aborted) console.log('interrupted: what was under way counts as lost');
process.exit(faultsOf(result).length > 0 ? 1 : 0);
