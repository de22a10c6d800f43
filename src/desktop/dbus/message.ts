/** Messages of D-Bus as bytes and back (specification, "Message Protocol"). */
import { ValueReader } from './value-reader.ts';
import { ValueWriter, Variant } from './value-writer.ts';

export const MessageType = { call: 1, reply: 2, error: 3, signal: 4 } as const;

/** Flag of a call whose caller wants no reply. */
export const NO_REPLY = 1;

export interface Message {
  type: number;
  flags: number;
  serial: number;
  path?: string;
  interface?: string;
  member?: string;
  error?: string;
  replySerial?: number;
  destination?: string;
  sender?: string;
  signature?: string;
  body: readonly unknown[];
}

/** Longest message that is read; what Hallway asks for is answered in far less. */
const LONGEST = 1 << 20;
const FIXED = 16;
/** Header fields by their code, with their type. */
const FIELDS = [
  [1, 'path', 'o'],
  [2, 'interface', 's'],
  [3, 'member', 's'],
  [4, 'error', 's'],
  [5, 'replySerial', 'u'],
  [6, 'destination', 's'],
  [7, 'sender', 's'],
  [8, 'signature', 'g'],
] as const;

export function encodeMessage(message: Message): Buffer {
  const body = new ValueWriter();
  body.writeAll(message.signature ?? '', message.body);
  const fields = FIELDS.flatMap(([code, name, type]) => {
    const value = message[name];
    return value === undefined || value === '' ? [] : [[code, new Variant(type, value)]];
  });
  const head = new ValueWriter();
  head.writeAll('yyyyuua(yv)', [
    'l'.charCodeAt(0),
    message.type,
    message.flags,
    1,
    body.length,
    message.serial,
    fields,
  ]);
  head.align(8);
  return Buffer.concat([head.bytes(), body.bytes()]);
}

/** Length of the message that begins here; undefined while too little of it is there to tell. */
export function messageLength(bytes: Buffer): number | undefined {
  if (bytes.length < FIXED) return undefined;
  const little = isLittle(bytes);
  const at = (offset: number): number =>
    little ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset);
  const length = bodyOffset(at(12)) + at(4);
  if (length > LONGEST) throw new RangeError('a D-Bus message is too long');
  return length;
}

/** A whole message. Throws a `RangeError` for what is none. */
export function decodeMessage(bytes: Buffer): Message {
  const little = isLittle(bytes);
  const reader = new ValueReader(bytes, little);
  const [, type, flags, , , serial, fields] = reader.readAll('yyyyuua(yv)') as [
    number, number, number, number, number, number, [number, unknown][],
  ]; // biome-ignore format: a header
  const message: Message = { type, flags, serial, body: [] };
  for (const [code, value] of fields) {
    const field = FIELDS.find(([known]) => known === code);
    if (!field) continue;
    const [, name, kind] = field;
    if (typeof value !== (kind === 'u' ? 'number' : 'string'))
      throw new RangeError('a D-Bus header is malformed');
    Object.assign(message, { [name]: value });
  }
  const length = little ? bytes.readUInt32LE(12) : bytes.readUInt32BE(12);
  const body = bytes.subarray(bodyOffset(length));
  message.body = new ValueReader(body, little).readAll(message.signature ?? '');
  return message;
}

function isLittle(bytes: Buffer): boolean {
  const mark = String.fromCharCode(bytes[0] ?? 0);
  if (mark !== 'l' && mark !== 'B') throw new RangeError('no D-Bus message');
  return mark === 'l';
}

function bodyOffset(fields: number): number {
  return Math.ceil((FIXED + fields) / 8) * 8;
}
