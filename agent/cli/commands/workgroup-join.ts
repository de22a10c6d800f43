/** `workgroup join`: proves a code and waits for the decision. */
import { joinWorkgroup } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import { UsageError, type Command } from '../command.ts';
import { plural } from '../output.ts';

export const workgroupJoin: Command = {
  name: 'workgroup join',
  usage: 'CODE [--at HOST:PORT] [--workgroup NAME]',
  summary: 'join the workgroup whose member shows this code',
  details:
    'Waits until the other side decided. --at names the inviting PC where multicast does not show\n' +
    'it; --workgroup picks one where several are inviting.',
  options: { at: { type: 'string' }, workgroup: { type: 'string' } },
  arguments: [1, 1],
  async run(context) {
    const code = context.argument(0).replace(/[\s-]/g, '');
    if (!/^[0-9]{6}$/.test(code))
      throw new UsageError('CODE is the six digits the other PC shows.');
    const at = context.text('at');
    if (at !== undefined && !/^.+:\d{1,5}$/.test(at))
      throw new UsageError('--at takes HOST:PORT, for example 192.168.1.20:47470.');
    if (context.io.err.terminal) context.note('Waiting for the other PC to decide …');
    const { id, name, members } = await context.client.call(joinWorkgroup, {
      body: { code, at, workgroup: context.text('workgroup') },
    });
    context.answer(
      { id, name, members },
      `Joined ${displayText(name)}, now ${plural(members, 'member')}.`,
    );
  },
};
