/** Writes multicast DNS packets with compressed names (RFC 1035 section 4.1.4). */
import { cutLabel, splitName, unescapeLabel } from './dns-name.ts';
import { CODES, recordKey, type DnsRecord, type Question } from './dns-record.ts';

/** One frame of Ethernet less the headers of IPv6 and UDP (RFC 6762 section 17). */
export const FRAME_BYTES = 1452;
const HEADER_BYTES = 12;
const MAX_BYTES = 9000;
/** A pointer has 14 bits. */
const REACH = 0x4000;
const IN = 1;
/** Top bit of a record's class: it replaces others of its name (RFC 6762 section 10.2). */
const FLUSH = 0x8000;
const RESPONSE = 0x8400;
const TRUNCATED = 0x0200;

type Section = 'questions' | 'answers' | 'authorities' | 'additionals';
const COUNTS: Record<Section, number> = {
  questions: 4,
  answers: 6,
  authorities: 8,
  additionals: 10,
};

/** Every packet is written here and copied from here: one of 9000 bytes for each would be waste. */
const SCRATCH = Buffer.alloc(MAX_BYTES);

/** Sections are to be written in their order, and a packet to its end before the next begins. */
class PacketWriter {
  readonly #bytes = SCRATCH;
  readonly #names = new Map<string, number>();
  #at = HEADER_BYTES;

  constructor(flags: number) {
    this.#bytes.fill(0, 0, HEADER_BYTES);
    this.#bytes.writeUInt16BE(flags, 2);
  }

  get bytes(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }

  truncated(): void {
    this.#bytes.writeUInt16BE(this.#bytes.readUInt16BE(2) | TRUNCATED, 2);
  }

  question({ name, type }: Question): void {
    this.#name(name);
    this.#numbers(CODES[type], IN);
    this.#count('questions');
  }

  /** False, with nothing written, if the packet would be longer than `max` bytes. */
  record(section: Section, record: DnsRecord, max = MAX_BYTES): boolean {
    const before = this.#at;
    if (this.#record(record) && this.#at <= max) {
      this.#count(section);
      return true;
    }
    this.#at = before;
    for (const [name, at] of this.#names) if (at >= before) this.#names.delete(name);
    return false;
  }

  #record(record: DnsRecord): boolean {
    // Names, fixed fields and data of any record we make fit in 512 bytes and a TXT record's items.
    const items = record.type === 'TXT' ? record.items : [];
    const need = items.reduce((sum, item) => sum + 1 + item.length, 800);
    if (this.#at + need > MAX_BYTES) return false;
    this.#name(record.name);
    this.#numbers(CODES[record.type], record.type === 'PTR' ? IN : IN | FLUSH);
    this.#at = this.#bytes.writeUInt32BE(record.ttl, this.#at);
    const lengthAt = this.#at;
    this.#numbers(0);
    if (record.type === 'PTR') this.#name(record.target);
    else if (record.type === 'SRV') {
      this.#numbers(0, 0, record.port);
      this.#name(record.target);
    } else if (record.type === 'TXT') this.#items(items);
    else this.#address(record.address);
    this.#bytes.writeUInt16BE(this.#at - lengthAt - 2, lengthAt);
    return true;
  }

  #count(section: Section): void {
    const at = COUNTS[section];
    this.#bytes.writeUInt16BE(this.#bytes.readUInt16BE(at) + 1, at);
  }

  #numbers(...values: readonly number[]): void {
    for (const value of values) this.#at = this.#bytes.writeUInt16BE(value, this.#at);
  }

  #name(name: string): void {
    for (let left = name; left !== ''; ) {
      const known = this.#names.get(left);
      if (known !== undefined) return this.#numbers(0xc000 | known);
      if (this.#at < REACH) this.#names.set(left, this.#at);
      const { label, rest } = splitName(left);
      this.#string(Buffer.from(cutLabel(unescapeLabel(label))));
      left = rest;
    }
    this.#at = this.#bytes.writeUInt8(0, this.#at);
  }

  #string(bytes: Uint8Array): void {
    this.#at = this.#bytes.writeUInt8(bytes.length, this.#at);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A record without any item has one empty one (RFC 6763 section 6.1). */
  #items(items: readonly Uint8Array[]): void {
    for (const item of items.length > 0 ? items : [new Uint8Array()]) this.#string(item);
  }

  #address(address: string): void {
    if (!address.includes(':'))
      for (const byte of address.split('.'))
        this.#at = this.#bytes.writeUInt8(Number(byte), this.#at);
    else this.#numbers(...ipv6Groups(address));
  }
}

/** Groups of 16 bits of an IPv6 address (RFC 4291 section 2.2). */
function ipv6Groups(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const parse = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [front, back] = [parse(head), parse(tail)];
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back];
}

/** A record's data without compression, as claims of one name are compared (RFC 6762 section 8.2). */
export function dataBytes(record: DnsRecord): Uint8Array {
  const writer = new PacketWriter(0);
  // The root's name is one byte; ten more come before the data.
  writer.record('answers', { ...record, name: '' });
  return writer.bytes.subarray(HEADER_BYTES + 11);
}

/** More than this is not told as known: whoever is left out answers. */
const MAX_KNOWN_PACKETS = 100;

/**
 * A question with what is known about it. What does not fit its frame follows in further packets
 * (RFC 6762 section 7.2).
 */
export function questionPackets(
  questions: readonly Question[],
  known: readonly DnsRecord[],
): Uint8Array[] {
  const done: Uint8Array[] = [];
  let writer = new PacketWriter(0);
  for (const question of questions) writer.question(question);
  for (const record of known) {
    if (writer.record('answers', record, FRAME_BYTES)) continue;
    if (done.length === MAX_KNOWN_PACKETS - 1) break;
    writer.truncated();
    done.push(writer.bytes);
    writer = new PacketWriter(0);
    writer.record('answers', record, FRAME_BYTES);
  }
  return [...done, writer.bytes];
}

/** Asks whether a name is free, telling what is to stand under it (RFC 6762 section 8.1). */
export function probePacket(name: string, claims: readonly DnsRecord[]): Uint8Array {
  const writer = new PacketWriter(0);
  writer.question({ name, type: 'ANY' });
  for (const record of claims) writer.record('authorities', record);
  return writer.bytes;
}

/** Records that are of use together only. */
export interface RecordGroup {
  answers: readonly DnsRecord[];
  additionals: readonly DnsRecord[];
}

/** As few frames as hold the groups; a group that is larger than a frame goes alone. */
export function responsePackets(groups: readonly RecordGroup[]): Uint8Array[] {
  const out: Uint8Array[] = [];
  let packed: RecordGroup[] = [];
  let bytes: Uint8Array | undefined;
  for (const group of groups) {
    const more = response([...packed, group]);
    if (bytes && more.length > FRAME_BYTES) {
      out.push(bytes);
      packed = [group];
      bytes = response(packed);
    } else {
      packed.push(group);
      bytes = more;
    }
  }
  return bytes ? [...out, bytes] : out;
}

function response(groups: readonly RecordGroup[]): Uint8Array {
  const writer = new PacketWriter(RESPONSE);
  const written = new Set<string>();
  for (const section of ['answers', 'additionals'] as const)
    for (const record of groups.flatMap((group) => group[section])) {
      const key = recordKey(record);
      if (!written.has(key) && writer.record(section, record)) written.add(key);
    }
  return writer.bytes;
}
