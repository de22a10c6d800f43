/** `chat`: messages to one colleague, a group or everybody, and what was said. */
import { listCalls } from '../../../src/api/local-calls.ts';
import * as api from '../../../src/api/local-talk.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Message } from '../../../src/model/talk.ts';
import { attachmentOf, giftOf, takeBack } from '../chat-attachment.ts';
import { findConversation, namesOf, type Names } from '../chat-names.ts';
import { type Command, UsageError } from '../command.ts';
import { isoTime, table, timeText } from '../output.ts';

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
  usage: 'DEVICE|all|GROUP TEXT… [--attach DEVICE/SHARE[/PATH]] [--give SRC]',
  summary: 'say something to a colleague, a group or everybody',
  details:
    'It is delivered at once, or when the other PC is there again; until then it waits on this PC.\n' +
    '--attach brings a file or folder of a share along, as a link to its page. --give gives one of\n' +
    'this PC to all whom the message is for, as `hallway send` does.',
  options: { attach: { type: 'string' }, give: { type: 'string' } },
  arguments: [2, 200],
  async run(context) {
    const { client } = context;
    const text = context.argumentsFrom(1).join(' ');
    const wanted = context.text('attach');
    const given = context.text('give');
    if (text.trim() === '') throw new UsageError('Say what the message says.');
    const attachments = wanted === undefined ? [] : [await attachmentOf(client, wanted)];
    const names = await namesOf(context);
    const conversation = await findConversation(context, context.argument(0), names);
    const gift = given === undefined ? undefined : await giftOf(context, given, conversation);
    if (gift) attachments.push(gift);
    const params = { conversation: conversation.id };
    const message = await client
      .call(api.sendMessage, { params, body: { text, attachments } })
      .catch(async (error: unknown) => {
        // Nobody is to read on what no message leads to.
        if (gift) await takeBack(client, gift).catch(() => {});
        throw error;
      });
    context.answer(documentOf(message, names), '');
  },
};

export const chatLog: Command = {
  name: 'chat log',
  usage: '[DEVICE|all|GROUP] [--find WORDS] [--limit N] [--read]',
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
    const conversation =
      wanted === '' ? undefined : (await findConversation(context, wanted, names)).id;
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
    const conversation =
      wanted === '' ? undefined : (await findConversation(context, wanted, names)).id;
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
