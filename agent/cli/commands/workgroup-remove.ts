/** `workgroup remove`: puts a member out for everybody. */
import { listAdmitted, removeMember } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Device } from '../../../src/model/device.ts';
import { isDeviceId } from '../../../src/model/id.ts';
import type { Command, Context } from '../command.ts';
import { findDevice } from '../resolve.ts';

export const workgroupRemove: Command = {
  name: 'workgroup remove',
  usage: 'DEVICE [--with-admitted]',
  summary: 'remove a member for everybody, e.g. a lost PC',
  details:
    '--with-admitted also removes every member that came in by that one alone, or by one of\n' +
    'those: after a PC fell into wrong hands and let in others.',
  options: { 'with-admitted': { type: 'boolean' } },
  arguments: [1, 1],
  async run(context) {
    const device = await memberMeant(context);
    const withAdmitted = context.flag('with-admitted');
    const params = { device: device.id };
    const admitted = await context.client.call(listAdmitted, { params });
    if (withAdmitted && admitted.length > 0) context.note(`With it go: ${names(admitted)}.`);
    const { removed } = await context.client.call(removeMember, {
      params,
      query: { withAdmitted },
    });
    const stay =
      withAdmitted || admitted.length === 0
        ? ''
        : `\n${names(admitted)} came in by it alone and ${admitted.length === 1 ? 'stays' : 'stay'}.`;
    const back =
      removed.length === 1
        ? 'It comes back only by joining anew.'
        : `These ${removed.length} come back only by joining anew.`;
    context.answer(
      { id: device.id, name: device.name, removed },
      `Removed ${names(removed)}. ${back}${stay}`,
    );
  },
};

/**
 * A whole id is asked for even where no member has it: a PC that came from a backup hears of the
 * newest members from the others alone, and the agent waits for them.
 */
async function memberMeant(context: Context): Promise<Device> {
  const wanted = context.argument(0);
  try {
    return await findDevice(context.client, wanted);
  } catch (error) {
    if (!isDeviceId(wanted)) throw error;
    return { id: wanted, name: wanted.slice(0, 8) };
  }
}

function names(devices: readonly Device[]): string {
  return devices.map(({ name }) => displayText(name)).join(', ');
}
