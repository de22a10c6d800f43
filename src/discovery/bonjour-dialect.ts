/**
 * What bonjour-service is told and what it says, as against the LAN: it takes every dot for a
 * separator, and gives the addresses of all adapters and the records of its siblings.
 */
import { escapeLabel } from './dns-name.ts';
import type { DnsRecord, Question } from './dns-record.ts';
import type { Query } from './known-answers.ts';
import type { MulticastLink } from './multicast.ts';
import { SERVICE_TYPES } from './outbox.ts';

/** TTLs of the PTR records that bonjour-service sends, in seconds. */
const POINTER_TTL = 28_800;
const SERVICE_TYPE_TTL = 120;
/** Stands for a dot inside a label. No name holds it: shown text has no control characters. */
const DOT = '\x1f';

export interface ServiceNames {
  /** Full name of the type. */
  type: string;
  /** Full names of its narrower types, in lower case. */
  subtypes: readonly string[];
  /** Full name of the instance as it is sent. */
  name: string;
  /** The same as bonjour-service has it. */
  spelled: string;
}

/** An instance's label as it is given to bonjour-service. */
export function spell(instance: string): string {
  return instance.replaceAll('.', DOT);
}

export function serviceNames(
  instance: string,
  serviceType: string,
  narrower: readonly string[] = [],
): ServiceNames {
  const type = `${serviceType}.local`;
  const subtypes = narrower.map((one) => `_${one}._sub.${type}`.toLowerCase());
  const name = `${escapeLabel(instance)}.${type}`;
  return { type, subtypes, name, spelled: `${escapeLabel(spell(instance))}.${type}` };
}

/** Name and target of each known pointer, in lower case → its TTL. */
export function knownPointers({ known }: Query): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const { name, target, ttl } of known) out.set(`${name} ${target}`.toLowerCase(), ttl);
  return out;
}

export function isAddress({ type }: DnsRecord): boolean {
  return type === 'A' || type === 'AAAA';
}

/** Its host's addresses stay when one service goes, and its type may be that of others. */
export function isService(record: DnsRecord): boolean {
  return !isAddress(record) && record.name !== SERVICE_TYPES;
}

/** With dots as they belong, and only the addresses of this link (RFC 6762 section 6.2). */
export function onLink(records: readonly DnsRecord[], { adapter }: MulticastLink): DnsRecord[] {
  const addresses = [...adapter.ipv4, ...adapter.ipv6].map(({ address }) => address);
  const dotted = (text: string): string => text.replaceAll(DOT, '\\.');
  return records.flatMap((record): DnsRecord[] => {
    const name = dotted(record.name);
    if (record.type === 'PTR') return [{ ...record, name, target: dotted(record.target) }];
    if (record.type !== 'A' && record.type !== 'AAAA') return [{ ...record, name }];
    return addresses.includes(record.address) ? [record] : [];
  });
}

/** The questions that bonjour-service is to answer, spelled as it spells its names. */
export function concerning(
  questions: readonly Question[],
  { type, subtypes, name, spelled }: ServiceNames,
  host: string | undefined,
  known: ReadonlyMap<string, number>,
): Question[] {
  const knows = (pointer: string, target: string, ttl: number): boolean =>
    (known.get(`${pointer} ${target}`.toLowerCase()) ?? 0) >= ttl / 2;
  return questions.flatMap((question): Question[] => {
    const asked = question.name.toLowerCase();
    if (asked === name.toLowerCase()) return [{ name: spelled, type: question.type }];
    if (asked === host) return [{ name: host, type: question.type }];
    if (question.type !== 'PTR' && question.type !== 'ANY') return [];
    if (asked === type) return knows(type, name, POINTER_TTL) ? [] : [{ name: type, type: 'PTR' }];
    const narrower = subtypes.find((one) => one === asked);
    if (narrower !== undefined)
      return knows(narrower, name, POINTER_TTL) ? [] : [{ name: narrower, type: 'PTR' }];
    const anyType = asked === SERVICE_TYPES && !knows(SERVICE_TYPES, type, SERVICE_TYPE_TTL);
    return anyType ? [{ name: SERVICE_TYPES, type: 'PTR' }] : [];
  });
}
