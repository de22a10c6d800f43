/** `release`: prints a job that is held. */
import { releaseJob } from '../../../src/api/local.ts';
import { UsageError, type Command } from '../command.ts';
import { jobDocument, jobSentence } from '../job-text.ts';
import { findJob } from '../resolve.ts';

export const release: Command = {
  name: 'release',
  usage: 'JOB [--pin N]',
  summary: 'print a job that is held',
  details: "A job with a PIN is released at the printer's PC or at the PC that sent it.",
  options: { pin: { type: 'string' } },
  arguments: [1, 1],
  async run(context) {
    const pin = context.text('pin');
    if (pin !== undefined && !/^\d{4,12}$/.test(pin))
      throw new UsageError('--pin takes 4 to 12 digits.');
    const { id } = await findJob(context.client, context.argument(0));
    const query = pin === undefined ? {} : { pin };
    const job = await context.client.call(releaseJob, { params: { id }, query });
    context.answer([jobDocument(job)], jobSentence(job));
  },
};
