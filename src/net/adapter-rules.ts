/** The rule: which adapters lead to the office, and why the others do not, in words. */
import type { NetworkInterfaceInfo } from 'node:os';
import type { AdapterChoice, NetworkAdapter } from '../model/adapter.ts';
import { kindOf, natureByName, type AdapterFact, type AdapterNature } from './adapter-nature.ts';
import type { Adapter, AdapterAddress, Interfaces } from './adapters.ts';
import { isLinkLocalIPv6, isSelfAssignedIPv4 } from './ip-address.ts';

export interface Judgement {
  /** Every adapter that has an address, used or not. */
  known: readonly Adapter[];
  used: readonly Adapter[];
  /** Every adapter of the system. */
  listed: readonly NetworkAdapter[];
}

export interface Circumstances {
  facts: ReadonlyMap<string, AdapterFact>;
  /** The system is being asked what the adapters without a fact are. */
  asking: boolean;
  choiceOf: (name: string) => AdapterChoice;
  /** The only ones to use, whatever was chosen. */
  only: readonly string[] | undefined;
  /** As `node:os` names it. */
  system: string;
}

interface Candidate {
  adapter: Adapter;
  nature: AdapterNature;
  choice: AdapterChoice;
  connected: boolean;
  /** What it is will be known in a moment. */
  pending: boolean;
  used: boolean;
  reason: string;
}

const SKIPPED: Partial<Record<AdapterNature, (name: string) => string>> = {
  loopback: () => 'it leads to this PC alone',
  container: (name) => `it belongs to containers (${name})`,
  machine: (name) => `it belongs to virtual machines (${name})`,
  tunnel: () => 'a VPN or another tunnel; what is said there would not reach the office',
  cellular: () => 'a mobile network; the office is not there',
  bluetooth: () => 'Bluetooth; the office is not there',
  direct: (name) => `it links single devices without a network (${name})`,
};

export function judgeAdapters(interfaces: Interfaces, given: Circumstances): Judgement {
  const names = new Set([...Object.keys(interfaces), ...given.facts.keys()]);
  const all = Array.from(names, (name) => candidate(name, interfaces[name] ?? [], given));
  // Without any network the agents on one PC still find each other.
  if (given.only === undefined && !all.some(({ used, pending }) => used || pending))
    for (const one of all)
      if (one.nature === 'loopback' && hasAddress(one) && one.choice !== 'skip') {
        one.used = true;
        one.reason = 'Used: no other adapter is; only this PC is reached.';
      }
  if (given.only === undefined && !all.some(({ used, nature }) => used && nature !== 'loopback'))
    for (const one of all)
      if (one.choice === 'skip') one.reason += ' No adapter is used: nobody finds this PC.';
  const known = all.filter(hasAddress);
  return {
    known: known.map(({ adapter }) => adapter),
    used: known.filter(({ used }) => used).map(({ adapter }) => adapter),
    listed: all.map(({ adapter, choice, used, reason }) => ({
      name: adapter.name,
      kind: adapter.kind,
      addresses: [...adapter.ipv4, ...adapter.ipv6].map((a) => `${a.address}/${a.prefix}`),
      choice,
      fixed: given.only !== undefined,
      used,
      reason,
    })),
  };
}

function candidate(
  name: string,
  addresses: readonly NetworkInterfaceInfo[],
  given: Circumstances,
): Candidate {
  const fact = given.facts.get(name);
  const internal = addresses.length > 0 && addresses.every((a) => a.internal);
  const nature = internal ? 'loopback' : (fact?.nature ?? natureByName(name));
  const one: Candidate = {
    adapter: adapterOf(name, addresses, nature, given.system),
    nature,
    choice: given.choiceOf(name),
    connected: fact?.connected ?? true,
    pending: given.asking && fact === undefined && nature !== 'loopback',
    used: false,
    reason: '',
  };
  const [used, why] = judged(one, given.only);
  one.used = used;
  one.reason = used ? `Used: ${why}.` : `Skipped: ${why}.`;
  return one;
}

function judged(one: Candidate, only: readonly string[] | undefined): [used: boolean, why: string] {
  const { adapter, nature, choice } = one;
  if (only && !only.includes(adapter.name)) return [false, 'HALLWAY_ADAPTERS names others'];
  if (!only && choice === 'skip') return [false, 'you chose so'];
  if (!hasAddress(one)) {
    const why = one.connected ? 'it has no address' : 'no cable, no radio link, or switched off';
    return [false, choice === 'use' && !only ? `${why}; it is used as soon as that changes` : why];
  }
  if (only) return [true, 'HALLWAY_ADAPTERS names it'];
  if (choice === 'use') return [true, 'you chose so'];
  const skipped = SKIPPED[nature];
  if (skipped) return [false, skipped(adapter.name)];
  if (one.pending) return [false, 'the system has not said yet what it is'];
  if (isPointToPoint(adapter))
    return [false, 'it leads to a single other device, not to a network'];
  const what =
    nature === 'wired' || nature === 'wireless' ? nature : 'it has an address on a network';
  if (!isSelfAssigned(adapter)) return [true, what];
  return [true, `${what}, but the network gave it no address; only PCs on the same cable answer`];
}

function hasAddress({ adapter }: Candidate): boolean {
  return adapter.ipv4.length + adapter.ipv6.length > 0;
}

/** A lone IPv4 address without neighbours, and no IPv6 network either. */
function isPointToPoint({ ipv4, ipv6 }: Adapter): boolean {
  const network = ipv6.some(({ address, prefix }) => prefix < 127 && !isLinkLocalIPv6(address));
  return ipv4.length > 0 && ipv4.every(({ prefix }) => prefix === 32) && !network;
}

/** Only addresses that it gave itself (RFC 3927). Two PCs on one cable are a network as well. */
function isSelfAssigned({ ipv4, ipv6 }: Adapter): boolean {
  const assigned = ipv6.some(({ address }) => !isLinkLocalIPv6(address));
  return ipv4.length > 0 && ipv4.every(({ address }) => isSelfAssignedIPv4(address)) && !assigned;
}

function adapterOf(
  name: string,
  addresses: readonly NetworkInterfaceInfo[],
  nature: AdapterNature,
  system: string,
): Adapter {
  const ipv6 = addresses.filter((a) => a.family === 'IPv6');
  const index = ipv6.find((a) => (a.scopeid ?? 0) > 0)?.scopeid;
  const mac = addresses.map((a) => a.mac.toLowerCase()).find((a) => /[1-9a-f]/.test(a));
  return {
    name,
    kind: kindOf(nature),
    mac,
    ipv4: addresses.filter((a) => a.family === 'IPv4').map(withPrefix),
    // Loopback carries IPv4 already, and IPv6 multicast does not work on it everywhere.
    ipv6: nature === 'loopback' ? [] : ipv6.map(withPrefix),
    scope: system === 'win32' && index !== undefined ? String(index) : name,
  };
}

function withPrefix({ address, cidr, family }: NetworkInterfaceInfo): AdapterAddress {
  const prefix = Number(cidr?.split('/')[1]);
  return { address, prefix: Number.isInteger(prefix) ? prefix : family === 'IPv4' ? 32 : 128 };
}
