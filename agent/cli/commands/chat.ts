/** `chat`: messages to one colleague, a group or everybody, and what was said. */
import { listCalls } from '../../../src/api/local-calls.ts';
import * as api from '../../../src/api/local-talk.ts';
import { getStatus } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Conversation, Message } from '../../../src/model/talk.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { isoTime, table, timeText } from '../output.ts';
import { findDevice, listDevices, resolveOne } from '../resolve.ts';

interface MessageDocument {
  id: string;
  from: string;
  from_name: string;
  /** `all`, or the id of a device or group. */
  to: string;
  to_name: string;
  at: string | null;
  text: string;
  state: Message['state'];
  attachments: { kind: string; device: string; name: string; path?: string }[];
}

/** What was said in a conversation, and who is who. */
interface Names {
  self: string;
  devices: ReadonlyMap<string, string>;
  conversations: ReadonlyMap<string, Conversation>;
}

const STATES: Readonly<Record<Message['state'], string>> = {
  waiting: 'waits for the other PC',
  sent: 'some have it',
  delivered: 'delivered',
  read: 'read',
  new: 'new',
  received: '',
};

export const chatSend: Command = {
  name: 'chat send',
  usage: 'DEVICE|all|GROUP TEXT…',
  summary: 'say something to a colleague, a group or everybody',
  details:
    'It is delivered at once, or when the other PC is there again; until then it waits on this PC.',
  arguments: [2, 200],
  async run(context) {
    const { client } = context;
    const text = context.argumentsFrom(1).join(' ');
    if (text.trim() === '') throw new UsageError('Say what the message says.');
    const names = await namesOf(context);
    const conversation = await find(context, context.argument(0), names);
    const params = { conversation: conversation.id };
    const message = await client.call(api.sendMessage, { params, body: { text } });
    context.answer(documentOf(message, names), '');
  },
};

export const chatLog: Command = {
  name: 'chat log',
  usage: '[DEVICE|all|GROUP] [--find WORDS] [--limit N]',
  summary: 'what was said, the latest last; with --find what has these words',
  options: { find: { type: 'string' }, limit: { type: 'string' }, read: { type: 'boolean' } },
  details: '--read marks what is shown of one conversation as read.',
  arguments: [0, 1],
  async run(context) {
    const { client } = context;
    const names = await namesOf(context);
    const wanted = context.argument(0);
    const words = context.text('find');
    if (context.flag('read') && wanted === '')
      throw new UsageError('--read marks one conversation: say which.');
    const conversation = wanted === '' ? undefined : (await find(context, wanted, names)).id;
    const query = {
      limit: context.integer('limit', 1, 500) ?? 100,
      ...(words === undefined ? {} : { words }),
      ...(conversation === undefined ? {} : { conversation }),
    };
    const found = await client.call(api.listMessages, { query });
    const documents = found.map((message) => documentOf(message, names));
    if (context.flag('read') && conversation !== undefined)
      await client.call(api.readConversation, { params: { conversation } });
    context.answer(
      documents,
      table(
        ['AT', 'FROM', 'TO', 'TEXT', ''],
        found.map((message, index) => [
          timeText(message.at),
          documents[index]?.from_name ?? '',
          documents[index]?.to_name ?? '',
          displayText(shownText(message), 500),
          STATES[message.state],
        ]),
        words === undefined ? 'Nothing was said yet.' : 'Nothing has these words.',
      ),
    );
  },
};

export const chatCalls: Command = {
  name: 'chat calls',
  usage: '[DEVICE|all|GROUP] [--limit N]',
  summary: 'calls that are over, missed ones among them, the latest last',
  options: { limit: { type: 'string' } },
  details: 'Calls are made and taken in the dashboard.',
  arguments: [0, 1],
  async run(context) {
    const names = await namesOf(context);
    const wanted = context.argument(0);
    const conversation = wanted === '' ? undefined : (await find(context, wanted, names)).id;
    const query = {
      limit: context.integer('limit', 1, 500) ?? 100,
      ...(conversation === undefined ? {} : { conversation }),
    };
    const found = await context.client.call(listCalls, { query });
    const nameOf = (device: string): string => names.devices.get(device) ?? device.slice(0, 8);
    context.answer(
      found.map(({ id, from, at, video, end, seconds }) => ({
        id,
        from,
        from_name: nameOf(from),
        at: isoTime(at),
        video,
        end,
        seconds,
      })),
      table(
        ['AT', 'FROM', 'WHAT BECAME OF IT', 'SECONDS'],
        found.map(({ from, at, end, seconds }) => [
          timeText(at),
          nameOf(from),
          end,
          seconds === 0 ? '' : String(seconds),
        ]),
        'There was no call yet.',
      ),
    );
  },
};

export const chatGroup: Command = {
  name: 'chat group',
  usage: 'NAME DEVICE…',
  summary: 'begin a group of some colleagues',
  arguments: [2, 64],
  async run(context) {
    const { client } = context;
    const members: string[] = [];
    for (const wanted of context.argumentsFrom(1))
      members.push((await findDevice(client, wanted)).id);
    const body = { name: context.argument(0), members };
    const { id, name, others } = await client.call(api.beginGroup, { body });
    context.answer({ id, name, members: others }, `The group “${displayText(name, 63)}” begins.`);
  },
};

async function namesOf({ client }: Context): Promise<Names> {
  const devices = await listDevices(client);
  const conversations = await client.call(api.listConversations, {});
  const { device } = await client.call(getStatus, {});
  return {
    self: device.id,
    devices: new Map(devices.map(({ id, name }) => [id, name])),
    conversations: new Map(conversations.map((one) => [one.id, one])),
  };
}

/** A group goes by its name too; a device of the same name goes first. */
async function find({ client }: Context, wanted: string, names: Names): Promise<Conversation> {
  const all = Array.from(names.conversations.values());
  const everyone = all.find(({ kind }) => kind === 'everyone');
  if (wanted === 'all' && everyone) return everyone;
  const groups = all.filter(({ kind }) => kind === 'group');
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

function documentOf(message: Message, { self, devices, conversations }: Names): MessageDocument {
  const conversation = conversations.get(message.conversation);
  const other = conversation?.others[0] ?? '';
  const to =
    conversation?.kind === 'direct'
      ? message.from === self
        ? other
        : self
      : conversation?.kind === 'group'
        ? conversation.id
        : 'all';
  return {
    id: message.id,
    from: message.from,
    from_name: devices.get(message.from) ?? message.from.slice(0, 8),
    to,
    to_name: conversation?.kind === 'group' ? conversation.name : (devices.get(to) ?? 'all'),
    at: isoTime(message.at),
    text: shownText(message),
    state: message.state,
    attachments: message.attachments.map((one) => ({
      kind: one.kind,
      device: one.device,
      name: one.name,
      ...(one.kind === 'file' ? { path: one.path } : {}),
    })),
  };
}

function shownText({ kind, text }: Message): string {
  return kind === 'group' ? `began the group “${text}”` : text;
}
