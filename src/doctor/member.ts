/** A member of the workgroup as the doctor knows it, and questions about several of them. */
import { isIP } from 'node:net';
import type { PeerView } from '../api/peer.ts';
import type { DeviceId } from '../model/id.ts';
import type { DoorAnswer } from '../net/bare-connection.ts';
import { isLinkLocalIPv6, isLoopback, networkCheck } from '../net/ip-address.ts';

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
const HEARD_LATELY_MS = 5000;
/** Networks and addresses of one member that are looked at; who names more wants to waste time. */
const MOST_PLACES = 16;

/** By device, made once for each list: the matrix asks for every pair, and often. */
const indexes = new WeakMap<readonly { device: DeviceId }[], ReadonlyMap<DeviceId, unknown>>();

function about<T extends { device: DeviceId }>(list: readonly T[], { id }: Member): T | undefined {
  let index = indexes.get(list) as ReadonlyMap<DeviceId, T> | undefined;
  if (!index) {
    // Of several about one device the first counts.
    index = new Map(list.map((one) => [one.device, one] as const).reverse());
    indexes.set(list, index);
  }
  return index.get(id);
}

export function entryOf(from: Member, to: Member): PeerView['sees'][number] | undefined {
  return from.view ? about(from.view.sees, to) : undefined;
}

/** True if `from` has a link to `to`. */
export function isLinked(from: Member, to: Member): boolean {
  return entryOf(from, to)?.presence === 'online';
}

export function heardLately(from: Member, to: Member): boolean {
  const heard = from.view ? about(from.view.heard, to) : undefined;
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
    .map((one) => entryOf(one, to))
    .flatMap((entry) => [entry?.host?.split('%')[0] ?? '', ...(entry?.near ?? [])]);
  const addresses = [own, told, to.addresses].map((some) =>
    Array.from(new Set(some)).filter(isTelling).slice(0, MOST_PLACES),
  );
  const known = addresses.find((some) => some.length > 0);
  const networks = (from.view?.networks ?? [])
    .filter(({ address }) => isTelling(address.split('/')[0] ?? ''))
    .slice(0, MOST_PLACES);
  if (!known || networks.length === 0) return null;
  return networks.filter((network) => known.some(checkOf(network)));
}

/** Link-local (RFC 4291 section 2.5.6) and loopback addresses are the same everywhere. */
function isTelling(address: string): boolean {
  return isIP(address) !== 0 && !isLinkLocalIPv6(address) && !isLoopback(address);
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

const checks = new WeakMap<Network, (address: string) => boolean>();

/** Tells whether the network, in CIDR notation, contains an address. */
function checkOf(network: Network): (address: string) => boolean {
  let check = checks.get(network);
  if (!check) checks.set(network, (check = makeCheck(network)));
  return check;
}

function makeCheck({ address: cidr }: Network): (address: string) => boolean {
  const [address = '', length = ''] = cidr.split('/');
  const family = isIP(address);
  const prefix = Number(length);
  const isNetwork = /^\d{1,3}$/.test(length) && prefix <= (family === 4 ? 32 : 128);
  return family === 0 || !isNetwork ? () => false : networkCheck([{ address, prefix }]);
}
