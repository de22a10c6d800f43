/**
 * Bytes to message (RFC 8010 section 3). Total: any input ends in a message or in `ipp.malformed`,
 * in time proportional to its length. Each value keeps what it takes to be written back unchanged.
 */
import { isUtf8 } from 'node:buffer';
import { GroupTag, ValueTag } from './constants.ts';
import { findEnd, HEADER_BYTES } from './frame.ts';
import { type IppLimits, malformed, REQUEST_LIMITS } from './limits.ts';
import type {
  IppAttributes,
  IppCollection,
  IppContent,
  IppDateTime,
  IppGroup,
  IppMessage,
  IppValue,
} from './types.ts';

/** One tag, name and value as they stand on the wire. */
interface RawRecord {
  tag: number;
  name: string;
  value: Buffer;
}

/** Decodes a whole message; `length` is where its document begins. */
export function decodeMessage(
  bytes: Buffer,
  limits: IppLimits = REQUEST_LIMITS,
): { message: IppMessage; length: number } {
  const frame = findEnd(bytes, Math.min(bytes.length, limits.bytes));
  if (!frame.complete)
    throw malformed(bytes.length > limits.bytes ? 'it is too long' : 'it ends early');
  return { message: new Decoder(bytes, limits).message(), length: frame.length };
}

/** Walks over bytes that `findEnd` found complete, so no read leaves them. */
class Decoder {
  readonly #bytes: Buffer;
  readonly #limits: IppLimits;
  #position = HEADER_BYTES;
  #values = 0;

  constructor(bytes: Buffer, limits: IppLimits) {
    this.#bytes = bytes;
    this.#limits = limits;
  }

  message(): IppMessage {
    const groups: IppGroup[] = [];
    let group: IppGroup | undefined;
    let values: IppValue[] | undefined;
    for (;;) {
      const tag = this.#bytes.readUInt8(this.#position);
      if (tag === GroupTag['end-of-attributes-tag']) break;
      if (tag < 0x10) {
        if (tag === 0) throw malformed('a group has the reserved tag 0');
        this.#position += 1;
        group = { tag, attributes: new Map() };
        groups.push(group);
        values = undefined;
        continue;
      }
      if (!group) throw malformed('an attribute stands before any group');
      const record = this.#record();
      if (record.name !== '') values = startAttribute(group.attributes, record.name);
      if (!values) throw malformed('a value has no attribute');
      values.push(this.#value(record, 0));
    }
    return {
      version: { major: this.#bytes.readUInt8(0), minor: this.#bytes.readUInt8(1) },
      code: this.#bytes.readUInt16BE(2),
      requestId: this.#bytes.readInt32BE(4),
      groups,
    };
  }

  #record(): RawRecord {
    const tag = this.#bytes.readUInt8(this.#position);
    const nameEnd = this.#position + 3 + this.#bytes.readUInt16BE(this.#position + 1);
    // Names are US-ASCII; latin1 keeps any other byte as it is.
    const name = this.#bytes.toString('latin1', this.#position + 3, nameEnd);
    const valueEnd = nameEnd + 2 + this.#bytes.readUInt16BE(nameEnd);
    const value = this.#bytes.subarray(nameEnd + 2, valueEnd);
    this.#position = valueEnd;
    return { tag, name, value };
  }

  #value(record: RawRecord, depth: number): IppValue {
    this.#values += 1;
    if (this.#values > this.#limits.values) throw malformed('it has too many values');
    if (record.tag !== ValueTag.begCollection)
      return { tag: record.tag, value: content(record.tag, record.value) };
    if (record.value.length > 0) throw malformed('a collection begins with bytes');
    if (depth >= this.#limits.depth) throw malformed('its collections are nested too deep');
    return { tag: record.tag, value: this.#collection(depth + 1) };
  }

  /** Members up to the end tag (RFC 8010 section 3.1.6). */
  #collection(depth: number): IppCollection {
    const members: IppCollection = new Map();
    let values: IppValue[] | undefined;
    for (;;) {
      if (this.#bytes.readUInt8(this.#position) < 0x10) throw malformed('a collection has no end');
      const record = this.#record();
      if (record.name !== '') throw malformed('a member of a collection has a name of its own');
      if (record.tag === ValueTag.endCollection || record.tag === ValueTag.memberAttrName) {
        if (values?.length === 0) throw malformed('a member of a collection has no value');
        if (record.tag === ValueTag.endCollection) {
          if (record.value.length > 0) throw malformed('a collection ends with bytes');
          return members;
        }
        if (record.value.length === 0) throw malformed('a member of a collection has no name');
        values = startAttribute(members, record.value.toString('latin1'));
      } else {
        if (!values) throw malformed('a collection begins without a member');
        values.push(this.#value(record, depth));
      }
    }
  }
}

function startAttribute(attributes: IppAttributes, name: string): IppValue[] {
  if (attributes.has(name)) throw malformed('an attribute is there twice');
  const values: IppValue[] = [];
  attributes.set(name, values);
  return values;
}

function content(tag: number, value: Buffer): IppContent {
  switch (tag) {
    case ValueTag.integer:
    case ValueTag.enum:
      return sized(value, 4).readInt32BE(0);
    case ValueTag.boolean: {
      const byte = sized(value, 1).readUInt8(0);
      if (byte > 1) throw malformed('a boolean is neither true nor false');
      return byte === 1;
    }
    case ValueTag.dateTime:
      return dateTime(sized(value, 11));
    case ValueTag.resolution:
      sized(value, 9);
      return { x: value.readInt32BE(0), y: value.readInt32BE(4), units: value.readInt8(8) };
    case ValueTag.rangeOfInteger:
      sized(value, 8);
      return { lower: value.readInt32BE(0), upper: value.readInt32BE(4) };
    case ValueTag.textWithLanguage:
    case ValueTag.nameWithLanguage:
      return languageString(value);
    case ValueTag.endCollection:
    case ValueTag.memberAttrName:
      throw malformed('a part of a collection stands outside one');
    default:
      if (tag < 0x20) return value.length === 0 ? null : Buffer.from(value);
      return isCharacterString(tag) ? characters(value) : Buffer.from(value);
  }
}

/** The character-string tags of RFC 8010 section 3.5.2, 0x40 to 0x5f. */
function isCharacterString(tag: number): boolean {
  return tag >= 0x40 && tag <= 0x5f;
}

/** Old printers send Latin-1 as "utf-8"; such bytes are kept as they are. */
function characters(value: Buffer): string | Buffer {
  return isUtf8(value) ? value.toString('utf8') : Buffer.from(value);
}

function sized(value: Buffer, length: number): Buffer {
  if (value.length !== length) throw malformed('a value has the wrong length');
  return value;
}

function dateTime(value: Buffer): IppDateTime {
  const direction = value.readUInt8(8);
  if (direction !== 0x2b && direction !== 0x2d) throw malformed('a date has no zone');
  return {
    year: value.readUInt16BE(0),
    month: value.readUInt8(2),
    day: value.readUInt8(3),
    hour: value.readUInt8(4),
    minute: value.readUInt8(5),
    second: value.readUInt8(6),
    deciseconds: value.readUInt8(7),
    direction: direction === 0x2b ? '+' : '-',
    zoneHours: value.readUInt8(9),
    zoneMinutes: value.readUInt8(10),
  };
}

function languageString(value: Buffer): IppContent {
  const bad = () => malformed('a text with a language has wrong lengths');
  if (value.length < 4) throw bad();
  const languageEnd = 2 + value.readUInt16BE(0);
  if (languageEnd + 2 > value.length) throw bad();
  if (languageEnd + 2 + value.readUInt16BE(languageEnd) !== value.length) throw bad();
  return {
    language: value.toString('latin1', 2, languageEnd),
    text: characters(value.subarray(languageEnd + 2)),
  };
}
