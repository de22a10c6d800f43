/** `jobs`: what this PC sent and what its printers have to do. */
import { listJobs } from '../../../src/api/local.ts';
import type { Command } from '../command.ts';
import { jobDocument, jobTable } from '../job-text.ts';

const NOTHING_OPEN = 'No jobs are waiting or printing. `hallway jobs --all` shows finished ones.';

export const jobs: Command = {
  name: 'jobs',
  usage: '[--all]',
  summary: 'jobs of mine and on my printers; --all with the finished ones',
  options: { all: { type: 'boolean' } },
  arguments: [0, 0],
  async run(context) {
    const all = context.flag('all');
    const query = all ? { all: true } : {};
    const found = await context.client.call(listJobs, { query });
    context.answer(found.map(jobDocument), jobTable(found, all ? 'No jobs yet.' : NOTHING_OPEN));
  },
};
