/** `job`: one print job. */
import { displayText } from '../../../src/base/text.ts';
import type { Command } from '../command.ts';
import { jobDocument, jobTable } from '../job-text.ts';
import { findJob } from '../resolve.ts';

export const job: Command = {
  name: 'job',
  usage: 'JOB',
  summary: 'how one job stands, and what it waits for',
  arguments: [1, 1],
  async run(context) {
    const found = await findJob(context.client, context.argument(0));
    const message = displayText(found.message, 500);
    context.answer(
      [jobDocument(found)],
      [jobTable([found]), found.id, ...(message === '' ? [] : [message])].join('\n'),
    );
  },
};
