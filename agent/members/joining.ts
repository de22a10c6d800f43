/**
 * Joining a workgroup with the code that one of its members shows: find that member, prove the
 * code over an unpinned connection, wait for its person, and take over the signed log.
 */
import * as api from '../../src/api/peer.ts';
import { sleep, type Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { displayText } from '../../src/base/text.ts';
import type { Discovery } from '../../src/discovery/discovery.ts';
import { deviceIdOf } from '../../src/identity/device-id.ts';
import type { Identity } from '../../src/identity/identity.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type { Workgroup } from '../../src/model/workgroup.ts';
import { openPairingConnection, type PairingConnection } from '../../src/net/pairing-connection.ts';
import { PEER_PORT } from '../../src/net/ports.ts';
import { parseTarget } from '../../src/net/target-text.ts';
import type { Target } from '../../src/net/tls-link.ts';
import { PairingGuest } from '../../src/workgroup/pairing/pairing-guest.ts';
import { PullCursor } from '../../src/workgroup/log/pull-cursor.ts';
import type { WorkgroupService } from '../../src/workgroup/workgroup-service.ts';
import { reach, WindowSearch } from './window-search.ts';

export interface JoinInput {
  code: string;
  at?: string | undefined;
  workgroup?: string | undefined;
}

export interface JoiningOptions {
  identity: Identity;
  workgroup: WorkgroupService;
  discovery: Discovery;
  deviceName: () => string;
  /** Links to the member that let us in; resolves when the link stands, or gives up quietly. */
  link: (device: DeviceId, target: Target) => Promise<void>;
  clock: Clock;
}

/** How long the LAN is searched for an open pairing window. */
const SEARCH_MS = 8000;
const DECISION_MS = 15 * 60_000;
const RECONNECT_MS = 1000;

export class Joining {
  readonly #options: JoiningOptions;
  readonly #search: WindowSearch;
  #busy = false;

  constructor(options: JoiningOptions) {
    this.#options = options;
    this.#search = new WindowSearch(options);
  }

  /** Resolves when this device is a member. Throws the `pairing.*` errors and `peer.unreachable`. */
  async join(request: JoinInput, signal: AbortSignal): Promise<Workgroup> {
    const { workgroup } = this.#options;
    const current = workgroup.current();
    if (current)
      throw new HallwayError(
        'workgroup.already',
        `This PC is already in the workgroup “${current.name}”.`,
        { fix: 'Leave it first.' },
      );
    if (this.#busy)
      throw new HallwayError('request.busy', 'This PC is joining already.', {
        fix: 'Wait until that is decided.',
      });
    this.#busy = true;
    try {
      const { code, at } = request;
      if (at) return await this.#pair(code, [typedTarget(at)], signal);
      return await this.#findAndPair(code, request.workgroup, signal);
    } finally {
      this.#busy = false;
    }
  }

  /**
   * An advert may lag behind, or outlive its PC's cable: a PC whose window turns out to be closed,
   * or that does not answer, is not the one.
   */
  async #findAndPair(
    code: string,
    name: string | undefined,
    signal: AbortSignal,
  ): Promise<Workgroup> {
    const { clock } = this.#options;
    let until = clock.monotonic() + SEARCH_MS;
    const ruledOut = new Set<DeviceId>();
    let last: unknown;
    for (;;) {
      const found = await this.#search.find(name, ruledOut, until, signal);
      if (!found) break;
      const since = clock.monotonic();
      try {
        return await this.#pair(code, found.addresses, signal);
      } catch (error) {
        if (!isNotTheOne(error)) throw error;
        ruledOut.add(found.device);
        last = error;
      }
      // What an address that is dead took is no time to look.
      until += clock.monotonic() - since;
    }
    throw (
      last ??
      new HallwayError('pairing.not_found', 'No PC in this network shows a code right now.', {
        fix: 'Choose “Add a PC” at a PC of the workgroup. If it does, type its address here.',
      })
    );
  }

  async #pair(code: string, targets: readonly Target[], signal: AbortSignal): Promise<Workgroup> {
    const { identity, deviceName, workgroup, link } = this.#options;
    const { channel, target } = await reach(targets, identity, signal);
    let inviter: { workgroupId: string; inviterSpki: Uint8Array };
    try {
      const guest = new PairingGuest({
        code,
        name: deviceName(),
        spki: identity.spki,
        channel: { exporter: channel.exporter, peerSpki: channel.inviterSpki },
      });
      const exchanged = await channel
        .call(api.pairExchange, { body: guest.exchange() }, signal)
        .catch((error: unknown) => {
          // It answered the connection and hung up on the question: it expects nobody.
          throw isPassing(error) ? windowClosed(error) : error;
        });
      const confirmed = await channel.call(
        api.pairConfirm,
        { body: guest.confirm(exchanged) },
        signal,
      );
      inviter = guest.complete(confirmed);
    } catch (error) {
      channel.close();
      throw error;
    }
    const statements = await this.#admitted(channel, target, inviter.inviterSpki, signal);
    const joined = workgroup.adopt(inviter.workgroupId, statements, inviter.inviterSpki);
    // Whoever joined wants to see the others at once.
    await link(deviceIdOf(inviter.inviterSpki), target);
    return joined;
  }

  /**
   * Asks until the person decided, then fetches the log; a connection that breaks meanwhile is made
   * anew.
   */
  async #admitted(
    first: PairingConnection,
    target: Target,
    inviterSpki: Uint8Array,
    signal: AbortSignal,
  ): Promise<string[]> {
    const { clock, identity } = this.#options;
    const until = clock.monotonic() + DECISION_MS;
    let channel: PairingConnection | undefined = first;
    try {
      while (clock.monotonic() < until) {
        if (signal.aborted) throw new HallwayError('request.cancelled', 'Joining was cancelled.');
        try {
          channel ??= await openPairingConnection(target, identity, signal);
          if (deviceIdOf(channel.inviterSpki) !== deviceIdOf(inviterSpki))
            throw new HallwayError('pairing.untrusted', 'Another PC answers there now.');
          const { decision } = await channel.call(api.pairDecision, {}, signal);
          if (decision === 'admitted') return await wholeLog(channel, signal);
          if (decision === 'denied')
            throw new HallwayError('pairing.denied', 'The person at the other PC said no.', {
              fix: 'Talk to them, and ask for a new code.',
            });
        } catch (error) {
          if (!isPassing(error)) throw error;
          channel?.close();
          channel = undefined;
          await sleep(clock, RECONNECT_MS);
        }
      }
    } finally {
      channel?.close();
    }
    throw new HallwayError('pairing.expired', 'Nobody at the other PC decided in time.', {
      fix: 'Ask for a new code.',
    });
  }
}

/** Every statement that the inviter has, page by page, as any member gets them. */
async function wholeLog(channel: PairingConnection, signal: AbortSignal): Promise<string[]> {
  const texts = new Set<string>();
  const cursor = new PullCursor();
  for (;;) {
    const before = texts.size;
    const body = { heads: cursor.heads({}) };
    const { statements, more } = await channel.call(api.pullStatements, { body }, signal);
    for (const text of statements) texts.add(text);
    const fresh = texts.size - before;
    // Sides of a fork come a part at a time, also past the last page.
    if (!cursor.passed(statements, fresh) || (!more && fresh === 0)) return Array.from(texts);
  }
}

function windowClosed(cause: unknown): HallwayError {
  return new HallwayError('pairing.closed', 'That PC is not expecting a new PC right now.', {
    fix: 'Choose “Add a PC” there, and type the new code here.',
    cause,
  });
}

function isNotTheOne(error: unknown): boolean {
  const codes: readonly string[] = ['pairing.closed', 'peer.unreachable'];
  return error instanceof HallwayError && codes.includes(error.code);
}

function isPassing(error: unknown): boolean {
  return error instanceof HallwayError && error.code === 'peer.unreachable';
}

/** What a person typed: `host:port` or a host alone, IPv6 in brackets. Throws `request.invalid`. */
export function typedTarget(text: string): Target {
  const target = parseTarget(text.trim(), PEER_PORT);
  if (target) return target;
  throw new HallwayError('request.invalid', `“${displayText(text, 60)}” is no address of a PC.`, {
    fix: /^[a-z]+:\/\//i.test(text.trim())
      ? 'Leave out what stands before the name, such as http://.'
      : 'Addresses look like 192.168.1.20:47470; “Add a PC” shows that of the other PC.',
  });
}
