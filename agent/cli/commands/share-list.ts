/** `share list`: what this PC shares. */
import { listOwnShares } from '../../../src/api/local.ts';
import type { Command } from '../command.ts';
import { table, timeText } from '../output.ts';
import { listDevices } from '../resolve.ts';
import { shareDocument } from '../share-text.ts';

export const shareList: Command = {
  name: 'share list',
  usage: '',
  summary: 'list what this PC shares',
  arguments: [0, 0],
  async run(context) {
    const shares = await context.client.call(listOwnShares, {});
    const limited = !context.json && shares.some((share) => share.with !== 'everyone');
    const devices = limited ? await listDevices(context.client) : [];
    const names = new Map(devices.map((device) => [device.id, device.name]));
    context.answer(
      shares.map(shareDocument),
      table(
        ['NAME', 'KIND', 'ACCESS', 'WITH', 'UNTIL', 'PATH'],
        shares.map((share) => [
          share.available ? share.name : `${share.name} (not there now)`,
          share.kind,
          share.access,
          share.with === 'everyone'
            ? 'everyone'
            : share.with.map((id) => names.get(id) ?? id.slice(0, 8)).join(', '),
          timeText(share.until),
          share.path,
        ]),
        'This PC shares nothing. Share a folder with `hallway share add PATH`.',
      ),
    );
  },
};
