/** What other PCs say of calls: each speaks for itself, of calls that it is in, and not without end. */
import type { CallFrame, CallRingFrame } from '../../api/peer-calls.ts';
import { Allowance } from '../../base/allowance.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { DeviceId } from '../../model/id.ts';
import type { Room } from '../conversations.ts';
import { LiveCall } from './live-call.ts';
import type { LiveCalls } from './live-calls.ts';
import { safeSignal } from './safe-signal.ts';

export interface HearingOptions {
  self: DeviceId;
  /** A conversation that this PC is in. */
  room: (conversation: string) => Room | undefined;
  send: (device: DeviceId, frame: CallFrame) => void;
  /** Where the device has proven its key. */
  addresses: (device: DeviceId) => readonly string[];
  /** The person does not want to be disturbed. */
  quiet: () => boolean;
  clock: Clock;
  log: Log;
}

/** Longer than a caller waits, so that this PC is told why it ended. */
const RUNG_MS = 35_000;

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
    if (!call || state === undefined || state === 'out') return;
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
    const honest = members.includes(self) && others.includes(device);
    if (!honest || !others.every((one) => place?.has(one))) return;
    if (this.#live.find(id) || !this.#rings.take(device)) return;
    const start = { id, conversation, from: device, at: clock.now(), video, others };
    const call = new LiveCall(start);
    const crossing = this.#crossing(device, others);
    if (crossing && crossing.id < id) return;
    const inUse = this.#live.all().length > (crossing ? 1 : 0);
    const why = quiet() && !crossing ? 'quiet' : inUse ? 'busy' : undefined;
    if (why !== undefined) {
      send(device, { type: 'call-out', call: id, why });
      return this.#live.note(call);
    }
    this.#live.add(call);
    if (crossing) return this.#merge(crossing, call);
    call.timer = clock.after(RUNG_MS, () => this.#live.leave(call, 'unanswered'));
    this.#live.changed(call);
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
