/** What an IP address says of itself: its plain form, how far it holds, its network, its number. */
import { BlockList, isIP } from 'node:net';

/** An IPv4 address that a dual-stack socket shows as IPv6 (RFC 4291 section 2.5.5.2), as IPv4. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** fe80::/10 (RFC 4291 section 2.5.6): means something on one adapter only. */
export function isLinkLocalIPv6(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}

/** 169.254.0.0/16 (RFC 3927): an adapter that nobody gave an address gives itself one of these. */
export function isSelfAssignedIPv4(address: string): boolean {
  return address.startsWith('169.254.');
}

/** 127.0.0.0/8 and ::1: this PC itself, however it is written. */
export function isLoopback(address: string): boolean {
  return /^127\.|^::1$/.test(plainAddress(address));
}

/**
 * Tells whether an address is in one of the networks; prefixes in bits, addresses without a zone. The
 * list is made for the first that is asked about: Node's first look at an IPv6 address takes 10 ms.
 */
export function networkCheck(
  networks: readonly { address: string; prefix: number }[],
): (address: string) => boolean {
  let list: BlockList | undefined;
  return (address) => {
    const family = isIP(address);
    return family !== 0 && (list ??= listOf(networks)).check(address, nameOf(family));
  };
}

function listOf(networks: readonly { address: string; prefix: number }[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix } of networks) {
    const family = isIP(address);
    if (family !== 0)
      list.addSubnet(address, Math.min(prefix, family === 4 ? 32 : 128), nameOf(family));
  }
  return list;
}

function nameOf(family: number): 'ipv4' | 'ipv6' {
  return family === 6 ? 'ipv6' : 'ipv4';
}

/** An IPv4 address as a number of 32 bits, so that networks can be reckoned. */
export function toNumber(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

export function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
