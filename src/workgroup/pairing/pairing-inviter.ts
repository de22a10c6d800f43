/**
 * The member's side of a pairing: a window with a six-digit code, 120 seconds, three attempts,
 * one newcomer. An attempt is spent before anything leaves that depends on the code, so that many
 * guesses at once are worth no more than three.
 */
import { randomInt } from 'node:crypto';
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import { HallwayError } from '../../base/errors.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { Log } from '../../base/log.ts';
import { displayName } from '../../base/text.ts';
import { deviceIdOf } from '../../identity/device-id.ts';
import type { DeviceId } from '../../model/id.ts';
import type { Invitation, JoinRequest, Workgroup } from '../../model/workgroup.ts';
import { isValidShare, SHARE_BYTES } from './cpace.ts';
import {
  channelIdentifier,
  exactBytes,
  isSameTag,
  MAX_NAME_LENGTH,
  SESSION_BYTES,
  shareFor,
  TAG_BYTES,
  tagsFor,
  type PairingChannel,
  type PairingTags,
} from './pairing-proof.ts';
import { malformed, refusal } from './pairing-refusal.ts';
import { PendingGuests, type Decision, type PendingGuest } from './pending-guests.ts';
import { isP256Key } from '../log/statement.ts';

const WINDOW_MS = 120_000;
const ATTEMPTS = 3;

/** What pairing needs of the workgroup. */
export interface PairingWorkgroup {
  current(): Workgroup | null;
  admit(newcomer: { spki: Uint8Array; name: string }): Promise<void>;
}

export interface PairingInviterOptions {
  workgroup: PairingWorkgroup;
  /** This PC's public key (SPKI). */
  spki: () => Uint8Array;
  clock: Clock;
  log: Log;
}

interface Window {
  readonly code: string;
  readonly approve: boolean;
  readonly expiresAt: number;
  readonly deadline: number;
  readonly expire: CancelTimer;
  attemptsLeft: number;
  /** Attempts that were answered and did not come back with a tag yet. */
  underway: number;
}

interface Run {
  readonly window: Window;
  readonly tags: PairingTags;
  readonly name: string;
}

export class PairingInviter implements Lifecycle {
  readonly events: Emitter<{ changed: undefined }>;
  readonly #workgroup: PairingWorkgroup;
  readonly #spki: () => Uint8Array;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #pending: PendingGuests;
  /** One run per connection; `undefined` for one that is over. */
  readonly #runs = new WeakMap<object, Run | undefined>();
  #window: Window | undefined;
  /** Why there is no window, for the one who comes too late. */
  #closed: 'pairing.closed' | 'pairing.expired' | 'pairing.locked' = 'pairing.closed';

  constructor({ workgroup, spki, clock, log }: PairingInviterOptions) {
    this.#workgroup = workgroup;
    this.#spki = spki;
    this.#clock = clock;
    this.#log = log;
    this.events = new Emitter((error) => log.error({ error }, 'a listener failed'));
    this.#pending = new PendingGuests(clock, () => this.events.emit('changed', undefined));
  }

  /** Nothing runs until a person opens a window. */
  start(): void {}

  stop(): void {
    this.close();
    this.#pending.clear();
  }

  // ---- for this PC's person

  /** Opens a window; an open one is replaced. `approve`: who proves the code needs no further yes. */
  open({ approve = false }: { approve?: boolean | undefined } = {}): Invitation {
    if (!this.#workgroup.current())
      throw new HallwayError('workgroup.none', 'This PC is in no workgroup.', {
        fix: 'Create one first.',
      });
    if (this.#pending.isFull)
      throw new HallwayError('request.busy', 'Several PCs are waiting to be let in already.', {
        fix: 'Decide about them first.',
      });
    this.close();
    this.#window = {
      code: String(randomInt(1_000_000)).padStart(6, '0'),
      approve,
      expiresAt: this.#clock.now() + WINDOW_MS,
      deadline: this.#clock.monotonic() + WINDOW_MS,
      expire: this.#clock.after(WINDOW_MS, () => this.#shut('pairing.expired')),
      attemptsLeft: ATTEMPTS,
      underway: 0,
    };
    this.events.emit('changed', undefined);
    return this.invitation() as Invitation;
  }

  close(): void {
    this.#shut('pairing.closed');
  }

  invitation(): Invitation | null {
    if (!this.#window) return null;
    const { code, expiresAt, attemptsLeft, approve } = this.#window;
    return { code, expiresAt, attemptsLeft, approve };
  }

  /** Newcomers that proved the code and wait for a yes. */
  requests(): JoinRequest[] {
    return this.#pending.requests();
  }

  /** The person's yes or no. Throws `pairing.not_found`, or what the admission throws. */
  async decide(id: DeviceId, admit: boolean): Promise<void> {
    const guest = this.#pending.get(id);
    if (!guest || guest.decision !== 'waiting' || guest.busy)
      throw new HallwayError('pairing.not_found', 'That PC is not waiting to be let in.', {
        fix: 'Make a new code and let it try again.',
      });
    if (admit) await this.#admit(guest);
    else this.#pending.decide(guest, 'denied');
  }

  // ---- for the newcomer

  /** True for a stranger who proved a code: it may ask for the decision and for nothing else. */
  isPending(id: DeviceId): boolean {
    return this.#pending.get(id) !== undefined;
  }

  /** Answers the first message of a connection. */
  exchange(
    channel: PairingChannel,
    message: { sid: string; ya: string; name: string },
  ): { yb: string; workgroup: string } {
    const window = this.#openWindow();
    const workgroup = this.#workgroup.current();
    if (!workgroup) throw refusal('pairing.closed');
    if (this.#runs.has(channel.key)) throw malformed('A connection is good for one attempt.');
    const session = exactBytes(message.sid, SESSION_BYTES);
    const ya = exactBytes(message.ya, SHARE_BYTES);
    const { name } = message;
    if (!session || !ya || !isValidShare(ya)) throw malformed('The request makes no sense.');
    if (typeof name !== 'string' || name.length > MAX_NAME_LENGTH)
      throw malformed('The name is too long.');
    if (!isP256Key(channel.peerSpki)) throw malformed('The key is of an unknown kind.');
    if (window.attemptsLeft <= 0) throw refusal('pairing.locked');
    window.attemptsLeft -= 1;
    this.#runs.set(channel.key, undefined);
    this.events.emit('changed', undefined);

    const identifier = channelIdentifier(channel.exporter, channel.peerSpki, this.#spki());
    const share = shareFor(window.code, identifier, session);
    const yb = share.bytes;
    const tags = tagsFor(share, ya, { session, ya, yb, name, workgroup: workgroup.id });
    if (!tags) throw malformed('The request makes no sense.');
    this.#runs.set(channel.key, { window, tags, name });
    window.underway += 1;
    return { yb: yb.toString('base64'), workgroup: workgroup.id };
  }

  /** Answers the second message: the newcomer proved the code, and is proven the code to. */
  confirm(channel: PairingChannel, message: { tag: string }): { tag: string } {
    const run = this.#runs.get(channel.key);
    if (!run) throw malformed('The steps came in the wrong order.');
    this.#runs.set(channel.key, undefined);
    const window = this.#openWindow();
    if (run.window !== window) throw refusal('pairing.closed');
    window.underway -= 1;
    const tag = exactBytes(message.tag, TAG_BYTES);
    if (!tag || !isSameTag(run.tags.a, tag)) {
      this.#log.warn({ address: channel.address }, 'wrong pairing code');
      const attemptsLeft = window.attemptsLeft;
      // Another attempt that is still under way may be the right one.
      if (attemptsLeft === 0 && window.underway === 0) this.#shut('pairing.locked');
      throw refusal('pairing.wrong_code', { attemptsLeft });
    }
    this.#shut('pairing.closed');
    const id = deviceIdOf(channel.peerSpki);
    const guest = this.#pending.add(channel.peerSpki, {
      id,
      name: displayName(run.name, id.slice(0, 8)),
      address: displayName(channel.address, '?'),
      requestedAt: this.#clock.now(),
    });
    if (window.approve)
      this.#admit(guest).catch((error: unknown) => {
        this.#log.warn({ error }, 'a newcomer could not be admitted');
      });
    return { tag: run.tags.b.toString('base64') };
  }

  /**
   * Waits up to 20 s for the decision about the device with this key, which the connection has
   * proven. Who was admitted is a member from then on; who was not may ask nothing more.
   * `signal` tells that it hung up: who does not come back has changed its mind.
   */
  async decision(spki: Uint8Array, signal?: AbortSignal): Promise<{ decision: Decision }> {
    const guest = this.#pending.get(deviceIdOf(spki));
    if (!guest) throw refusal('pairing.expired');
    const decision = await this.#pending.wait(guest, signal);
    if (this.#pending.get(guest.request.id) !== guest) throw refusal('pairing.expired');
    if (decision === 'denied') this.#pending.remove(guest.request.id);
    return { decision };
  }

  /** Devices that are members no more: they may not even ask for the decision. */
  forget(ids: readonly DeviceId[]): void {
    for (const id of ids) this.#pending.remove(id);
  }

  // ---- inside

  #openWindow(): Window {
    const window = this.#window;
    if (!window) throw refusal(this.#closed);
    // The timer may be late, after the PC slept.
    if (this.#clock.monotonic() < window.deadline && this.#clock.now() < window.expiresAt)
      return window;
    this.#shut('pairing.expired');
    throw refusal('pairing.expired');
  }

  #shut(why: 'pairing.closed' | 'pairing.expired' | 'pairing.locked'): void {
    if (!this.#window) return;
    this.#window.expire();
    this.#window = undefined;
    this.#closed = why;
    this.events.emit('changed', undefined);
  }

  async #admit(guest: PendingGuest): Promise<void> {
    guest.busy = true;
    this.events.emit('changed', undefined);
    try {
      await this.#workgroup.admit({ spki: guest.spki, name: guest.request.name });
    } catch (error) {
      // It stands in the list again: the person may try once more.
      this.#pending.decide(guest, 'waiting');
      throw error;
    }
    this.#pending.decide(guest, 'admitted');
  }
}
