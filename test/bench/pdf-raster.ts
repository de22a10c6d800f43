/**
 * What drawing a PDF for a raster printer costs: the agent's converter beside Ghostscript and
 * poppler, on one document, 300 dpi, colour, each a process of its own, alternating. Prints
 * medians, the ratio to each, and the most memory that each process had.
 *
 *     node test/bench/pdf-raster.ts [--pages 20] [--rounds 5] [--only]
 *
 * `--only` runs our converter alone, once: for documents of hundreds of pages.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { conversionRunner } from '../../agent/printing/conversion.ts';
import { silentLog } from '../../src/base/log.ts';
import { A4_SHEETS, RASTER } from '../printing/conversion/converting.ts';
import { realClock } from '../printing/two-agents.ts';
import { officePdf } from './office-pdf.ts';

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'boolean', default: false },
  },
});
const pages = Number(values.pages);
const folder = mkdtempSync(join(tmpdir(), 'hallway-bench-'));
const source = join(folder, 'document.pdf');
writeFileSync(source, officePdf(pages));

interface Run {
  ms: number;
  peakMib: number;
  bytes: number;
}

async function ours(): Promise<Run> {
  const target = join(folder, 'ours.pwg');
  const runner = conversionRunner({ clock: realClock, log: silentLog });
  const step = {
    kind: 'pdf-to-raster',
    sheets: A4_SHEETS,
    raster: { ...RASTER, color: 'srgb_8' },
  } as const;
  const run = { signal: new AbortController().signal, progress: () => {} };
  const start = performance.now();
  const { peakBytes = 0 } = await runner.run(step, source, target, run);
  return ended(performance.now() - start, peakBytes / 1024, target);
}

/** `time` of GNU tells the memory; without it there is none to show. */
function theirs(target: string, ...argv: string[]): Run {
  const start = performance.now();
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', 'peak %M', ...argv], {
    encoding: 'utf8',
  });
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(`${argv[0]}: ${stderr}`);
  return ended(ms, Number(/peak (\d+)/.exec(stderr)?.[1] ?? 0), target);
}

function ended(ms: number, peakKib: number, target: string): Run {
  const { size: bytes } = statSync(target, { throwIfNoEntry: false }) ?? { size: 0 };
  rmSync(target, { force: true });
  return { ms, peakMib: peakKib / 1024, bytes };
}

const gs = join(folder, 'gs.pwg');
const ppm = join(folder, 'ppm.ppm');
const racers: Record<string, () => Promise<Run> | Run> = {
  hallway: ours,
  // Its device writes the same format; 19 is sRGB.
  ghostscript: () =>
    theirs(
      gs,
      'gs',
      '-q',
      '-dSAFER',
      '-dBATCH',
      '-dNOPAUSE',
      '-sDEVICE=pwgraster',
      '-r300',
      '-dcupsColorSpace=19',
      '-dcupsBitsPerColor=8',
      '-dcupsColorOrder=0',
      `-sOutputFile=${gs}`,
      source,
    ),
  // Draws as CUPS's pdftoraster does with poppler, to plain pixels.
  poppler: () => theirs(ppm, 'sh', '-c', `pdftoppm -r 300 ${source} > ${ppm}`),
};

const median = (list: number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

const names = values.only ? ['hallway'] : Object.keys(racers);
const runs = new Map<string, Run[]>(names.map((name) => [name, []]));
for (let round = 0; round < (values.only ? 1 : Number(values.rounds)); round += 1)
  for (const name of names) {
    const race = racers[name];
    if (race) runs.get(name)?.push(await race());
  }
const reference = median((runs.get('hallway') ?? []).map(({ ms }) => ms));
for (const [name, list] of runs) {
  const ms = median(list.map((run) => run.ms));
  const peak = median(list.map((run) => run.peakMib));
  const size = median(list.map((run) => run.bytes)) / 1024 / 1024;
  const ratio = name === 'hallway' ? '' : `, hallway takes ${(reference / ms).toFixed(2)} of it`;
  console.log(
    `${name.padEnd(12)} ${pages} pages in ${(ms / 1000).toFixed(2)} s (${(ms / pages).toFixed(0)} ms a page), ` +
      `${peak.toFixed(0)} MiB at most, writes ${size.toFixed(1)} MiB${ratio}`,
  );
}
rmSync(folder, { recursive: true, force: true });
