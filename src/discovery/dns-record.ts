/** Questions and records of the kinds that DNS-SD uses (RFC 6763); names as in `dns-name.ts`. */

export interface PointerRecord {
  type: 'PTR';
  name: string;
  /** Seconds; 0 is a goodbye (RFC 6762 section 10.1). */
  ttl: number;
  target: string;
}

export type DnsRecord =
  | PointerRecord
  | { type: 'SRV'; name: string; ttl: number; target: string; port: number }
  | { type: 'TXT'; name: string; ttl: number; items: readonly Uint8Array[] }
  | { type: 'A' | 'AAAA'; name: string; ttl: number; address: string };

/** RFC 1035 section 3.2.2, RFC 2782, RFC 3596; ANY also asks whether a name is taken. */
export const CODES = { A: 1, PTR: 12, TXT: 16, AAAA: 28, SRV: 33, ANY: 255 } as const;
export type QuestionType = keyof typeof CODES;

export interface Question {
  name: string;
  type: QuestionType;
}

export interface Packet {
  response: boolean;
  /** More known answers follow in another packet (RFC 6762 section 7.2). */
  truncated: boolean;
  questions: readonly Question[];
  answers: readonly DnsRecord[];
  /** What a prober is about to claim (RFC 6762 section 8.2). */
  authorities: readonly DnsRecord[];
  additionals: readonly DnsRecord[];
}

/** Equal for records that say the same, whatever their TTL. */
export function recordKey(record: DnsRecord): string {
  return `${record.type} ${record.name.toLowerCase()} ${recordData(record)}`;
}

function recordData(record: DnsRecord): string {
  if (record.type === 'PTR') return record.target.toLowerCase();
  if (record.type === 'SRV') return `${record.port} ${record.target.toLowerCase()}`;
  if (record.type === 'TXT')
    return record.items.map((item) => Buffer.from(item).toString('latin1')).join('\0');
  return record.address;
}
