/** Whether a PC is reached, by what way, and what stands in the way, in words. */
import { phrase, translated } from '../locale/localization.ts';
import { displayText } from '../../src/base/text.ts';
import type { AdapterKind } from '../../src/model/adapter.ts';
import type { PeerPath, Presence, TroubleCode } from '../../src/model/presence.ts';

const PRESENCE: Record<Presence, string> = translated({
  online: 'Online',
  asleep: 'Asleep',
  offline: 'Offline',
});

/** A word of a newer agent that this page does not know counts as offline. */
export function presenceWord(presence: Presence): string {
  return PRESENCE[presence] ?? PRESENCE.offline;
}

const WAYS: Record<AdapterKind, string> = translated({
  wired: 'by cable',
  wireless: 'by Wi-Fi',
  loopback: 'on this PC',
  virtual: 'through a virtual network',
  tunnel: 'through a VPN',
  other: 'by network',
});

/** `by cable, 0.4 ms`: the latency is the time of one question and its answer. */
export function wayWords(path: PeerPath | null, latencyMs: number | null): string {
  const way = path === null ? '' : (WAYS[path.kind] ?? WAYS.other);
  const time = latencyMs === null ? '' : formatLatency(latencyMs);
  return [way, time].filter((part) => part !== '').join(', ');
}

export function formatLatency(ms: number): string {
  if (ms < 0.1) return 'under 0.1 ms';
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** What stands in the way of a PC that is not online, and what helps. */
export interface TroubleWords {
  readonly text: string;
  readonly fix: string;
}

const TROUBLES: Record<TroubleCode, TroubleWords> = translated({
  stopped: {
    text: 'Hallway was closed there, or the PC was shut down.',
    fix: 'It is back as soon as Hallway runs there again.',
  },
  asleep: {
    text: 'What it shares is there when it is awake.',
    fix: 'Press a key there; if it is awake already, restart Hallway on it.',
  },
  no_address: {
    text: 'It has not been found in the network yet.',
    fix: 'Start Hallway there, or type its address under “A PC is missing?” on the page People.',
  },
  no_network: {
    text: 'This PC has no network.',
    fix: 'Plug in its cable or connect it to the Wi-Fi.',
  },
  no_route: {
    text: 'Nobody answers at its address.',
    fix: 'See whether it is switched on and in the same network as this PC.',
  },
  refused: {
    text: 'The PC is on, but Hallway does not run there.',
    fix: 'Start Hallway on it.',
  },
  timeout: {
    text: 'Nothing comes back from it.',
    fix: 'It is switched off, unplugged, or a firewall keeps this PC out.',
  },
  impostor: {
    text: 'Another device answers at its address.',
    fix: 'It did not prove to be this PC, so nothing is sent to it.',
  },
  rejected: {
    text: 'It does not let this PC in.',
    fix: 'Over there this PC is no member any more: ask who removed it.',
  },
  protocol: {
    text: 'It speaks in a way that this version of Hallway does not understand.',
    fix: 'Update Hallway on both PCs.',
  },
});

export function troubleWords(code: TroubleCode): TroubleWords {
  return TROUBLES[code] ?? { text: phrase('It is not reached.'), fix: '' };
}

const ADAPTERS: Record<AdapterKind, string> = translated({
  wired: 'Cable',
  wireless: 'Wi-Fi',
  loopback: 'Inside this PC',
  virtual: 'Virtual network',
  tunnel: 'VPN',
  other: 'Network',
});

export function adapterWord(kind: AdapterKind): string {
  return ADAPTERS[kind] ?? ADAPTERS.other;
}

/** An address without what only programs need: the prefix's length and the zone. */
export function plainAddress(address: string): string {
  return displayText(address.replace(/[%/].*$/s, ''), 64);
}
