/** `workgroup requests`: newcomers that proved the code and wait for a yes. */
import { listJoinRequests } from '../../../src/api/local.ts';
import type { Command } from '../command.ts';
import { isoTime, shortId, table, timeText } from '../output.ts';

export const workgroupRequests: Command = {
  name: 'workgroup requests',
  usage: '',
  summary: 'list PCs that proved the code and wait for a yes',
  arguments: [0, 0],
  async run(context) {
    const requests = await context.client.call(listJoinRequests, {});
    context.answer(
      requests.map(({ id, name, address, requestedAt }) => ({
        id,
        name,
        address,
        requested_at: isoTime(requestedAt),
      })),
      table(
        ['NAME', 'ID', 'ADDRESS', 'SINCE'],
        requests.map((one) => [one.name, shortId(one.id), one.address, timeText(one.requestedAt)]),
        'Nobody waits to join.',
      ),
    );
  },
};
