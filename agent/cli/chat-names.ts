/** Conversations by the names that people use: a colleague, a group, or all. */
import * as api from '../../src/api/local-talk.ts';
import { getStatus } from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Conversation } from '../../src/model/talk.ts';
import type { Context } from './command.ts';
import { listDevices, resolveOne } from './resolve.ts';

/** Who is who. */
export interface Names {
  self: string;
  devices: ReadonlyMap<string, string>;
  conversations: ReadonlyMap<string, Conversation>;
}

export async function namesOf({ client }: Context): Promise<Names> {
  const devices = await listDevices(client);
  const conversations = await client.call(api.listConversations, {});
  const { device } = await client.call(getStatus, {});
  return {
    self: device.id,
    devices: new Map(devices.map(({ id, name }) => [id, name])),
    conversations: new Map(conversations.map((one) => [one.id, one])),
  };
}

/** A group goes by its name too; of one that goes on in another, the last. */
export async function findConversation(
  { client }: Context,
  wanted: string,
  names: Names,
): Promise<Conversation> {
  const all = Array.from(names.conversations.values());
  const everyone = all.find(({ kind }) => kind === 'everyone');
  if (wanted === 'all' && everyone) return everyone;
  const groups = all.filter(
    ({ kind, next, id }) => kind === 'group' && (next === null || id === wanted),
  );
  const devices = (await listDevices(client)).filter(
    ({ server, id }) => !server && id !== names.self,
  );
  const named = [...devices, ...groups].map(({ id, name }) => ({ id, name }));
  const { id } = resolveOne(wanted, named, {
    noun: 'colleague or group',
    notFound: 'workgroup.unknown_device',
    hint: '`hallway workgroup members` lists the colleagues; `all` means everybody.',
  });
  const found = all.find((one) => one.id === id || (one.kind === 'direct' && one.others[0] === id));
  if (found) return found;
  throw new HallwayError('workgroup.none', 'This PC is in no workgroup.', {
    fix: 'Create one, or join one with a code.',
  });
}
