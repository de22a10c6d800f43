/** Messages and marks on disk. Whatever is in another workgroup is as if it were not there. */
import type { DeviceId } from '../model/id.ts';
import type { Envelope } from '../model/talk.ts';
import type { Database, SqlValue } from '../store/database.ts';
import { folded, idOfMessage, type SignedMessage } from './message.ts';

export interface StoredMessage {
  position: number;
  conversation: string;
  author: DeviceId;
  number: number;
  clock: number;
  at: number;
  id: string;
  kind: string;
  /** `MessageBody` as JSON. */
  body: string;
}

/** How far an author's messages in one conversation are here. */
export interface Reach {
  conversation: string;
  author: DeviceId;
  number: number;
  clock: number;
  seq: number;
}

export interface Mark {
  conversation: string;
  device: DeviceId;
  reached: number;
  read: number;
}

const COLUMNS = 'position, conversation, author, number, clock, at, id, kind, body';
/** The order that every PC shows. */
const NEWEST_FIRST = 'clock DESC, at DESC, author DESC, number DESC';

export class TalkStore {
  readonly #database: Database;
  readonly #workgroup: string;

  constructor(database: Database, workgroup: string) {
    this.#database = database;
    this.#workgroup = workgroup;
  }

  transaction<T>(work: () => T): T {
    return this.#database.transaction(work);
  }

  reaches(): Reach[] {
    return this.#database.all<Reach>(
      `SELECT conversation, author, MAX(number) AS number, MAX(clock) AS clock, MAX(seq) AS seq
       FROM talk_messages WHERE workgroup = ? GROUP BY conversation, author`,
      this.#workgroup,
    );
  }

  /** Its position. */
  insert({ by, seq, body, envelope }: SignedMessage): number {
    this.#database.run(
      `INSERT INTO talk_messages (workgroup, conversation, author, number, clock, at, id, kind,
         about, seq, entry, salt, body, words, hidden)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      this.#workgroup,
      body.conversation,
      by,
      body.number,
      body.clock,
      body.at,
      idOfMessage(by, body.key),
      body.kind,
      body.about,
      seq,
      envelope.entry,
      envelope.salt,
      envelope.body,
      body.kind === 'text' ? folded(body.text) : '',
      // Said again after its author's past came back: it is shown once.
      Number(this.byId(body.conversation, idOfMessage(by, body.key)) !== undefined),
    );
    return this.#database.get<{ at: number }>('SELECT last_insert_rowid() AS at')?.at ?? 0;
  }

  /** The author's messages from `number` on. */
  envelopes(
    conversation: string,
    author: DeviceId,
    number: number,
    limit: number,
  ): (Envelope & { number: number; position: number })[] {
    return this.#database.all(
      `SELECT entry, salt, body, number, position FROM talk_messages
       WHERE workgroup = ? AND conversation = ? AND author = ? AND number >= ?
       ORDER BY number LIMIT ?`,
      this.#workgroup,
      conversation,
      author,
      number,
      limit,
    );
  }

  /** At this place of its author's messages. */
  at(conversation: string, author: DeviceId, number: number): StoredMessage | undefined {
    return this.#database.get<StoredMessage>(
      `SELECT ${COLUMNS} FROM talk_messages
       WHERE workgroup = ? AND conversation = ? AND author = ? AND number = ?`,
      this.#workgroup,
      conversation,
      author,
      number,
    );
  }

  /** It stands at another place in its author's journal from now on. */
  move(position: number, { entry, salt, seq }: { entry: string; salt: string; seq: number }): void {
    this.#database.run(
      'UPDATE talk_messages SET entry = ?, salt = ?, seq = ? WHERE position = ?',
      entry,
      salt,
      seq,
      position,
    );
  }

  /** Groups by what began them. */
  groups(): { author: DeviceId; body: string }[] {
    return this.#database.all(
      "SELECT author, body FROM talk_messages WHERE workgroup = ? AND kind = 'group'",
      this.#workgroup,
    );
  }

  byId(conversation: string, id: string): StoredMessage | undefined {
    return this.#database.get<StoredMessage>(
      `SELECT ${COLUMNS} FROM talk_messages WHERE workgroup = ? AND conversation = ? AND id = ?
       ORDER BY position LIMIT 1`,
      this.#workgroup,
      conversation,
      id,
    );
  }

  /** The latest ones that are shown, newest first. */
  page(query: {
    conversations: readonly string[];
    before: StoredMessage | undefined;
    words: string | undefined;
    limit: number;
  }): StoredMessage[] {
    const { conversations, before, words = '', limit } = query;
    const terms = folded(words)
      .split(/\s+/u)
      .filter((term) => term !== '');
    const values: SqlValue[] = [this.#workgroup, JSON.stringify(conversations)];
    let where = '';
    if (before) {
      where += ' AND (clock, at, author, number) < (?, ?, ?, ?)';
      values.push(before.clock, before.at, before.author, before.number);
    }
    for (const term of terms.slice(0, 12)) {
      where += " AND words LIKE ? ESCAPE '!'";
      values.push(`%${term.replace(/[!%_]/g, '!$&')}%`);
    }
    return this.#database.all<StoredMessage>(
      `SELECT ${COLUMNS} FROM talk_messages
       WHERE workgroup = ? AND conversation IN (SELECT value FROM json_each(?))
         AND kind <> 'reaction' AND hidden = 0${where} ORDER BY ${NEWEST_FIRST} LIMIT ?`,
      ...values,
      limit,
    );
  }

  reactions(conversation: string, about: readonly string[]): StoredMessage[] {
    return this.#database.all<StoredMessage>(
      `SELECT ${COLUMNS} FROM talk_messages
       WHERE workgroup = ? AND conversation = ? AND kind = 'reaction'
         AND about IN (SELECT value FROM json_each(?))
       ORDER BY clock, at, author, number`,
      this.#workgroup,
      conversation,
      JSON.stringify(about),
    );
  }

  /** What others said after `position`. */
  unread(conversation: string, self: DeviceId, position: number): { body: string }[] {
    return this.#database.all(
      `SELECT body FROM talk_messages WHERE workgroup = ? AND conversation = ? AND position > ?
         AND author <> ? AND kind = 'text' AND hidden = 0 ORDER BY position LIMIT 1000`,
      this.#workgroup,
      conversation,
      position,
      self,
    );
  }

  lastPosition(conversation: string): number {
    return (
      this.#database.get<{ at: number | null }>(
        'SELECT MAX(position) AS at FROM talk_messages WHERE workgroup = ? AND conversation = ?',
        this.#workgroup,
        conversation,
      )?.at ?? 0
    );
  }

  /** Number of the author's last message at or before `position`. */
  numberAt(conversation: string, author: DeviceId, position: number): number {
    return (
      this.#database.get<{ number: number | null }>(
        `SELECT MAX(number) AS number FROM talk_messages
         WHERE workgroup = ? AND conversation = ? AND author = ? AND position <= ?`,
        this.#workgroup,
        conversation,
        author,
        position,
      )?.number ?? 0
    );
  }

  hide(conversation: string, id: string): number {
    return this.#database.run(
      'UPDATE talk_messages SET hidden = 1 WHERE workgroup = ? AND conversation = ? AND id = ?',
      this.#workgroup,
      conversation,
      id,
    );
  }

  /** Own messages and what their entries commit to, for the check of the journal. */
  committed(author: DeviceId, seq: number): { salt: string; body: string } | undefined {
    return this.#database.get(
      `SELECT salt, body FROM talk_messages WHERE workgroup = ? AND author = ? AND seq = ?`,
      this.#workgroup,
      author,
      seq,
    );
  }

  /** Forgets the oldest of an author's beyond `most`, in all conversations together. */
  trim(author: DeviceId, most: number): void {
    this.#database.run(
      `DELETE FROM talk_messages WHERE position IN (
         SELECT position FROM talk_messages WHERE workgroup = ? AND author = ? AND kind <> 'group'
         ORDER BY position DESC LIMIT -1 OFFSET ?)`,
      this.#workgroup,
      author,
      most,
    );
  }

  marks(): Mark[] {
    return this.#database.all<Mark>(
      'SELECT conversation, device, reached, read FROM talk_marks WHERE workgroup = ?',
      this.#workgroup,
    );
  }

  /** May be lost in a power cut: it is told again. */
  keepMark({ conversation, device, reached, read }: Mark): void {
    this.#database.runLazily(
      `INSERT INTO talk_marks (workgroup, conversation, device, reached, read)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (workgroup, conversation, device) DO UPDATE SET
         reached = excluded.reached, read = excluded.read`,
      this.#workgroup,
      conversation,
      device,
      reached,
      read,
    );
  }
}
