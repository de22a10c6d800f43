/** A member of the workgroup as the doctor knows it, and questions about several of them. */
import { BlockList, isIP } from 'node:net';
import type { PeerView } from '../api/peer.ts';
import type { DeviceId } from '../model/id.ts';

/** What came of opening a connection to a member's peer port just now. */
export type DoorAnswer = 'open' | 'refused' | 'timeout' | 'unreachable';

export interface Member {
  id: DeviceId;
  name: string;
  self: boolean;
  /** Its own account of whom it sees; null where it could not be asked. */
  view: PeerView | null;
  /** `linux`, `darwin`, `win32`, or null where it never told. */
  system: string | null;
  /** IP addresses at which it was last known or heard. */
  addresses: readonly string[];
  /** Its peer port, where it is known. */
  port: number | null;
  /** How its door answered this PC; null where it was not tried. */
  door: DoorAnswer | null;
}

type Network = PeerView['networks'][number];

/** Who was heard this long ago answered the question that the doctor just asked by multicast. */
export const HEARD_LATELY_MS = 5000;

export function entryOf(from: Member, to: Member): PeerView['sees'][number] | undefined {
  return from.view?.sees.find(({ device }) => device === to.id);
}

/** True if `from` has a link to `to`. */
export function isLinked(from: Member, to: Member): boolean {
  return entryOf(from, to)?.presence === 'online';
}

export function heardLately(from: Member, to: Member): boolean {
  const heard = from.view?.heard.find(({ device }) => device === to.id);
  return heard !== undefined && heard.agoMs <= HEARD_LATELY_MS;
}

/**
 * The networks of `from` that reach `to` without a router; null where it cannot be told. Where `to`
 * is goes by its own word, else by those who are linked to it, else by where it was last known.
 */
export function commonNetworks(
  from: Member,
  to: Member,
  members: readonly Member[] = [],
): Network[] | null {
  const own = to.view?.networks.map(({ address }) => address.split('/')[0] ?? '') ?? [];
  const told = members
    .filter((one) => isLinked(one, to))
    .map((one) => entryOf(one, to)?.host?.split('%')[0] ?? '');
  const addresses = [own, told, to.addresses].map((some) => some.filter(isTelling));
  const known = addresses.find((some) => some.length > 0);
  const networks = (from.view?.networks ?? []).filter(({ address }) =>
    isTelling(address.split('/')[0] ?? ''),
  );
  if (!known || networks.length === 0) return null;
  return networks.filter((network) => known.some((one) => contains(network.address, one)));
}

/** Link-local (RFC 4291 section 2.5.6) and loopback addresses are the same everywhere. */
function isTelling(address: string): boolean {
  return isIP(address) !== 0 && !/^(fe[89ab]|127\.|::1$)/i.test(address);
}

/** Both PCs' adapters where they meet. */
export function meetWirelessly(one: Member, other: Member): boolean {
  const wireless = (from: Member, to: Member): boolean => {
    const common = commonNetworks(from, to) ?? [];
    return common.length > 0 && common.every(({ kind }) => kind === 'wireless');
  };
  return wireless(one, other) && wireless(other, one);
}

export function hasWire(member: Member): boolean {
  return (member.view?.networks ?? []).some(({ kind }) => kind === 'wired');
}

/** Whether the network, in CIDR notation, contains the address. */
function contains(cidr: string, address: string): boolean {
  const [network = '', length = ''] = cidr.split('/');
  const family = isIP(network);
  const prefix = Number(length);
  if (family === 0 || family !== isIP(address)) return false;
  if (!/^\d{1,3}$/.test(length) || prefix > (family === 4 ? 32 : 128)) return false;
  const name = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, prefix, name);
  return list.check(address, name);
}
