/** The rules of `nft -j list ruleset` (libnftables-json(5)) for one packet. */
import type { Passage } from '../../../src/doctor/facts.ts';
import {
  all,
  passage,
  together,
  type Match,
  type Packet,
  type Rule,
  type Verdict,
} from './packet-filter.ts';

type Json = Readonly<Record<string, unknown>>;

interface Ruleset {
  /** By `table chain`. */
  chains: Map<string, { rules: Rule[]; policy: 'accept' | 'drop' }>;
  /** Base chains at the hook `input`. */
  bases: string[];
}

/** Whether the packet passes every chain at the hook `input`; null if this is no ruleset. */
export function nftablesPassage(text: string, packet: Packet): Passage | null {
  const items = parse(text);
  if (!items) return null;
  const { chains, bases } = read(items, packet);
  return together(bases.map((base) => passage(chains, base)));
}

function parse(text: string): Json[] | null {
  try {
    const { nftables } = JSON.parse(text) as { nftables?: unknown };
    return Array.isArray(nftables) ? (nftables as Json[]) : null;
  } catch {
    return null;
  }
}

function read(items: readonly Json[], packet: Packet): Ruleset {
  const ruleset: Ruleset = { chains: new Map(), bases: [] };
  const sets = new Map<string, unknown>();
  for (const item of items) {
    const chain = item['chain'] as Json | undefined;
    const set = (item['set'] ?? item['map']) as Json | undefined;
    if (chain && isOurs(chain)) {
      const key = keyOf(chain, chain['name']);
      const policy = chain['policy'] === 'drop' ? 'drop' : 'accept';
      ruleset.chains.set(key, { rules: [], policy });
      if (chain['hook'] === 'input') ruleset.bases.push(key);
    }
    if (set) sets.set(keyOf(set, `@${String(set['name'])}`), set['elem']);
  }
  for (const item of items) {
    const rule = item['rule'] as Json | undefined;
    if (!rule || !Array.isArray(rule['expr'])) continue;
    const named = (name: string): unknown => sets.get(keyOf(rule, name)) ?? name;
    const chain = ruleset.chains.get(keyOf(rule, rule['chain']));
    for (const one of ruleOf(rule['expr'] as Json[], rule, packet, named)) chain?.rules.push(one);
  }
  return ruleset;
}

/** Tables that see IPv4. */
function isOurs({ family }: Json): boolean {
  return family === 'ip' || family === 'inet';
}

function keyOf({ family, table }: Json, name: unknown): string {
  return `${String(family)} ${String(table)} ${String(name)}`;
}

type Named = (name: string) => unknown;

/** A map of verdicts becomes a rule for each entry that may fit. */
function ruleOf(expr: readonly Json[], place: Json, packet: Packet, named: Named): Rule[] {
  const matches: Match[] = [];
  for (const one of expr) {
    if (one['match']) matches.push(condition(one['match'] as Json, packet, named));
    else if (one['vmap']) return mapped(one['vmap'] as Json, place, packet, named, matches);
    else if ('limit' in one) matches.push('maybe');
    else {
      const verdict = verdictOf(one, place);
      if (verdict) return [{ match: all(matches), verdict }];
    }
  }
  return [{ match: all(matches), verdict: undefined }];
}

function mapped(
  vmap: Json,
  place: Json,
  packet: Packet,
  named: Named,
  before: readonly Match[],
): Rule[] {
  const data = vmap['data'];
  const set = typeof data === 'string' ? named(data) : (data as Json | undefined)?.['set'];
  if (!Array.isArray(set)) return [];
  return (set as unknown[]).flatMap((entry) => {
    if (!Array.isArray(entry)) return [];
    const [key, verdict] = entry as [unknown, Json];
    const match = compare(vmap['key'] as Json, key, packet, named);
    return [{ match: all([...before, match]), verdict: verdictOf(verdict, place) }];
  });
}

function verdictOf(one: Json, place: Json): Verdict | undefined {
  if ('accept' in one) return { kind: 'accept' };
  if ('drop' in one || 'reject' in one) return { kind: 'drop' };
  if ('return' in one) return { kind: 'return' };
  for (const kind of ['jump', 'goto'] as const) {
    const to = (one[kind] as Json | undefined)?.['target'];
    if (to !== undefined) return { kind, chain: keyOf(place, to) };
  }
  return undefined;
}

function condition({ op, left, right }: Json, packet: Packet, named: Named): Match {
  const match = compare(left as Json, right, packet, named);
  if (op === '!=') return match === 'maybe' ? 'maybe' : match === 'yes' ? 'no' : 'yes';
  return op === '==' || op === 'in' ? match : 'maybe';
}

function compare(left: Json, right: unknown, packet: Packet, named: Named): Match {
  const { payload, meta, ct } = left as Record<string, Json | undefined>;
  const among = (value: string | number): Match => (holds(right, value, named) ? 'yes' : 'no');
  if (payload?.['field'] === 'dport')
    return payload['protocol'] === packet.protocol || payload['protocol'] === 'th'
      ? among(packet.port)
      : 'no';
  if (payload?.['protocol'] === 'ip' && payload['field'] === 'protocol')
    return among(packet.protocol);
  if (payload?.['protocol'] === 'ip' && payload['field'] === 'daddr') {
    if (packet.group !== undefined) return holds(right, packet.group, named) ? 'yes' : 'maybe';
    return 'maybe';
  }
  if (payload?.['protocol'] === 'tcp' || payload?.['protocol'] === 'udp')
    return payload['protocol'] === packet.protocol ? 'maybe' : 'no';
  if (payload?.['protocol'] === 'ip6' || String(payload?.['protocol']).startsWith('icmp'))
    return 'no';
  if (meta?.['key'] === 'l4proto') return among(packet.protocol);
  if (meta?.['key'] === 'nfproto') return among('ipv4');
  if (meta?.['key'] === 'iif' || meta?.['key'] === 'iifname')
    return right === 'lo' ? 'no' : 'maybe';
  if (ct?.['key'] === 'state') return among('new');
  return 'maybe';
}

/** Whether a value, a set, a range, a prefix or a named set holds `value`. */
function holds(right: unknown, value: string | number, named: Named): boolean {
  if (typeof right === 'string' && right.startsWith('@')) {
    const elements = named(right);
    return elements !== right && holds(elements, value, named);
  }
  if (Array.isArray(right)) return right.some((one) => holds(one, value, named));
  if (typeof right !== 'object' || right === null) return right === value;
  const { set, range, elem, prefix } = right as Record<string, unknown>;
  if (set !== undefined) return holds(set, value, named);
  if (elem !== undefined) return holds((elem as Json)['val'], value, named);
  if (Array.isArray(range))
    return typeof value === 'number' && value >= Number(range[0]) && value <= Number(range[1]);
  if (prefix !== undefined)
    return value === '224.0.0.251' && String((prefix as Json)['addr']).startsWith('224.0.0.');
  return false;
}
