/** The rules of `iptables -S` (iptables(8)) for one packet. */
import type { Passage } from '../../../src/doctor/facts.ts';
import { all, passage, type Match, type Packet, type Rule } from './packet-filter.ts';

/** Targets that end nothing. */
const PASSING = new Set(['LOG', 'NFLOG', 'MARK', 'CONNMARK', 'SET', 'TRACE', 'AUDIT']);

/** Whether the packet passes the chain INPUT. */
export function iptablesPassage(listing: string, packet: Packet): Passage {
  const chains = new Map<string, { rules: Rule[]; policy: 'accept' | 'drop' }>();
  const chain = (name: string) => {
    const known = chains.get(name) ?? { rules: [], policy: 'accept' as const };
    chains.set(name, known);
    return known;
  };
  for (const line of listing.split('\n')) {
    const words = line.match(/"[^"]*"|\S+/g) ?? [];
    const [command, name = ''] = words;
    if (command === '-P') chain(name).policy = words[2] === 'ACCEPT' ? 'accept' : 'drop';
    else if (command === '-A') chain(name).rules.push(rule(words.slice(2), packet));
  }
  return passage(chains, 'INPUT');
}

function rule(words: readonly string[], packet: Packet): Rule {
  const matches: Match[] = [];
  let verdict: Rule['verdict'];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    const value = words[i + 1] ?? '';
    if (word === '!') {
      matches.push(inverse(condition(words[i + 1] ?? '', words[i + 2] ?? '', packet)));
      i += 2;
    } else if (word === '-j' || word === '-g') {
      verdict = target(word, value);
      break;
    } else if (word === '-m') i += 1;
    else if (word.startsWith('-')) {
      matches.push(condition(word, value, packet));
      i += 1;
    }
  }
  return { match: all(matches), verdict };
}

function target(word: string, name: string): Rule['verdict'] {
  if (name === 'ACCEPT') return { kind: 'accept' };
  if (name === 'DROP' || name === 'REJECT') return { kind: 'drop' };
  if (name === 'RETURN') return { kind: 'return' };
  if (PASSING.has(name)) return undefined;
  return { kind: word === '-g' ? 'goto' : 'jump', chain: name };
}

function condition(option: string, value: string, packet: Packet): Match {
  switch (option) {
    case '-p':
      return value === packet.protocol || value === 'all' ? 'yes' : 'no';
    case '-i':
      return value === 'lo' ? 'no' : 'maybe';
    case '--dport':
    case '--dports':
      return value.split(',').some((part) => inRange(part, packet.port)) ? 'yes' : 'no';
    case '--ctstate':
    case '--state':
      return value.split(',').includes('NEW') ? 'yes' : 'no';
    case '-d':
      return destination(value, packet);
    case '--dst-type':
      if (value === 'LOCAL') return packet.group === undefined ? 'yes' : 'no';
      if (value === 'MULTICAST') return packet.group === undefined ? 'no' : 'yes';
      return 'no';
    case '--comment':
      return 'yes';
    default:
      return 'maybe';
  }
}

function destination(value: string, { group }: Packet): Match {
  const network = value.split('/')[0] ?? '';
  const multicast = /^2(2[4-9]|3\d)\./.test(network);
  if (group === undefined) return multicast ? 'no' : 'maybe';
  if (network === group || value === '224.0.0.0/4') return 'yes';
  return multicast ? 'maybe' : 'no';
}

function inRange(part: string, port: number): boolean {
  const [from = '', to = from] = part.split(':');
  return port >= Number(from) && port <= Number(to);
}

function inverse(match: Match): Match {
  return match === 'maybe' ? 'maybe' : match === 'yes' ? 'no' : 'yes';
}
