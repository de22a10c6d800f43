/** The firewall of a Linux system, whichever program keeps its rules. */
import type { FirewallFact, Passage } from '../../../src/doctor/facts.ts';
import { MDNS_GROUP, MDNS_PORT } from '../../../src/net/ports.ts';
import type { CommandOutput, RunCommand } from '../system-command.ts';
import { parseFirewalld, parseUfw } from './front-ends.ts';
import { iptablesPassage } from './iptables.ts';
import { nftablesPassage } from './nftables.ts';
import type { Packet } from './packet-filter.ts';

const MDNS: Packet = { protocol: 'udp', port: MDNS_PORT, group: MDNS_GROUP[4] };
const DENIED = /permission|denied|not permitted|root|authoriz/i;

/**
 * ufw and firewalld first, since they know best what they wrote; then the rules themselves. Those
 * can be read by root alone.
 */
export async function linuxFirewall(
  run: RunCommand,
  tcpPort: number,
  readText: (path: string) => string | null,
): Promise<FirewallFact> {
  const [ufw, state, zone, nft, iptables] = await Promise.all([
    run('ufw', 'status', 'verbose'),
    run('firewall-cmd', '--state'),
    run('firewall-cmd', '--list-all'),
    run('nft', '-j', 'list', 'ruleset'),
    run('iptables', '-S'),
  ]);
  const front = ufw && parseUfw(ufw.stdout, tcpPort);
  if (front?.active) return fact('ufw', front.tcp, front.mdns, tcpPort);
  if (state?.stdout.trim() === 'running') {
    const read = zone && parseFirewalld(zone.stdout, tcpPort);
    return fact('firewalld', read?.tcp ?? 'unknown', read?.mdns ?? 'unknown', tcpPort);
  }
  const packet: Packet = { protocol: 'tcp', port: tcpPort };
  const raw = rules(
    'nftables',
    nft,
    (text) => nftablesPassage(text, packet),
    (text) => nftablesPassage(text, MDNS),
  );
  const old = rules(
    'iptables',
    iptables,
    (text) => iptablesPassage(text, packet),
    (text) => iptablesPassage(text, MDNS),
  );
  const found = [raw, old].filter((one) => one !== null);
  const shut = found.find(({ tcp, mdns }) => tcp === 'closed' || mdns === 'closed');
  const read = shut ?? found[0];
  if (read) return fact(read.program, read.tcp, read.mdns, tcpPort);
  if (/^ENABLED=yes/m.test(readText('/etc/ufw/ufw.conf') ?? ''))
    return {
      program: 'ufw',
      tcp: 'unknown',
      mdns: 'unknown',
      detail: 'ufw is on; its rules could not be read without administrator rights.',
    };
  const denied = [ufw, nft, iptables].some((one) => one !== null && isDenied(one));
  if (denied)
    return {
      program: null,
      tcp: 'unknown',
      mdns: 'unknown',
      detail: 'The firewall’s rules could not be read without administrator rights.',
    };
  return {
    program: null,
    tcp: 'open',
    mdns: 'open',
    detail: 'No firewall program was found.',
  };
}

interface Read {
  program: string;
  tcp: Passage;
  mdns: Passage;
}

function rules(
  program: string,
  output: CommandOutput | null,
  tcp: (text: string) => Passage | null,
  mdns: (text: string) => Passage | null,
): Read | null {
  if (output?.code !== 0) return null;
  const read = tcp(output.stdout);
  return read === null ? null : { program, tcp: read, mdns: mdns(output.stdout) ?? 'unknown' };
}

function isDenied({ code, stderr, stdout }: CommandOutput): boolean {
  return code !== 0 && DENIED.test(stderr + stdout);
}

const WORDS: Readonly<Record<Passage, string>> = {
  open: 'lets in',
  closed: 'keeps out',
  unknown: 'may keep out',
};

function fact(program: string, tcp: Passage, mdns: Passage, port: number): FirewallFact {
  const both = tcp === mdns;
  const detail = both
    ? `${program} ${WORDS[tcp]} TCP port ${port} and multicast DNS.`
    : `${program} ${WORDS[tcp]} TCP port ${port} and ${WORDS[mdns]} multicast DNS.`;
  return { program, tcp, mdns, detail };
}
