/**
 * Which addresses are on the internet, by IANA's registries of special-purpose addresses (RFC 6890).
 * Of IPv4 all that are not listed; of IPv6 only what is given out worldwide, so that whatever else
 * means an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) is out by itself.
 */
import { BlockList, isIP } from 'node:net';

type Network = readonly [address: string, prefix: number];

const NOT_WORLDWIDE_4: readonly Network[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private (RFC 1918)
  ['100.64.0.0', 10], // behind the provider's translation (RFC 6598)
  ['127.0.0.0', 8], // this PC
  ['169.254.0.0', 16], // link-local, and what clouds tell their machines
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocols
  ['192.0.2.0', 24], // documentation (RFC 5737)
  ['192.31.196.0', 24], // AS112
  ['192.52.193.0', 24], // automatic multicast tunnels
  ['192.88.99.0', 24], // relays of 6to4
  ['192.168.0.0', 16], // private
  ['192.175.48.0', 24], // AS112
  ['198.18.0.0', 15], // benchmarks (RFC 2544)
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
];
const WORLDWIDE_6: Network = ['2000::', 3];
const NOT_WORLDWIDE_6: readonly Network[] = [
  ['2001::', 23], // protocols: Teredo, benchmarks, ORCHID
  ['2001:db8::', 32], // documentation (RFC 3849)
  ['2002::', 16], // 6to4
  ['2620:4f:8000::', 48], // AS112
  ['3fff::', 20], // documentation (RFC 9637)
];

/** Made when the first address is asked about. */
let lists: { worldwide6: BlockList; denied6: BlockList; denied4: BlockList } | undefined;

function allLists(): NonNullable<typeof lists> {
  return (lists ??= {
    worldwide6: listOf([WORLDWIDE_6], 'ipv6'),
    denied6: listOf(NOT_WORLDWIDE_6, 'ipv6'),
    denied4: listOf(NOT_WORLDWIDE_4, 'ipv4'),
  });
}

/** False for everything that is no plain address: a zone (`%eth0`) names a network of this PC. */
export function isOnTheInternet(address: string): boolean {
  if (address.includes('%')) return false;
  switch (isIP(address)) {
    case 4:
      return !allLists().denied4.check(address, 'ipv4');
    case 6: {
      const { worldwide6, denied6 } = allLists();
      return worldwide6.check(address, 'ipv6') && !denied6.check(address, 'ipv6');
    }
    default:
      return false;
  }
}

function listOf(networks: readonly Network[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of networks) list.addSubnet(address, prefix, family);
  return list;
}
