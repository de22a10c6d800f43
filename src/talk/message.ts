/** Messages as their authors sign them, and how one from another PC is checked. */
import { HallwayError } from '../base/errors.ts';
import { INVISIBLE } from '../base/text.ts';
import { canonicalJson, hashName } from '../identity/signed-text.ts';
import type { DeviceId } from '../model/id.ts';
import { type Envelope, type GroupFacts, MessageBody } from '../model/talk.ts';
import { shapeError } from '../net/shape.ts';

/** What talking needs of the signed journals; the agent passes them. */
export interface TalkJournal {
  /** Signs the next entry, with the transaction that it stands in. */
  append(commitments: readonly string[]): { text: string; seq: number };
  /** An entry of a member's journal of talk; throws `log.invalid` unless its author signed it. */
  read(text: string): { by: DeviceId; seq: number; root: string };
  commitmentOf(salt: string, fact: string): string;
  rootOf(commitments: readonly string[]): string;
}

/** A message with its author and its place in the author's journal. */
export interface SignedMessage {
  by: DeviceId;
  seq: number;
  body: MessageBody;
  envelope: Envelope;
}

export function idOfMessage(author: DeviceId, key: string): string {
  return hashName(`hallway-message-v1\0${author}${key}`).slice(0, 26);
}

/** The same for both, whoever asks. */
export function directId(one: DeviceId, other: DeviceId): string {
  return hashName(`hallway-direct-v1\0${[one, other].sort().join('')}`);
}

/** Nobody can claim to have begun another's group, nor change who is in it. */
export function groupId(by: DeviceId, facts: GroupFacts): string {
  return hashName(`hallway-group-v1\0${canonicalJson({ by, facts })}`);
}

/** Reads what another PC handed over. Throws `log.invalid` unless its author signed just this. */
export function openEnvelope(envelope: Envelope, journal: TalkJournal): SignedMessage {
  const { by, seq, root } = journal.read(envelope.entry);
  const commitment = journal.commitmentOf(envelope.salt, envelope.body);
  if (journal.rootOf([commitment]) !== root) throw refused('is not what its author committed to');
  const body = bodyOf(envelope.body);
  const { kind, group, conversation } = body;
  if ((kind === 'group') !== (group !== undefined)) throw refused('has an unknown shape');
  if (group && groupId(by, group) !== conversation) throw refused('begins another group');
  return { by, seq, body, envelope };
}

function bodyOf(text: string): MessageBody {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused('is not JSON');
  }
  if (canonicalJson(value) !== text || shapeError(MessageBody, value) !== undefined)
    throw refused('has an unknown shape');
  return value as MessageBody;
}

function refused(why: string): HallwayError {
  return new HallwayError('log.invalid', `A message ${why}.`);
}

/** Case and accents folded, so that it is found however it is typed. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Lines stay lines; nothing else that nobody sees is sent. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map((line) => line.replaceAll('\t', '  ').replace(INVISIBLE, '').trimEnd())
    .join('\n')
    .trim();
}
