/** What is done with a job on its way: `jobs hold`, `job move`, `job decide`, `reprint`, `jobs keep`. */
import {
  decideJob,
  getKeeping,
  holdJob,
  moveJob,
  reprintJob,
  setKeeping,
} from '../../../src/api/local.ts';
import { MAX_KEEP_HOURS, type PrinterPlace } from '../../../src/model/job-terms.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { jobDocument, jobSentence } from '../job-text.ts';
import { findJob, findPrinter } from '../resolve.ts';

async function placeOf(context: Context, wanted: string): Promise<PrinterPlace> {
  const { device, id } = await findPrinter(context.client, wanted);
  return { device, printer: id };
}

export const jobsHold: Command = {
  name: 'jobs hold',
  usage: 'JOB',
  summary: 'keep a job from the printer until it is released',
  arguments: [1, 1],
  async run(context) {
    const { id } = await findJob(context.client, context.argument(0));
    const job = await context.client.call(holdJob, { params: { id } });
    context.answer([jobDocument(job)], jobSentence(job));
  },
};

export const jobMove: Command = {
  name: 'job move',
  usage: 'JOB --to PRINTER',
  summary: 'move a job of which nothing was printed to another printer',
  options: { to: { type: 'string' } },
  arguments: [1, 1],
  async run(context) {
    const to = context.text('to');
    if (!to) throw new UsageError('Say where: --to PRINTER. `hallway printers` lists them.');
    const { id } = await findJob(context.client, context.argument(0));
    const body = await placeOf(context, to);
    const job = await context.client.call(moveJob, { params: { id }, body });
    context.answer([jobDocument(job)], `${jobSentence(job)}\n${job.id}`);
  },
};

export const reprint: Command = {
  name: 'reprint',
  usage: 'JOB [--to PRINTER]',
  summary: 'print a finished job once more, while its document is kept',
  details: '`hallway jobs keep HOURS` and `hallway print --keep HOURS` keep documents.',
  options: { to: { type: 'string' } },
  arguments: [1, 1],
  async run(context) {
    const to = context.text('to');
    const { id } = await findJob(context.client, context.argument(0));
    const body = to ? await placeOf(context, to) : {};
    const job = await context.client.call(reprintJob, { params: { id }, body });
    context.answer([jobDocument(job)], `${jobSentence(job)}\n${job.id}`);
  },
};

const DECISIONS = { printed: 'printed', again: 'again', cancel: 'cancel' } as const;

export const jobDecide: Command = {
  name: 'job decide',
  usage: 'JOB printed|again|cancel',
  summary: 'say what became of a job of which nobody can tell whether it was printed',
  details:
    'Look at the printer first. printed: it came out; again: print it anew; cancel: leave it.',
  arguments: [2, 2],
  async run(context) {
    const said = context.argument(1);
    if (!Object.hasOwn(DECISIONS, said)) throw new UsageError('Say printed, again or cancel.');
    const decision = DECISIONS[said as keyof typeof DECISIONS];
    const { id } = await findJob(context.client, context.argument(0));
    const job = await context.client.call(decideJob, { params: { id }, body: { decision } });
    context.answer([jobDocument(job)], jobSentence(job));
  },
};

export const jobsKeep: Command = {
  name: 'jobs keep',
  usage: '[HOURS]',
  summary: 'how long this PC keeps the documents that it prints elsewhere; 0: not at all',
  arguments: [0, 1],
  async run(context) {
    const wanted = context.argument(0);
    if (wanted !== '' && !(/^\d{1,3}$/.test(wanted) && Number(wanted) <= MAX_KEEP_HOURS))
      throw new UsageError(`HOURS is a whole number up to ${MAX_KEEP_HOURS}.`);
    const kept =
      wanted === ''
        ? await context.client.call(getKeeping, {})
        : await context.client.call(setKeeping, { body: { keepHours: Number(wanted) } });
    context.answer(
      { keep_hours: kept.keepHours },
      kept.keepHours === 0
        ? 'Documents are wiped as soon as they are printed.'
        : `Documents are kept for ${kept.keepHours} h after they are printed.`,
    );
  },
};
