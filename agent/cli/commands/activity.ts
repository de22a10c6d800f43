/** `activity`: what others did with what this PC shares, and the proof that it is all and unaltered. */
import { listActivity, verifyActivity } from '../../../src/api/local-activity.ts';
import { displayText } from '../../../src/base/text.ts';
import type { ActivityCheck } from '../../../src/model/activity.ts';
import type { Command, Context } from '../command.ts';
import { isoTime, plural, table, timeText } from '../output.ts';
import { findDevice, listDevices } from '../resolve.ts';

const FAULTS: Readonly<Record<ActivityCheck['faults'][number]['what'], string>> = {
  changed: 'an entry is not what was signed',
  fact: 'what was noted is not what was signed',
  cut: 'entries are missing',
  forked: 'two entries were signed for one place',
};

const KINDS = {
  read: 'read',
  wrote: 'wrote',
  moved: 'moved',
  copied: 'copied',
  removed: 'removed',
  restored: 'restored',
  printed: 'printed',
  searched: 'searched',
  lent: 'lent',
  ended: 'ended',
} as const;

export const activity: Command = {
  name: 'activity',
  usage: '[--who DEVICE] [--what KIND] [--find TEXT] [--limit N] [--verify]',
  summary:
    'what this PC lends, and who did what with it; --verify proves it complete and unaltered',
  details:
    'KIND is read, wrote, moved, copied, removed, restored, printed, searched, lent or ended (a right\n' +
    'that was given, or is over). --verify checks the signatures and hashes of every log, and asks the\n' +
    'PCs that are there what they have seen. Faults are exit 1.',
  options: {
    verify: { type: 'boolean' },
    limit: { type: 'string' },
    who: { type: 'string' },
    what: { type: 'string' },
    find: { type: 'string' },
  },
  arguments: [0, 0],
  async run(context) {
    const devices = await listDevices(context.client);
    const names = new Map(devices.map(({ id, name }) => [id, name]));
    const nameOf = (device: string): string => names.get(device) ?? device.slice(0, 8);
    if (context.flag('verify')) return verify(context, nameOf);
    const limit = context.integer('limit', 1, 5000) ?? 500;
    const who = context.text('who');
    const query = {
      limit,
      device: who === undefined ? undefined : (await findDevice(context.client, who)).id,
      what: context.choice<keyof typeof KINDS>('what', KINDS),
      find: context.text('find'),
    };
    const found = await context.client.call(listActivity, { query });
    context.answer(
      found.map(({ at, device, what, target, guest }) => ({
        at: isoTime(at),
        device,
        device_name: nameOf(device),
        what,
        target,
        ...(guest === undefined ? {} : { guest }),
      })),
      table(
        ['AT', 'WHO', 'WHAT', ''],
        found.map(({ at, device, what, target, guest }) => [
          timeText(at),
          guest === undefined
            ? displayText(nameOf(device), 63)
            : `${displayText(guest, 63)} (guest)`,
          what,
          displayText(target, 300),
        ]),
        'Nobody has used anything of this PC yet.',
      ),
    );
  },
};

async function verify(context: Context, nameOf: (device: string) => string): Promise<void> {
  const check = await context.client.call(verifyActivity, {});
  const { statements, devices, ok, faults, asked, others } = check;
  const words = faults.map(
    ({ device, journal, what, seq }) =>
      `${displayText(nameOf(device), 63)}, ${journal}, from entry ${seq} on: ${FAULTS[what]}.`,
  );
  const sum = `${plural(statements, 'statement')} of ${plural(devices, 'PC')}: ${ok ? 'complete and unaltered' : 'not as they were signed'}.`;
  context.answer(check, [sum, ...words].join('\n'));
  if (asked < others)
    context.note(`${asked} of ${others} other PCs were there to say what they have seen.`);
  if (!ok) context.foundFaults();
}
