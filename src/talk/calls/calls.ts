/**
 * Calls of this PC: ringing and being rung, who is in, and what the browsers tell each other. The
 * sound and the pictures never come here: they go from browser to browser.
 */
import type { CallFrame } from '../../api/peer-calls.ts';
import { Emitter } from '../../base/emitter.ts';
import { HallwayError } from '../../base/errors.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import { type Call, type CallSignal, MAX_CALL, type OutWhy, type Shows } from '../../model/call.ts';
import type { DeviceId } from '../../model/id.ts';
import { EVERYONE } from '../../model/talk.ts';
import { newKey } from '../book.ts';
import { directId } from '../message.ts';
import type { CallLog } from './call-log.ts';
import { Hearing, type HearingOptions } from './hearing.ts';
import { type Line, LiveCall } from './live-call.ts';
import { LiveCalls } from './live-calls.ts';

export interface CallsOptions extends HearingOptions {
  calls: CallLog;
}

interface CallsEvents {
  /** Anything that `list` shows. */
  changed: undefined;
  /** A call is over, and was noted for its conversation. */
  noted: { conversation: string };
}

export interface Placing {
  conversation: string;
  /** All others of the conversation unless it says whom. */
  members?: readonly DeviceId[] | undefined;
  video: boolean;
  shows: Shows;
}

const RING_MS = 30_000;

export class Calls extends Emitter<CallsEvents> implements Lifecycle {
  readonly #options: CallsOptions;
  readonly #live: LiveCalls;
  readonly #hearing: Hearing;

  constructor(options: CallsOptions) {
    super((error) => options.log.error({ error }, 'a listener of the calls failed'));
    this.#options = options;
    this.#live = new LiveCalls({
      ...options,
      changed: () => this.emit('changed', undefined),
      noted: (conversation) => this.emit('noted', { conversation }),
    });
    this.#hearing = new Hearing(this.#live, options);
  }

  start(): void {}

  stop(): void {
    for (const call of this.#live.all()) this.#live.leave(call, 'lost');
  }

  list(): Call[] {
    return this.#live.all().map((call) => call.view());
  }

  /**
   * Rings the others. Throws `request.conflict` while this PC is in a call, `request.invalid` for
   * too many, `peer.offline` where none of them is there.
   */
  place({ conversation, members, video, shows }: Placing, line: Line): void {
    const { self, clock, isOnline } = this.#options;
    const room = this.#options.room(conversation);
    if (!room) throw new HallwayError('talk.no_conversation', 'There is no such conversation.');
    this.#live.requireFree();
    const others = Array.from(new Set(members ?? room.others())).filter((one) => one !== self);
    if (others.length === 0 || others.length >= MAX_CALL || !others.every((one) => room.has(one)))
      throw new HallwayError('request.invalid', `A call has 2 to ${MAX_CALL} PCs.`, {
        fix: 'Choose fewer of them.',
      });
    if (!others.some(isOnline))
      throw new HallwayError('peer.offline', 'Nobody whom you call is there now.', {
        fix: 'Write a message: it waits until they are back.',
      });
    const start = { id: newKey(), conversation, from: self, at: clock.now(), video, others };
    const call = new LiveCall(start);
    call.line = line;
    call.shows = shows;
    this.#live.add(call);
    this.#live.taken(call);
    for (const device of others) if (!isOnline(device)) call.out(device, 'away');
    for (const device of call.present) this.#ring(call, device, conversation);
    this.#live.changed(call);
  }

  /**
   * Rings somebody more, who need not be of the conversation: that one sees a call of this PC's.
   * Throws `request.conflict` where the call is over or full or has that one, `peer.offline`.
   */
  add(id: string, device: DeviceId): void {
    const { self, isOnline, room, send } = this.#options;
    const call = this.#live.mine(id);
    if (!call) throw new HallwayError('request.conflict', 'This call is over.');
    if (device === self || room(EVERYONE)?.has(device) !== true)
      throw new HallwayError('workgroup.unknown_device', 'That PC is not in this workgroup.');
    const { present } = call;
    if (present.includes(device))
      throw new HallwayError('request.conflict', 'That PC is in this call already.');
    if (present.length + 1 >= MAX_CALL)
      throw new HallwayError('request.conflict', `A call has ${MAX_CALL} PCs at most.`);
    if (!isOnline(device))
      throw new HallwayError('peer.offline', 'That PC is not there now.', {
        fix: 'Write a message: it waits until it is back.',
      });
    call.rung(device);
    for (const other of present) send(other, { type: 'call-add', call: id, device });
    const own = room(call.conversation)?.has(device) === true;
    this.#ring(call, device, own ? call.conversation : directId(self, device));
    this.#live.changed(call);
  }

  /** Throws `request.conflict` where it does not ring any more, or this PC is in another call. */
  take(id: string, shows: Shows, line: Line): void {
    const call = this.#live.find(id);
    if (!call || call.line)
      throw new HallwayError('request.conflict', 'This call does not ring any more.');
    this.#live.requireFree();
    call.stopTimers([this.#options.self]);
    call.line = line;
    call.shows = shows;
    this.#live.taken(call);
    this.#live.held(call);
    this.#live.tellIn(call, call.others, true);
    this.#live.changed(call);
  }

  /** Hangs up, or refuses; nothing where it is over already. */
  leave(id: string): void {
    const call = this.#live.find(id);
    if (call) this.#live.leave(call, call.line ? 'left' : 'refused');
  }

  /** The dashboard that was in it is gone. */
  lineGone(line: Line): void {
    for (const call of this.#live.all()) if (call.line === line) this.#live.leave(call, 'lost');
  }

  /** This PC's browser has no connection to that one (any more). */
  drop(id: string, device: DeviceId, why: OutWhy): void {
    const call = this.#live.mine(id);
    if (call?.stateOf(device) !== 'in') return;
    this.#options.send(device, { type: 'call-out', call: id, why });
    this.#live.out(call, device, why);
  }

  show(id: string, shows: Shows): void {
    const call = this.#live.mine(id);
    if (!call) return;
    call.shows = shows;
    this.#live.tellIn(call, call.all('in'), false);
  }

  /** To that PC alone, over its own link. */
  signal(id: string, to: DeviceId, signal: CallSignal): void {
    const call = this.#live.mine(id);
    if (call?.stateOf(to) === 'in')
      this.#options.send(to, { type: 'call-signal', call: id, signal });
  }

  heard(device: DeviceId, frame: CallFrame): void {
    this.#hearing.heard(device, frame);
  }

  /** The link to it is gone. */
  offline(device: DeviceId): void {
    for (const call of this.#live.all()) this.#live.out(call, device, 'lost');
  }

  /** Whoever is no member any more is in no call. */
  membersChanged(): void {
    for (const call of this.#live.all()) {
      const room = this.#options.room(EVERYONE);
      for (const device of call.others)
        if (!room?.has(device)) this.#live.out(call, device, 'left');
    }
  }

  #ring(call: LiveCall, device: DeviceId, conversation: string): void {
    const { self, send } = this.#options;
    const { id, video } = call;
    const members = [self, ...call.present];
    send(device, { type: 'call-ring', call: id, conversation, members, video });
    this.#live.ringing(call, device, RING_MS, () =>
      send(device, { type: 'call-out', call: id, why: 'unanswered' }),
    );
  }
}
