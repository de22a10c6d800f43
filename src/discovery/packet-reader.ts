/**
 * Reads multicast DNS packets (RFC 1035 section 4.1, RFC 6762 section 18). Bounded for any bytes;
 * whatever is not well formed or of no use to DNS-SD is left out.
 */
import { SocketAddress } from 'node:net';
import { readName } from './dns-name.ts';
import {
  CODES,
  type DnsRecord,
  type Packet,
  type Question,
  type QuestionType,
} from './dns-record.ts';

const HEADER_BYTES = 12;
/** Flags of the header: response, and what must be zero (opcode and response code). */
const RESPONSE = 0x8000;
const TRUNCATED = 0x0200;
const OTHER_THAN_DNS_SD = 0x780f;

const TYPES: ReadonlyMap<number, QuestionType> = new Map(
  Object.entries(CODES).map(([type, code]) => [code, type as QuestionType]),
);

/** Undefined for a packet that is not well formed to its end. */
export function readPacket(bytes: Uint8Array): Packet | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const reader = new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  return reader.packet();
}

class Reader {
  readonly #bytes: Buffer;
  #at = HEADER_BYTES;
  #failed = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  packet(): Packet | undefined {
    const flags = this.#bytes.readUInt16BE(2);
    if ((flags & OTHER_THAN_DNS_SD) !== 0) return undefined;
    const count = (at: number): number => this.#bytes.readUInt16BE(at);
    const packet = {
      response: (flags & RESPONSE) !== 0,
      truncated: (flags & TRUNCATED) !== 0,
      questions: this.#several(count(4), () => this.#question()),
      answers: this.#several(count(6), () => this.#record()),
      authorities: this.#several(count(8), () => this.#record()),
      additionals: this.#several(count(10), () => this.#record()),
    };
    return this.#failed ? undefined : packet;
  }

  #several<T>(count: number, read: () => T | undefined): T[] {
    const out: T[] = [];
    for (let left = count; left > 0 && !this.#failed; left--) {
      const one = read();
      if (one !== undefined) out.push(one);
    }
    return out;
  }

  #fail(): undefined {
    this.#failed = true;
    return undefined;
  }

  #name(): string {
    const read = readName(this.#bytes, this.#at);
    if (!read) return this.#fail() ?? '';
    this.#at = read.next;
    return read.name;
  }

  #question(): Question | undefined {
    const name = this.#name();
    if (this.#failed || this.#at + 4 > this.#bytes.length) return this.#fail();
    const type = TYPES.get(this.#bytes.readUInt16BE(this.#at));
    this.#at += 4;
    return type && { name, type };
  }

  #record(): DnsRecord | undefined {
    const name = this.#name();
    const at = this.#at;
    if (this.#failed || at + 10 > this.#bytes.length) return this.#fail();
    const type = TYPES.get(this.#bytes.readUInt16BE(at));
    const ttl = this.#bytes.readUInt32BE(at + 4);
    const start = at + 10;
    const end = start + this.#bytes.readUInt16BE(at + 8);
    if (end > this.#bytes.length) return this.#fail();
    this.#at = end;
    if (type === 'A' && end - start === 4)
      return { type, name, ttl, address: this.#bytes.subarray(start, end).join('.') };
    if (type === 'AAAA' && end - start === 16)
      return { type, name, ttl, address: this.#ipv6(start) };
    if (type === 'TXT') {
      const items = this.#items(start, end);
      return items ? { type, name, ttl, items } : this.#fail();
    }
    if (type !== 'PTR' && type !== 'SRV') return undefined;
    const target = readName(this.#bytes, type === 'SRV' ? start + 6 : start);
    if (target?.next !== end) return this.#fail();
    if (type === 'PTR') return { type, name, ttl, target: target.name };
    return { type, name, ttl, target: target.name, port: this.#bytes.readUInt16BE(start + 4) };
  }

  #ipv6(start: number): string {
    const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((i) =>
      this.#bytes.readUInt16BE(start + i).toString(16),
    );
    return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
  }

  /** Strings with a length before each (RFC 1035 section 3.3.14). */
  #items(start: number, end: number): Uint8Array[] | undefined {
    const items: Uint8Array[] = [];
    for (let at = start; at < end; ) {
      const next = at + 1 + (this.#bytes[at] ?? 0);
      if (next > end) return undefined;
      if (next > at + 1) items.push(this.#bytes.subarray(at + 1, next));
      at = next;
    }
    return items;
  }
}
