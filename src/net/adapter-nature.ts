/**
 * What an adapter is: by the evidence of the system where there is any, by its name otherwise.
 * Names are those that the systems and the makers of such software give.
 */
import type { AdapterKind } from '../model/adapter.ts';

/** Finer than `AdapterKind`, so that the reason can be said in words. */
export type AdapterNature =
  | 'wired'
  | 'wireless'
  | 'loopback'
  | 'container'
  | 'machine'
  | 'tunnel'
  | 'cellular'
  | 'bluetooth'
  | 'direct'
  | 'unknown';

/** What the system says of one adapter. */
export interface AdapterFact {
  /** Undefined: the system says nothing; the name decides. */
  nature: AdapterNature | undefined;
  /** False: no cable, no radio link, or switched off. */
  connected: boolean;
}

/** What the system knows of its adapters, beside their addresses. */
export interface AdapterFacts {
  /**
   * By name, also of adapters without an address; the same map while nothing changed. Quick, since
   * it is asked at every poll; `fresh` says that something about the addresses changed.
   */
  all(fresh: boolean): ReadonlyMap<string, AdapterFact>;
  /** Where asking takes time: asks anew. Settles in a few seconds at most and never rejects. */
  readonly refresh?: (() => Promise<void>) | undefined;
}

export function kindOf(nature: AdapterNature): AdapterKind {
  if (nature === 'container' || nature === 'machine') return 'virtual';
  if (nature === 'wired' || nature === 'wireless') return nature;
  if (nature === 'loopback' || nature === 'tunnel') return nature;
  return 'other';
}

const BY_NAME: readonly (readonly [AdapterNature, RegExp])[] = [
  ['loopback', /^(lo\d*$|Loopback)/i],
  [
    'container',
    /^(docker|podman|veth|br-[0-9a-f]+$|cni\d|cali|flannel|lxcbr|lxdbr|ve-|vb-|vEthernet \(WSL)/i,
  ],
  ['container', /^(incusbr|nerdctl|kube-|cilium|weave|dummy\d)/i],
  [
    'machine',
    /^(virbr|vnet\d|vmnet|vboxnet|VirtualBox|VMware|vEthernet \(|feth\d|vmenet|bridge1\d\d$)/i,
  ],
  [
    'tunnel',
    /^(tun\d|tap\d|utun|wg|tailscale|zt|ppp|ipsec|gre|gif\d|stf\d|sit\d|ip6tnl|nordlynx|proton)/i,
  ],
  [
    'tunnel',
    /(VPN|WireGuard|Wintun|ZeroTier|Tailscale|Teredo|ISATAP|6to4|TAP-Windows|AnyConnect)/i,
  ],
  ['bluetooth', /^(bnep|pan\d|Bluetooth)/i],
  ['cellular', /^(wwan|wwp|rmnet|ccmni|pdp_ip|Cellular|Mobil)/i],
  ['direct', /^(awdl|llw|anpi|ap\d|p2p|Local Area Connection\*|LAN-Verbindung\*)/i],
  ['wireless', /^(wl|ath\d|ra\d|Wi-?Fi|WLAN|Drahtlos|Wireless)/i],
  ['wired', /^(eth\d|en[opsxu\d]|em\d|br|bond|team|vmbr|Ethernet|LAN)/i],
];

/** By the name alone. */
export function natureByName(name: string): AdapterNature {
  return BY_NAME.find(([, pattern]) => pattern.test(name))?.[0] ?? 'unknown';
}
