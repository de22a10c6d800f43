/** `workgroup invite`: opens the pairing window and returns at once. */
import { openInvitation } from '../../../src/api/local.ts';
import type { Command } from '../command.ts';
import { isoTime, timeText } from '../output.ts';

export const workgroupInvite: Command = {
  name: 'workgroup invite',
  usage: '[--approve]',
  summary: 'show a six-digit code for one new PC',
  details:
    'The code is good for one PC, 120 seconds and three attempts. Whoever proves it asks to join;\n' +
    'decide with `workgroup requests`, `approve` and `deny`. --approve admits it without asking.',
  options: { approve: { type: 'boolean' } },
  arguments: [0, 0],
  async run(context) {
    const approve = context.flag('approve');
    const { code, expiresAt } = await context.client.call(openInvitation, { body: { approve } });
    const next = approve
      ? 'The PC that types it is admitted at once.'
      : 'Then admit it: `hallway workgroup requests`, `hallway workgroup approve ID`.';
    context.answer(
      { code, expires_at: isoTime(expiresAt) },
      `${code}\nOn the new PC: hallway workgroup join ${code}  (until ${timeText(expiresAt)})\n${next}`,
    );
  },
};
