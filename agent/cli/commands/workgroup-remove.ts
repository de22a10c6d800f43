/** `workgroup remove`: puts a member out for everybody. */
import { removeMember } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command } from '../command.ts';
import { findDevice } from '../resolve.ts';

export const workgroupRemove: Command = {
  name: 'workgroup remove',
  usage: 'DEVICE',
  summary: 'remove a member for everybody, e.g. a lost PC',
  arguments: [1, 1],
  async run(context) {
    const device = await findDevice(context.client, context.argument(0));
    await context.client.call(removeMember, { params: { device: device.id } });
    context.answer(
      { id: device.id, name: device.name },
      `Removed ${displayText(device.name)}. It comes back only by joining anew.`,
    );
  },
};
