/** `workgroup create`: a workgroup with this PC as its first member. */
import { createWorkgroup } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command } from '../command.ts';

export const workgroupCreate: Command = {
  name: 'workgroup create',
  usage: 'NAME',
  summary: 'create a workgroup with this PC as its first member',
  arguments: [1, 1],
  async run(context) {
    const { id, name } = await context.client.call(createWorkgroup, {
      body: { name: context.argument(0) },
    });
    context.answer(
      { id, name },
      `Created the workgroup ${displayText(name)}. Add another PC with \`hallway workgroup invite\`.`,
    );
  },
};
