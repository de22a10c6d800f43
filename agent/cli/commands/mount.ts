/** `mount`, `unmount`: a share as a folder of this system, for every program. */
import { getMount } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Mount } from '../../../src/model/mount.ts';
import { mount as mountHere, unmount as unmountHere } from '../../platform/mounts.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { splitRemotePath } from '../remote-path.ts';
import { findShare } from '../resolve.ts';

export const mount: Command = {
  name: 'mount',
  usage: 'DEVICE/SHARE [--open]',
  summary: 'the WebDAV address of a share, and the command that mounts it here',
  details:
    'Any program of this PC that speaks WebDAV can use the address with the name and the password:\n' +
    'file managers, office programs, davfs2, rclone. --open mounts it where this system lets a\n' +
    'person do that (gio on Linux, network drives of Windows, volumes of macOS).',
  options: { open: { type: 'boolean' } },
  arguments: [1, 1],
  async run(context) {
    const { name, found } = await find(context);
    if (context.flag('open')) {
      await mountHere(found);
      context.answer(found, `${name} is mounted: file managers show it among their places.`);
      return;
    }
    context.answer(
      found,
      [
        `address   ${found.url}`,
        `name      ${found.username}`,
        `password  ${found.password}`,
        `command   ${found.command}`,
      ].join('\n'),
    );
  },
};

export const unmount: Command = {
  name: 'unmount',
  usage: 'DEVICE/SHARE',
  summary: 'end what `mount --open` made',
  arguments: [1, 1],
  async run(context) {
    const { name, found } = await find(context);
    await unmountHere(found);
    context.answer({ url: found.url }, `${name} is not mounted any more.`);
  },
};

async function find(context: Context): Promise<{ name: string; found: Mount }> {
  const { device, share, path } = splitRemotePath(context.argument(0));
  if (device === '' || share === '' || path !== '')
    throw new UsageError('Say which share as DEVICE/SHARE. `hallway ls` lists the devices.');
  const place = await findShare(context.client, device, share);
  const params = { device: place.device.id, share: place.share.id };
  const name = `${displayText(place.device.name, 63)}/${displayText(place.share.name, 63)}`;
  return { name, found: await context.client.call(getMount, { params }) };
}
