/** `cancel`: ends a job, as its sender or as the owner of its printer. */
import { cancelJob } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command } from '../command.ts';
import { jobDocument } from '../job-text.ts';
import { findJob } from '../resolve.ts';

export const cancel: Command = {
  name: 'cancel',
  usage: 'JOB',
  summary: 'cancel a job',
  arguments: [1, 1],
  async run(context) {
    const { id } = await findJob(context.client, context.argument(0));
    const job = await context.client.call(cancelJob, { params: { id } });
    context.answer([jobDocument(job)], `${displayText(job.name)}: ${job.state}.`);
  },
};
