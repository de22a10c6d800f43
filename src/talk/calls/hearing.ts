/** What other PCs say of calls: each speaks for itself, of calls that it is in, and not without end. */
import type { CallFrame, CallRingFrame } from '../../api/peer-calls.ts';
import { Allowance } from '../../base/allowance.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { MAX_CALL } from '../../model/call.ts';
import type { DeviceId } from '../../model/id.ts';
import { EVERYONE } from '../../model/talk.ts';
import type { Room } from '../conversations.ts';
import { LiveCall } from './live-call.ts';
import type { LiveCalls } from './live-calls.ts';
import { safeSignal } from './safe-signal.ts';

export interface HearingOptions {
  self: DeviceId;
  /** A conversation that this PC is in. */
  room: (conversation: string) => Room | undefined;
  send: (device: DeviceId, frame: CallFrame) => void;
  isOnline: (device: DeviceId) => boolean;
  /** Where the device has proven its key. */
  addresses: (device: DeviceId) => readonly string[];
  /** The person does not want to be disturbed. */
  quiet: () => boolean;
  clock: Clock;
  log: Log;
}

/** Longer than a caller waits, so that this PC is told why it ended. */
const RUNG_MS = 35_000;
/** Longer than anybody is rung: where no word of somebody came, it is as if there had been a no. */
const OTHERS_MS = 40_000;
/** So many may ring here at once, each of another PC. */
const MOST_RINGING = 4;

export class Hearing {
  readonly #live: LiveCalls;
  readonly #options: HearingOptions;
  /** Rings of one PC: six, and one more every 90 seconds, so that nobody holds the line with them. */
  readonly #rings: Allowance;
  /** What one PC says in calls: a connection takes some thirty. */
  readonly #words: Allowance;

  constructor(live: LiveCalls, options: HearingOptions) {
    this.#live = live;
    this.#options = options;
    this.#rings = new Allowance(options.clock, 6, 90_000);
    this.#words = new Allowance(options.clock, 200, 50);
  }

  heard(device: DeviceId, frame: CallFrame): void {
    if (frame.type === 'call-ring') return this.#rung(device, frame);
    const call = this.#live.find(frame.call);
    const state = call?.stateOf(device);
    if (!call) return;
    if (state === undefined) return this.#strange(call, device, frame);
    if (state === 'out') return;
    if (!this.#words.take(device)) return this.#refuse(call, device);
    switch (frame.type) {
      case 'call-out': {
        // Who called gives up: the others of a group hear from here that nobody comes.
        const givenUp = !call.line && device === call.from && frame.why === 'unanswered';
        if (givenUp) this.#live.leave(call, 'unanswered');
        else this.#live.out(call, device, frame.why);
        return;
      }
      case 'call-in':
        call.entered(device, frame.shows);
        if (call.line) this.#live.held(call);
        if (frame.asks && call.line) this.#live.tellIn(call, [device], false);
        return this.#live.changed(call);
      case 'call-add':
        if (state === 'in') this.#added(call, frame.device);
        return;
      default: {
        if (!call.line || state !== 'in') return;
        const safe = safeSignal(frame.signal, this.#options.addresses(device));
        if (!safe) return this.#refuse(call, device);
        for (const signal of safe) call.line.tell({ from: device, signal });
      }
    }
  }

  #rung(device: DeviceId, { call: id, conversation, members, video }: CallRingFrame): void {
    const { self, clock, send, quiet, room } = this.#options;
    const others = Array.from(new Set(members)).filter((one) => one !== self);
    const place = room(conversation);
    const honest = members.includes(self) && others.includes(device) && place?.has(device) === true;
    // Whoever was added to a call need not be of its conversation, but is a member.
    if (!honest || !others.every((one) => room(EVERYONE)?.has(one))) return;
    if (this.#live.find(id) || !this.#rings.take(device)) return;
    const start = { id, conversation, from: device, at: clock.now(), video, others };
    const call = new LiveCall(start);
    const crossing = this.#crossing(device, others);
    if (crossing && crossing.id < id) return;
    const inUse = !crossing && !this.#isFree(device);
    const why = quiet() && !crossing ? 'quiet' : inUse ? 'busy' : undefined;
    if (why !== undefined) {
      // The others of a group, too, wait for this PC.
      for (const one of others) send(one, { type: 'call-out', call: id, why });
      return this.#live.note(call);
    }
    this.#live.add(call);
    if (crossing) return this.#merge(crossing, call);
    call.ringsUntil(
      self,
      clock.after(RUNG_MS, () => this.#live.leave(call, 'unanswered')),
    );
    for (const one of call.all('ringing')) this.#live.ringing(call, one, OTHERS_MS, () => {});
    this.#live.changed(call);
  }

  /** Nobody here is in a call: what only rings lets others ring as well. */
  #isFree(device: DeviceId): boolean {
    const calls = this.#live.all();
    const taken = calls.some(({ line, from }) => line !== undefined || from === device);
    return !taken && calls.length < MOST_RINGING;
  }

  /** Somebody in the call rings one more. */
  #added(call: LiveCall, device: DeviceId): void {
    const { self, room, isOnline } = this.#options;
    const { present } = call;
    if (device === self || present.includes(device) || room(EVERYONE)?.has(device) !== true) return;
    if (present.length + 1 >= MAX_CALL) return;
    call.rung(device);
    if (isOnline(device)) {
      this.#live.ringing(call, device, OTHERS_MS, () => {});
      // It may have taken the call before this was heard of.
      if (call.line) this.#live.tellIn(call, [device], true);
    } else call.out(device, 'away');
    this.#live.changed(call);
  }

  /** Two were added at once, and there is place for one: the other hears that it is not in. */
  #strange(call: LiveCall, device: DeviceId, frame: CallFrame): void {
    if (frame.type !== 'call-in' || !frame.asks || !call.line || !this.#words.take(device)) return;
    if (call.present.length + 1 >= MAX_CALL)
      this.#options.send(device, { type: 'call-out', call: call.id, why: 'busy' });
  }

  /** The call by which this PC rings just the one that rings it. */
  #crossing(device: DeviceId, others: readonly DeviceId[]): LiveCall | undefined {
    if (others.length !== 1) return undefined;
    return this.#live
      .all()
      .find(
        (call) =>
          call.from === this.#options.self &&
          call.others.length === 1 &&
          call.stateOf(device) === 'ringing',
      );
  }

  /** Two called each other at once: of the two calls the one with the lower id is held. */
  #merge(mine: LiveCall, theirs: LiveCall): void {
    this.#live.remove(mine);
    theirs.line = mine.line;
    theirs.shows = mine.shows;
    this.#live.taken(theirs);
    this.#live.held(theirs);
    this.#live.tellIn(theirs, theirs.others, true);
    this.#live.changed(theirs);
  }

  /** It said what no browser says, or more than any does: there is no connection to it. */
  #refuse(call: LiveCall, device: DeviceId): void {
    this.#options.log.warn({ device }, 'a PC said in a call what no browser says');
    this.#options.send(device, { type: 'call-out', call: call.id, why: 'failed' });
    this.#live.out(call, device, 'failed');
  }
}
