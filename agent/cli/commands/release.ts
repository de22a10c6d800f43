/** `release`: prints a job that is held. */
import { releaseJob } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command } from '../command.ts';
import { jobDocument } from '../job-text.ts';
import { findJob } from '../resolve.ts';

export const release: Command = {
  name: 'release',
  usage: 'JOB',
  summary: 'print a job that is held',
  arguments: [1, 1],
  async run(context) {
    const { id } = await findJob(context.client, context.argument(0));
    const job = await context.client.call(releaseJob, { params: { id } });
    context.answer([jobDocument(job)], `${displayText(job.name)}: ${job.state}.`);
  },
};
