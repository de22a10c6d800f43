/**
 * Walks the rules of a packet filter for one kind of packet: a new connection, or a datagram, from
 * another PC of the LAN to a port of this one. What a rule asks that is not known here (an adapter,
 * a sender) makes the outcome a "maybe", never a guess.
 */
import type { Passage } from '../../../src/doctor/facts.ts';

export interface Packet {
  protocol: 'tcp' | 'udp';
  port: number;
  /** Multicast group that it is sent to; undefined: to this PC's own address. */
  group?: string;
}

export type Match = 'yes' | 'no' | 'maybe';

export type Verdict =
  | { kind: 'accept' }
  | { kind: 'drop' }
  | { kind: 'return' }
  | { kind: 'jump'; chain: string }
  | { kind: 'goto'; chain: string };

export interface Rule {
  match: Match;
  /** Undefined: it counts or logs, and the next rule follows. */
  verdict: Verdict | undefined;
}

export interface Chain {
  rules: readonly Rule[];
  /** What happens at the end of a base chain. */
  policy: 'accept' | 'drop';
}

type Outcome = 'accept' | 'drop' | 'end';

const MAX_DEPTH = 16;
/** Rules looked at, whatever the tables look like. */
const MAX_RULES = 20_000;

/** Whether the packet passes the base chain of this name. */
export function passage(chains: ReadonlyMap<string, Chain>, base: string): Passage {
  const start = chains.get(base);
  if (!start) return 'open';
  const budget = { left: MAX_RULES };
  const outcomes = walk(chains, base, 0, budget);
  if (outcomes.delete('end')) outcomes.add(start.policy);
  if (outcomes.size !== 1) return 'unknown';
  return outcomes.has('accept') ? 'open' : 'closed';
}

/** Every filter must let it pass. */
export function together(passages: readonly Passage[]): Passage {
  if (passages.includes('closed')) return 'closed';
  return passages.includes('unknown') ? 'unknown' : 'open';
}

function walk(
  chains: ReadonlyMap<string, Chain>,
  name: string,
  depth: number,
  budget: { left: number },
): Set<Outcome> {
  const outcomes = new Set<Outcome>();
  if (depth > MAX_DEPTH) return new Set(['accept', 'drop']);
  for (const { match, verdict } of chains.get(name)?.rules ?? []) {
    if ((budget.left -= 1) < 0) return new Set(['accept', 'drop']);
    if (match === 'no' || !verdict) continue;
    let went: Set<Outcome>;
    if (verdict.kind === 'return') went = new Set(['end']);
    else if (verdict.kind === 'accept' || verdict.kind === 'drop') went = new Set([verdict.kind]);
    else went = walk(chains, verdict.chain, depth + 1, budget);
    const comesBack = verdict.kind === 'jump' && went.has('end');
    for (const outcome of went) if (!(comesBack && outcome === 'end')) outcomes.add(outcome);
    if (match === 'yes' && !comesBack) return outcomes;
  }
  outcomes.add('end');
  return outcomes;
}

/** Several conditions, all of which must hold. */
export function all(matches: readonly Match[]): Match {
  if (matches.includes('no')) return 'no';
  return matches.includes('maybe') ? 'maybe' : 'yes';
}
