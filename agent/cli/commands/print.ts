/** `print`: sends a file to a printer of the workgroup. */
import { basename, resolve } from 'node:path';
import { getJob, printDocument } from '../../../src/api/local.ts';
import { HallwayError, type ErrorCode } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { isFinalJobState, type Job } from '../../../src/model/job.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { fileSource } from '../file-source.ts';
import { statHere } from '../local-path.ts';
import { parseJobOptions, parsePaper } from '../print-options.ts';
import { parseJobTerms, TERM_OPTIONS } from '../print-terms.ts';
import { Progress } from '../progress.ts';
import { findPrinter } from '../resolve.ts';

/** Longest wait of one request, in ms. */
const WAIT_STEP = 30_000;

export const print: Command = {
  name: 'print',
  usage:
    'FILE --on PRINTER [--copies N] [--sides one|long|short] [--color auto|color|mono] ' +
    '[--media A4] [--tray T] [--type T] [--quality draft|normal|high] [--number-up N] ' +
    '[--scaling auto|auto-fit|fill|fit|none] [--orientation portrait|landscape|…] [--resolution DPI] ' +
    '[--bin B] [--finish staple,…] [--borderless] [--pages 1-3] [--hold] [--pin N] [--expires 2h] ' +
    '[--keep HOURS] [--account NAME] [--wait]',
  summary: 'print a file on any printer of the workgroup',
  details:
    '--hold keeps it until `hallway release JOB`; --pin lets it wait at the printer until somebody types\n' +
    'that PIN there; --expires gives it up if it was not printed by then (90s, 30m, 2h, 3d); --keep\n' +
    'keeps the document for a reprint; --account says what the pages are for; --wait ends when it is\n' +
    'printed. Without --wait the command ends when the job is on its way, and `hallway jobs` shows it.\n' +
    'Any printer prints PDF, pictures, text and raster; office documents where its PC has LibreOffice.\n' +
    '`hallway printers --json` lists under "choices" what each printer offers.',
  options: {
    on: { type: 'string' },
    copies: { type: 'string' },
    sides: { type: 'string' },
    color: { type: 'string' },
    media: { type: 'string' },
    tray: { type: 'string' },
    type: { type: 'string' },
    quality: { type: 'string' },
    'number-up': { type: 'string' },
    scaling: { type: 'string' },
    orientation: { type: 'string' },
    resolution: { type: 'string' },
    bin: { type: 'string' },
    finish: { type: 'string' },
    borderless: { type: 'boolean' },
    pages: { type: 'string' },
    hold: { type: 'boolean' },
    ...TERM_OPTIONS,
    wait: { type: 'boolean' },
  },
  arguments: [1, 1],
  async run(context) {
    const on = context.text('on');
    if (!on) throw new UsageError('Say where: --on PRINTER. `hallway printers` lists them.');
    const layout = parseJobOptions(context);
    const terms = parseJobTerms(context);
    const file = resolve(context.io.cwd, context.argument(0));
    const at = await statHere(file);
    if (!at.isFile())
      throw new HallwayError('path.not_file', `${displayText(file, 300)} is no file.`);
    const printer = await findPrinter(context.client, on);
    const options = { ...layout, ...parsePaper(context, printer) };

    const name = displayText(basename(file), 255, 'Document');
    const sent = await send(context, file, at.size, {
      params: { device: printer.device, printer: printer.id },
      query: { name, options: JSON.stringify(options), ...terms },
    });
    const job = context.flag('wait') ? await waitFor(context, sent) : sent;
    context.answer(
      { job: job.id, state: job.state },
      `${displayText(job.name)} on ${displayText(job.printerName)}: ${job.state}\n${job.id}`,
    );
  },
};

async function send(
  context: Context,
  file: string,
  size: number,
  target: {
    params: { device: string; printer: string };
    query: { name: string; options: string; terms?: string };
  },
): Promise<Job> {
  const progress = new Progress(context.io.err, size, target.query.name);
  const body = fileSource(file, (chunk) => progress.add(chunk.length));
  try {
    return await context.client.upload(printDocument, target, body, size);
  } finally {
    progress.end();
  }
}

/** Follows a job to its end; what did not print is an error. */
async function waitFor(context: Context, sent: Job): Promise<Job> {
  let job = sent;
  let told = '';
  while (!isFinalJobState(job.state) && job.state !== 'uncertain') {
    const news = displayText(`${job.state} ${job.message || job.reasons.join(', ')}`, 200);
    if (context.io.err.terminal && news !== told) context.note(news);
    told = news;
    job = await context.client.call(getJob, {
      params: { id: job.id },
      query: { wait: WAIT_STEP },
    });
  }
  if (job.state === 'completed') return job;
  const words: Record<string, [ErrorCode, string]> = {
    canceled: ['request.cancelled', 'was cancelled'],
    aborted: ['printer.rejected', 'could not be printed'],
    uncertain: ['printer.unreachable', 'may or may not have been printed'],
  };
  const [code, text] = words[job.state] ?? (['printer.rejected', 'was not printed'] as const);
  const why = displayText(job.message || job.reasons.join(', '), 300);
  throw new HallwayError(
    code,
    `${displayText(job.name)} ${text}${why === '' ? '' : `: ${why}`}. Job ${job.id}.`,
    job.state === 'uncertain' ? { fix: 'Look at the printer before you print it again.' } : {},
  );
}
