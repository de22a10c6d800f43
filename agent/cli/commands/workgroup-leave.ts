/** `workgroup leave`: this PC goes out of its workgroup. */
import { getStatus, leaveWorkgroup } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command } from '../command.ts';

export const workgroupLeave: Command = {
  name: 'workgroup leave',
  usage: '',
  summary: 'leave the workgroup',
  details:
    'This PC shares nothing any more and forgets the others; files stay where they are. To come back\n' +
    'it needs a new code.',
  arguments: [0, 0],
  async run(context) {
    const { workgroup } = await context.client.call(getStatus, {});
    await context.client.call(leaveWorkgroup, {});
    context.answer(
      { id: workgroup?.id ?? null, name: workgroup?.name ?? null },
      `Left ${displayText(workgroup?.name, 63, 'the workgroup')}.`,
    );
  },
};
