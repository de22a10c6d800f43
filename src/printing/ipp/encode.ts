/** Message to bytes (RFC 8010 section 3), the exact reverse of `decodeMessage`. */
import { GroupTag, ValueTag } from './constants.ts';
import { malformed } from './limits.ts';
import type {
  IppContent,
  IppDateTime,
  IppLanguageString,
  IppMessage,
  IppRange,
  IppResolution,
  IppValue,
} from './types.ts';

const NOTHING = Buffer.alloc(0);

/** The whole message up to its end tag; a document follows it on the wire. */
export function encodeMessage(message: IppMessage): Buffer {
  const out: Buffer[] = [];
  const head = Buffer.alloc(8);
  head.writeUInt8(message.version.major, 0);
  head.writeUInt8(message.version.minor, 1);
  head.writeUInt16BE(message.code, 2);
  head.writeInt32BE(message.requestId, 4);
  out.push(head);
  for (const group of message.groups) {
    out.push(Buffer.from([group.tag]));
    for (const [name, values] of group.attributes)
      values.forEach((value, index) => writeValue(out, index === 0 ? name : '', value));
  }
  out.push(Buffer.from([GroupTag['end-of-attributes-tag']]));
  return Buffer.concat(out);
}

function writeValue(out: Buffer[], name: string, value: IppValue): void {
  if (!(value.value instanceof Map)) {
    writeRecord(out, value.tag, name, bytesOf(value.tag, value.value));
    return;
  }
  writeRecord(out, value.tag, name, NOTHING);
  for (const [member, values] of value.value) {
    writeRecord(out, ValueTag.memberAttrName, '', Buffer.from(member, 'latin1'));
    for (const one of values) writeValue(out, '', one);
  }
  writeRecord(out, ValueTag.endCollection, '', NOTHING);
}

function writeRecord(out: Buffer[], tag: number, name: string, value: Buffer): void {
  const nameBytes = Buffer.from(name, 'latin1');
  if (nameBytes.length > 0xffff || value.length > 0xffff) throw malformed('a value is too long');
  out.push(Buffer.from([tag]), uint16(nameBytes.length), nameBytes, uint16(value.length), value);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function int32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeInt32BE(value, 4 * index));
  return bytes;
}

function bytesOf(tag: number, value: IppContent): Buffer {
  if (value === null) return NOTHING;
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0]);
  if (typeof value === 'number') return int32(value);
  switch (tag) {
    case ValueTag.dateTime:
      return dateTimeBytes(value as IppDateTime);
    case ValueTag.resolution: {
      const { x, y, units } = value as IppResolution;
      return Buffer.concat([int32(x, y), Buffer.from([units])]);
    }
    case ValueTag.rangeOfInteger:
      return int32((value as IppRange).lower, (value as IppRange).upper);
    case ValueTag.textWithLanguage:
    case ValueTag.nameWithLanguage: {
      const { language, text } = value as IppLanguageString;
      const languageBytes = Buffer.from(language, 'latin1');
      const textBytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
      return Buffer.concat([
        uint16(languageBytes.length),
        languageBytes,
        uint16(textBytes.length),
        textBytes,
      ]);
    }
    default:
      throw malformed('a value does not fit its tag');
  }
}

function dateTimeBytes(value: IppDateTime): Buffer {
  return Buffer.concat([
    uint16(value.year),
    Buffer.from([
      value.month,
      value.day,
      value.hour,
      value.minute,
      value.second,
      value.deciseconds,
      value.direction === '+' ? 0x2b : 0x2d,
      value.zoneHours,
      value.zoneMinutes,
    ]),
  ]);
}
