/**
 * Newcomers that proved the code: they wait for a person's yes, then fetch the decision. Their
 * number and their time are bounded.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { DeviceId } from '../../model/id.ts';
import type { JoinRequest } from '../../model/workgroup.ts';

const MAX_PENDING = 8;
const PENDING_MS = 15 * 60_000;
/** A long poll ends before connections on the way tire of it. */
const POLL_MS = 20_000;
/** A newcomer asks again at once, or within seconds after its connection broke. */
const LAPSE_MS = 15_000;

export type Decision = 'waiting' | 'admitted' | 'denied';

export interface PendingGuest {
  readonly request: JoinRequest;
  readonly spki: Uint8Array;
  decision: Decision;
  /** True while the admission is being written. */
  busy: boolean;
  readonly polls: Set<() => void>;
  /** Runs while it does not ask: who stopped asking does not want to join any more. */
  lapse: CancelTimer | undefined;
  readonly expire: CancelTimer;
}

export class PendingGuests {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #guests = new Map<DeviceId, PendingGuest>();

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get isFull(): boolean {
    return this.requests().length >= MAX_PENDING;
  }

  get(id: DeviceId): PendingGuest | undefined {
    return this.#guests.get(id);
  }

  /** Those without a decision, oldest first. */
  requests(): JoinRequest[] {
    return Array.from(this.#guests.values())
      .filter((guest) => guest.decision === 'waiting' && !guest.busy)
      .map((guest) => guest.request);
  }

  add(spki: Uint8Array, request: JoinRequest): PendingGuest {
    this.remove(request.id);
    // Decided ones, who only have to hear it, give way first.
    if (this.#guests.size >= MAX_PENDING * 2)
      for (const [id, guest] of this.#guests)
        if (guest.decision !== 'waiting') {
          this.remove(id);
          break;
        }
    const expire = this.#clock.after(PENDING_MS, () => this.remove(request.id));
    const guest: PendingGuest = {
      request,
      spki,
      decision: 'waiting',
      busy: false,
      polls: new Set(),
      lapse: undefined,
      expire,
    };
    this.#guests.set(request.id, guest);
    this.#watch(guest);
    this.#onChange();
    return guest;
  }

  remove(id: DeviceId): void {
    const guest = this.#guests.get(id);
    if (!guest) return;
    this.#guests.delete(id);
    guest.expire();
    guest.lapse?.();
    this.#wake(guest);
    this.#onChange();
  }

  decide(guest: PendingGuest, decision: Decision): void {
    guest.decision = decision;
    guest.busy = false;
    this.#wake(guest);
    this.#onChange();
  }

  #wake(guest: PendingGuest): void {
    for (const go of Array.from(guest.polls)) go();
  }

  /** Lets a newcomer go that does not ask (again) within `LAPSE_MS`. */
  #watch(guest: PendingGuest): void {
    guest.lapse?.();
    guest.lapse = this.#clock.after(LAPSE_MS, () => {
      const idle = guest.decision === 'waiting' && !guest.busy && guest.polls.size === 0;
      if (idle) this.remove(guest.request.id);
    });
  }

  /**
   * Resolves with the decision, or `waiting` after 20 s or when the newcomer hangs up (`signal`).
   * A second poll ends the first.
   */
  wait(guest: PendingGuest, signal?: AbortSignal): Promise<Decision> {
    if (guest.decision !== 'waiting') return Promise.resolve(guest.decision);
    this.#wake(guest);
    return new Promise((resolve) => {
      const go = () => {
        guest.polls.delete(go);
        cancel();
        signal?.removeEventListener('abort', go);
        if (this.#guests.get(guest.request.id) === guest) this.#watch(guest);
        resolve(guest.decision);
      };
      const cancel = this.#clock.after(POLL_MS, go);
      guest.polls.add(go);
      signal?.addEventListener('abort', go, { once: true });
      if (signal?.aborted) go();
    });
  }

  clear(): void {
    for (const id of Array.from(this.#guests.keys())) this.remove(id);
  }
}
