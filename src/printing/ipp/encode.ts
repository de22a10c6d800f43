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

/** Room for a small message; it grows. */
const FIRST_BYTES = 512;

/** The whole message up to its end tag; a document follows it on the wire. */
export function encodeMessage(message: IppMessage): Buffer {
  const out = new Bytes();
  out.uint8(message.version.major);
  out.uint8(message.version.minor);
  out.uint16(message.code);
  out.int32(message.requestId);
  for (const group of message.groups) {
    out.uint8(group.tag);
    for (const [name, values] of group.attributes)
      for (let index = 0; index < values.length; index += 1)
        writeValue(out, index === 0 ? name : '', values[index] as IppValue);
  }
  out.uint8(GroupTag['end-of-attributes-tag']);
  return out.all();
}

/** Bytes one after another, in one piece of memory. */
class Bytes {
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  all(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  uint8(value: number): void {
    const at = this.#take(1);
    this.#buffer.writeUInt8(value, at);
  }

  uint16(value: number): void {
    const at = this.#take(2);
    this.#buffer.writeUInt16BE(value, at);
  }

  int32(value: number): void {
    const at = this.#take(4);
    this.#buffer.writeInt32BE(value, at);
  }

  bytes(value: Buffer): void {
    const at = this.#take(value.length);
    value.copy(this.#buffer, at);
  }

  text(value: string, encoding: 'utf8' | 'latin1'): void {
    const at = this.#take(Buffer.byteLength(value, encoding));
    this.#buffer.write(value, at, encoding);
  }

  /** What `write` writes, with its length in two bytes before it. Throws `ipp.malformed`. */
  counted(write: () => void): void {
    const at = this.#take(2);
    write();
    const length = this.#length - at - 2;
    if (length > 0xffff) throw malformed('a value is too long');
    this.#buffer.writeUInt16BE(length, at);
  }

  #take(bytes: number): number {
    const at = this.#length;
    this.#length += bytes;
    if (this.#length > this.#buffer.length)
      this.#buffer = Buffer.concat(
        [this.#buffer.subarray(0, at)],
        Math.max(2 * this.#buffer.length, this.#length),
      );
    return at;
  }
}

function writeValue(out: Bytes, name: string, { tag, value }: IppValue): void {
  writeRecord(out, tag, name, value instanceof Map ? null : value);
  if (!(value instanceof Map)) return;
  for (const [member, values] of value) {
    writeRecord(out, ValueTag.memberAttrName, '', Buffer.from(member, 'latin1'));
    for (const one of values) writeValue(out, '', one);
  }
  writeRecord(out, ValueTag.endCollection, '', null);
}

function writeRecord(out: Bytes, tag: number, name: string, value: IppContent): void {
  out.uint8(tag);
  out.counted(() => out.text(name, 'latin1'));
  out.counted(() => writeContent(out, tag, value));
}

function writeContent(out: Bytes, tag: number, value: IppContent): void {
  if (value === null) return;
  if (Buffer.isBuffer(value)) return out.bytes(value);
  if (typeof value === 'string') return out.text(value, 'utf8');
  if (typeof value === 'boolean') return out.uint8(value ? 1 : 0);
  if (typeof value === 'number') return out.int32(value);
  switch (tag) {
    case ValueTag.dateTime:
      return writeDateTime(out, value as IppDateTime);
    case ValueTag.resolution: {
      const { x, y, units } = value as IppResolution;
      out.int32(x);
      out.int32(y);
      return out.uint8(units);
    }
    case ValueTag.rangeOfInteger:
      out.int32((value as IppRange).lower);
      return out.int32((value as IppRange).upper);
    case ValueTag.textWithLanguage:
    case ValueTag.nameWithLanguage: {
      const { language, text } = value as IppLanguageString;
      out.counted(() => out.text(language, 'latin1'));
      return out.counted(() =>
        typeof text === 'string' ? out.text(text, 'utf8') : out.bytes(text),
      );
    }
    default:
      throw malformed('a value does not fit its tag');
  }
}

function writeDateTime(out: Bytes, value: IppDateTime): void {
  out.uint16(value.year);
  for (const part of [
    value.month,
    value.day,
    value.hour,
    value.minute,
    value.second,
    value.deciseconds,
    value.direction === '+' ? 0x2b : 0x2d,
    value.zoneHours,
    value.zoneMinutes,
  ])
    out.uint8(part);
}
