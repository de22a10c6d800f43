/**
 * Looks on the LAN for the PC that shows a code right now. Adverts are hints: one may lag behind,
 * or outlive its PC, so whoever is doubtful is asked whether it is there at all.
 */
import { sleep, type Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Discovery } from '../../src/discovery/discovery.ts';
import type { AgentSighting } from '../../src/discovery/nearby.ts';
import type { Identity } from '../../src/identity/identity.ts';
import type { DeviceId } from '../../src/model/id.ts';
import { openPairingConnection, type PairingConnection } from '../../src/net/pairing-connection.ts';
import type { Target } from '../../src/net/tls-link.ts';

const SEARCH_EVERY_MS = 250;
/** Until an advert tells of a window that was closed. */
const LAG_MS = 1000;

export interface WindowSearchOptions {
  identity: Identity;
  discovery: Discovery;
  clock: Clock;
}

export class WindowSearch {
  readonly #options: WindowSearchOptions;

  constructor(options: WindowSearchOptions) {
    this.#options = options;
  }

  /**
   * The one member near here whose window is open; undefined if none is by `until`. Adds to
   * `ruledOut` whoever does not answer. Throws `pairing.ambiguous`.
   */
  async find(
    name: string | undefined,
    ruledOut: Set<DeviceId>,
    until: number,
    signal: AbortSignal,
  ): Promise<AgentSighting | undefined> {
    const { discovery, clock } = this.#options;
    let askedMs = 0;
    discovery.refresh();
    let several: number | undefined;
    while (clock.monotonic() < until + askedMs && !signal.aborted) {
      const open = discovery
        .agents()
        .filter(({ device, pairing }) => pairing !== null && !ruledOut.has(device))
        .filter(({ pairing }) => name === undefined || pairing === name);
      const [first] = open;
      if (open.length === 1 && first && first.addresses.length > 0) return first;
      // One of them may have closed its window a moment ago.
      if (open.length > 1) several ??= clock.monotonic();
      else several = undefined;
      if (several !== undefined && clock.monotonic() - several >= LAG_MS) {
        const since = clock.monotonic();
        const there = await this.#whoAnswers(open, signal);
        askedMs += clock.monotonic() - since;
        if (there.length > 1) throw ambiguous(there);
        for (const one of open) if (!there.includes(one)) ruledOut.add(one.device);
        several = undefined;
        continue;
      }
      await sleep(clock, SEARCH_EVERY_MS);
    }
    return undefined;
  }

  /** Those of them that can be reached at all; the code is shown to none. */
  async #whoAnswers(open: readonly AgentSighting[], signal: AbortSignal): Promise<AgentSighting[]> {
    const answers = await Promise.all(
      open.map(({ addresses }) =>
        reach(addresses, this.#options.identity, signal).then(
          ({ channel }) => {
            channel.close();
            return true;
          },
          () => false,
        ),
      ),
    );
    return open.filter((_, i) => answers[i]);
  }
}

/** The first of these places that answers. Throws `peer.unreachable`. */
export async function reach(
  targets: readonly Target[],
  identity: Identity,
  signal: AbortSignal,
): Promise<{ channel: PairingConnection; target: Target }> {
  let last: unknown;
  for (const target of targets) {
    try {
      const channel = await openPairingConnection(target, identity, signal);
      return { channel, target };
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function ambiguous(open: readonly AgentSighting[]): HallwayError {
  const names = Array.from(new Set(open.map(({ pairing }) => pairing)));
  if (names.length > 1)
    return new HallwayError('pairing.ambiguous', 'Several workgroups take in a PC right now.', {
      fix: 'Say which one you mean.',
      details: { candidates: names },
    });
  return new HallwayError('pairing.ambiguous', 'Several PCs show a code right now.', {
    fix: 'Give the address of the right one (its page “Add a PC” shows it), or close the others.',
    details: { candidates: open.map(({ addresses }) => addresses[0]) },
  });
}
