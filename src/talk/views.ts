/** Conversations and messages as this person sees them. */
import { displayText } from '../base/text.ts';
import type { DeviceId } from '../model/id.ts';
import type {
  Attachment,
  Conversation,
  Message,
  MessageBody,
  MessageState,
} from '../model/talk.ts';
import type { TalkBook } from './book.ts';
import type { Room } from './conversations.ts';
import type { StoredMessage } from './talk-store.ts';

/** Most signs shown at one message. */
const MAX_SIGNS = 12;

export interface ViewOptions {
  self: DeviceId;
  revision: (conversation: string) => number;
  typing: (conversation: string) => DeviceId[];
  missed: (conversation: string) => number;
}

export function conversationView(book: TalkBook, room: Room, options: ViewOptions): Conversation {
  const { self } = options;
  const unread = book.store.unread(room.id, self, book.marks.of(room.id, self).read);
  const [last] = book.store.page({
    conversations: [room.id],
    before: undefined,
    words: undefined,
    limit: 1,
  });
  return {
    id: room.id,
    kind: room.kind,
    name: displayText(room.name, 63),
    others: room.others(),
    unread: unread.length,
    missed: options.missed(room.id),
    mentioned: unread.some(({ body }) => parse(body).mentions.includes(self)),
    revision: options.revision(room.id),
    last: last
      ? { from: last.author, at: last.at, text: displayText(parse(last.body).text, 200) }
      : null,
    typing: options.typing(room.id),
    before: room.before ?? null,
    next: room.next ?? null,
  };
}

/** `rows` of one conversation. */
export function messageViews(
  book: TalkBook,
  room: Room,
  rows: readonly StoredMessage[],
  self: DeviceId,
): Message[] {
  const signs = signsOf(book, room, rows);
  const others = room.others();
  const read = book.marks.of(room.id, self).read;
  return rows.map((row) => {
    const body = parse(row.body);
    const own = row.author === self;
    const by = (kind: 'reached' | 'read'): DeviceId[] =>
      own ? others.filter((one) => book.marks.of(room.id, one)[kind] >= row.number) : [];
    const reached = by('reached');
    const readBy = by('read');
    return {
      id: row.id,
      conversation: room.id,
      from: row.author,
      at: row.at,
      kind: row.kind === 'group' ? 'group' : 'text',
      text: lines(body.group?.name ?? body.text),
      about: body.about,
      mentions: body.mentions,
      attachments: body.attachments.map(cleanAttachment),
      reactions: signs.get(row.id) ?? [],
      state: own
        ? ownState(others.length, reached.length, readBy.length)
        : row.position > read
          ? 'new'
          : 'received',
      reached,
      read: readBy,
    };
  });
}

function ownState(others: number, reached: number, read: number): MessageState {
  if (reached === 0) return 'waiting';
  if (read === others) return 'read';
  return reached === others ? 'delivered' : 'sent';
}

/** The newest sign of each person counts. */
function signsOf(
  book: TalkBook,
  room: Room,
  rows: readonly StoredMessage[],
): Map<string, { sign: string; from: DeviceId[] }[]> {
  const latest = new Map<string, Map<DeviceId, string>>();
  const ids = rows.map(({ id }) => id);
  for (const { author, body } of book.store.reactions(room.id, ids)) {
    const { about, text } = parse(body);
    if (about === null) continue;
    let signs = latest.get(about);
    if (!signs) latest.set(about, (signs = new Map()));
    signs.set(author, displayText(text, 16));
  }
  return new Map(
    Array.from(latest, ([about, signs]) => {
      const bySign = new Map<string, DeviceId[]>();
      for (const [author, sign] of signs)
        if (sign !== '') bySign.set(sign, [...(bySign.get(sign) ?? []), author]);
      const list = Array.from(bySign, ([sign, from]) => ({ sign, from }));
      return [about, list.slice(0, MAX_SIGNS)];
    }),
  );
}

/** Whoever wrote it: no line of it hides or reverses anything. Lines stay lines. */
function lines(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .slice(0, 400)
    .map((line) => displayText(line, 4000))
    .join('\n')
    .trim();
}

function cleanAttachment(attachment: Attachment): Attachment {
  return { ...attachment, name: displayText(attachment.name, 255, '?') };
}

function parse(body: string): MessageBody {
  return JSON.parse(body) as MessageBody;
}
