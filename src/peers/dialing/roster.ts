/**
 * The roster: where members can be reached, told to those that this device is linked to. One member
 * that is reached by address thus leads to all others. A device tells of itself, and of each other
 * member where it reaches it, where that member says that it is, and where it was reached before.
 */
import { isIP } from 'node:net';
import type { RosterFrame } from '../../api/peer.ts';
import type { DeviceId } from '../../model/id.ts';
import {
  isLinkLocalIPv6,
  isLoopback,
  isSelfAssignedIPv4,
  networkCheck,
} from '../../net/ip-address.ts';
import type { Target } from '../../net/tls-link.ts';
import { mergedTargets, targetKey } from './targets.ts';

export interface RosterEntry {
  device: DeviceId;
  targets: readonly Target[];
}

/** In one frame (`RosterFrame`). */
const MOST = 200;
const MOST_EACH = 6;
const MOST_FRAMES = 5;
/** What a peer says of itself. */
const MOST_OWN = 8;

/** As many frames as it takes, up to a thousand addresses. */
export function rosterFrames(entries: readonly RosterEntry[]): RosterFrame[] {
  const peers = entries.flatMap(({ device, targets }) =>
    mergedTargets(targets.filter(isForOthers), [], MOST_EACH).map((target) => ({
      device,
      ...target,
    })),
  );
  const frames: RosterFrame[] = [];
  for (let at = 0; at < peers.length && frames.length < MOST_FRAMES; at += MOST)
    frames.push({ type: 'roster', peers: peers.slice(at, at + MOST) });
  return frames;
}

/** Link-local addresses mean something on one adapter only, loopback ones on one PC. */
function isForOthers({ host }: Target): boolean {
  return (
    isIP(host) !== 0 &&
    /^[0-9a-fA-F.:]{2,45}$/.test(host) &&
    !isLinkLocalIPv6(host) &&
    !isSelfAssignedIPv4(host) &&
    host !== '::1'
  );
}

/**
 * Worth trying what `from` says: no address that only means this PC itself (unless `from` is on this
 * PC, too), nobody, or many.
 */
export function isUsableHint({ host }: Target, from: Target): boolean {
  // `cafe.de` and `127.1` are of the same characters, and would be looked up.
  if (isIP(host) === 0 || isNowhere(host)) return false;
  return !isThisPc(host) || isLoopback(from.host);
}

/** However they are written, as IPv4 within IPv6, too. */
const isThisPc = networkCheck([
  { address: '127.0.0.0', prefix: 8 },
  { address: '::1', prefix: 128 },
]);
/** Nobody, many, or whoever is next to the one that says so. */
const isNowhere = networkCheck([
  { address: '0.0.0.0', prefix: 8 },
  { address: '169.254.0.0', prefix: 16 },
  { address: '224.0.0.0', prefix: 3 },
  { address: '::', prefix: 128 },
  { address: 'fe80::', prefix: 10 },
  { address: 'ff00::', prefix: 8 },
]);

/** What the members said of themselves, for as long as they are linked. */
export class OwnWords {
  readonly #of = new Map<DeviceId, Target[]>();

  /** A frame of `from`; what it says of itself is kept. True if that is news. */
  heard(from: DeviceId, { peers }: RosterFrame): boolean {
    const own = mergedTargets(
      peers.filter(({ device }) => device === from),
      [],
      MOST_OWN,
    );
    if (own.length === 0 || own.map(targetKey).join() === this.of(from).map(targetKey).join())
      return false;
    this.#of.set(from, own);
    return true;
  }

  of(device: DeviceId): readonly Target[] {
    return this.#of.get(device) ?? [];
  }

  forget(device: DeviceId): void {
    this.#of.delete(device);
  }
}
