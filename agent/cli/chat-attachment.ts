/** What comes along with a message: a file or folder of a share as a link to its page, or a gift. */
import { resolve } from 'node:path';
import { cancelSending, listMembers, startSending, statEntry } from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { lastSegment } from '../../src/base/safe-path.ts';
import type { Attachment, Conversation } from '../../src/model/talk.ts';
import type { Context } from './command.ts';
import type { LocalClient } from './local-client.ts';
import { statHere } from './local-path.ts';
import { findPlace, shareParams } from './remote-path.ts';
import { listDevices } from './resolve.ts';

type Gift = Extract<Attachment, { kind: 'file' }>;

/** Throws `path.not_found` for what is not there, `request.invalid` for what leads nowhere for others. */
export async function attachmentOf(client: LocalClient, wanted: string): Promise<Attachment> {
  const place = await findPlace(client, wanted);
  const { device, share, path } = place;
  const known = (await listDevices(client)).find(({ id }) => id === device.id);
  if (known?.server === true)
    throw new HallwayError(
      'request.invalid',
      'Others cannot open what a file server shows to you alone.',
      { fix: 'Give it to them with `hallway send`.' },
    );
  const params = shareParams(place);
  const folder =
    path === '' || (await client.call(statEntry, { params, query: { path } })).kind === 'folder';
  const name = path === '' ? share.name : lastSegment(path);
  return { kind: 'file', device: device.id, share: share.id, path, name, folder };
}

/** Given to the others of a conversation. Throws what `startSending` throws, `path.not_found` first. */
export async function giftOf(
  { client, io }: Context,
  source: string,
  { kind, others }: Conversation,
): Promise<Gift> {
  const path = resolve(io.cwd, source);
  await statHere(path);
  const members = await client.call(listMembers, {});
  // A group keeps its members, also those that left the workgroup.
  const to =
    kind === 'everyone' ? 'all' : others.filter((id) => members.some((one) => one.id === id));
  const { id, name, ...gift } = await client.call(startSending, { body: { path, to } });
  const device = members.find(({ self }) => self)?.id ?? '';
  const folder = gift.kind === 'folder';
  return { kind: 'file', device, share: id, path: folder ? '' : name, name, folder };
}

/** Throws what `cancelSending` throws. */
export async function takeBack(client: LocalClient, { share }: Gift): Promise<void> {
  await client.call(cancelSending, { params: { id: share } });
}
