/** Whether a member is reached, by what way, and what stands in the way, in words and as JSON. */
import type { AdapterKind } from '../../src/model/adapter.ts';
import type { Peer } from '../../src/model/device.ts';
import type { PeerPath, TroubleCode } from '../../src/model/presence.ts';
import { isoTime, latencyNumber, shortId, table, timeText } from './output.ts';

const KINDS: Readonly<Record<AdapterKind, string>> = {
  wired: 'cable',
  wireless: 'Wi-Fi',
  loopback: 'this PC',
  virtual: 'virtual network',
  tunnel: 'VPN',
  other: 'network',
};

const TROUBLES: Readonly<Record<TroubleCode, string>> = {
  stopped: 'Hallway was closed there',
  asleep: 'it sleeps',
  no_address: 'nobody has told its address yet',
  no_network: 'this PC has no network',
  no_route: 'nobody answers at its address',
  refused: 'the PC is on, but Hallway does not run there',
  timeout: 'nothing comes back: switched off, unplugged, or a firewall',
  impostor: 'another device answers at its address',
  rejected: 'it does not let this PC in: there it may be no member any more',
  protocol: 'it speaks in a way that this version does not understand',
};

/** `cable (eth0)`; `-` without a link. */
export function pathText(path: PeerPath | null): string {
  if (!path) return '-';
  const kind = KINDS[path.kind] ?? KINDS.other;
  return path.adapter === null ? kind : `${kind} (${path.adapter})`;
}

function troubleText(peer: Peer): string {
  if (!peer.trouble) return '';
  const { code, address } = peer.trouble;
  const text = TROUBLES[code] ?? 'it is not reached';
  return address === null || code === 'stopped' || code === 'asleep'
    ? text
    : `${text} (${address})`;
}

export function peerDocument(peer: Peer): Record<string, unknown> {
  const { id, name, online, presence, address, latencyMs, lastSeen, path, trouble } = peer;
  return {
    id,
    name,
    online,
    presence,
    address,
    latency_ms: latencyNumber(latencyMs),
    last_seen: isoTime(lastSeen),
    path,
    trouble: trouble && { ...trouble, since: isoTime(trouble.since) },
    can_wake: peer.canWake,
  };
}

export function peerTable(peers: readonly Peer[]): string {
  return table(
    ['NAME', 'ID', 'STATE', 'WAY', 'ADDRESS', 'LATENCY', 'LAST SEEN', 'TROUBLE'],
    peers.map((peer) => [
      peer.name,
      shortId(peer.id),
      peer.presence,
      pathText(peer.path),
      peer.address ?? '-',
      peer.latencyMs === null ? '-' : `${peer.latencyMs.toFixed(1)} ms`,
      timeText(peer.lastSeen),
      troubleText(peer),
    ]),
    'No other members.',
  );
}
