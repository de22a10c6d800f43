/** `ls`: the devices, the shares of one, or a folder of a share. */
import { listShares, refreshServer } from '../../../src/api/local.ts';
import { lastSegment, parentPath } from '../../../src/base/safe-path.ts';
import type { Entry } from '../../../src/model/entry.ts';
import type { Command, Context } from '../command.ts';
import { watchFolder } from '../folder-changes.ts';
import { isoTime, sizeText, table, timeText } from '../output.ts';
import { findPlace, nothingThere, splitRemotePath } from '../remote-path.ts';
import { entriesOf, kindOf } from '../remote-tree.ts';
import { findDevice, listDevices } from '../resolve.ts';

interface Line {
  name: string;
  kind: 'device' | 'share' | 'folder' | 'file';
  /** Bytes; null for what has no size of its own. */
  size: number | null;
  /** Milliseconds, or null where nobody knows. */
  modified: number | null;
  /** A word for a person. */
  note: string;
}

export const ls: Command = {
  name: 'ls',
  usage: '[DEVICE[/SHARE[/PATH]]] [--watch]',
  summary: 'browse devices, shares and folders',
  details:
    '--watch says what comes (+), goes (-) and changes (~) in a folder, until Ctrl-C; with --json a\n' +
    'line each.',
  options: { watch: { type: 'boolean' } },
  arguments: [0, 1],
  async run(context) {
    if (context.flag('watch'))
      return watchFolder(context, await findPlace(context.client, context.argument(0)));
    const lines = await linesOf(context);
    context.answer(
      lines.map(({ name, kind, size, modified }) => ({
        name,
        kind,
        size,
        modified: isoTime(modified),
      })),
      table(
        ['NAME', 'KIND', 'SIZE', 'MODIFIED', ''],
        lines.map(({ name, kind, size, modified, note }) => [
          name,
          kind,
          kind === 'file' ? sizeText(size) : '',
          modified === null ? '' : timeText(modified),
          note,
        ]),
        'Nothing here.',
      ),
    );
  },
};

async function linesOf(context: Context): Promise<Line[]> {
  const { client } = context;
  const text = context.argument(0);
  const { device: deviceWanted, share: shareWanted } = splitRemotePath(text);
  const plain = { size: null, modified: null };
  if (deviceWanted === '') {
    const devices = await listDevices(client);
    return devices.map(({ name, online, server }) => ({
      name,
      kind: 'device',
      ...plain,
      note: server
        ? online
          ? 'file server'
          : 'file server, not reached'
        : online
          ? ''
          : 'offline',
    }));
  }
  if (shareWanted === '') {
    const device = await findDevice(client, deviceWanted);
    const shares = device.server
      ? await client.call(refreshServer, { params: { id: device.id } })
      : await client.call(listShares, {});
    return shares
      .filter((share) => share.device === device.id)
      .map(({ name, access, available }) => ({
        name,
        kind: 'share',
        ...plain,
        note: !available ? 'not there now' : access === 'write' && !device.server ? 'writable' : '',
      }));
  }
  const place = await findPlace(client, text);
  const kind = place.path === '' ? 'folder' : await kindOf(client, place);
  if (kind === 'nothing') throw nothingThere(place);
  const file = kind === 'file';
  const folder = file ? { ...place, path: parentPath(place.path) } : place;
  const wanted = file ? lastSegment(place.path) : undefined;
  const entries: Entry[] = [];
  for await (const entry of entriesOf(client, folder))
    if (wanted === undefined || entry.name === wanted) entries.push(entry);
  return entries.map((entry) => ({ ...entry, note: '' }));
}
