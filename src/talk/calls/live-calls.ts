/** The calls that ring or are held at this PC now, and how each of them ends. */
import type { CallFrame } from '../../api/peer-calls.ts';
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { OutWhy } from '../../model/call.ts';
import type { DeviceId } from '../../model/id.ts';
import type { CallLog } from './call-log.ts';
import type { LiveCall } from './live-call.ts';

export interface LiveCallsOptions {
  self: DeviceId;
  calls: CallLog;
  send: (device: DeviceId, frame: CallFrame) => void;
  /** Anything that is shown of them. */
  changed: () => void;
  /** A call was noted for its conversation. */
  noted: (conversation: string) => void;
  clock: Clock;
  log: Log;
}

export class LiveCalls {
  readonly #options: LiveCallsOptions;
  readonly #calls = new Map<string, LiveCall>();

  constructor(options: LiveCallsOptions) {
    this.#options = options;
  }

  all(): LiveCall[] {
    return Array.from(this.#calls.values());
  }

  find(id: string): LiveCall | undefined {
    return this.#calls.get(id);
  }

  /** That somebody here is in; undefined where it is over, which the dashboard hears of just now. */
  mine(id: string): LiveCall | undefined {
    const call = this.#calls.get(id);
    return call?.line ? call : undefined;
  }

  /** Throws `request.conflict` while somebody here is in a call. */
  requireFree(): void {
    if (this.all().some(({ line }) => line))
      throw new HallwayError('request.conflict', 'This PC is in a call already.', {
        fix: 'Hang up there first.',
      });
  }

  add(call: LiveCall): void {
    this.#calls.set(call.id, call);
  }

  /** Without a word: another call takes its place. */
  remove(call: LiveCall): void {
    call.stopTimers();
    this.#calls.delete(call.id);
  }

  /** Somebody here is in this one: whoever else rings hears so at once, and was missed. */
  taken(call: LiveCall): void {
    for (const other of this.all()) if (other !== call && !other.line) this.leave(other, 'busy');
  }

  /** This PC says that it is in; `asks`: whoever is in as well says so. */
  tellIn(call: LiveCall, devices: readonly DeviceId[], asks: boolean): void {
    const { id, shows } = call;
    for (const device of devices)
      if (call.stateOf(device) !== 'out')
        this.#options.send(device, { type: 'call-in', call: id, shows, asks });
  }

  /** From when on it counts as held. */
  held(call: LiveCall): void {
    if (call.all('in').length > 0) call.heldSince ??= this.#options.clock.monotonic();
  }

  /** Another one is out. */
  out(call: LiveCall, device: DeviceId, why: OutWhy): void {
    if (call.out(device, why)) this.changed(call);
  }

  /** Another one that somebody rings has so long to answer; `then`: nobody did. */
  ringing(call: LiveCall, device: DeviceId, forMs: number, then: () => void): void {
    call.ringsUntil(
      device,
      this.#options.clock.after(forMs, () => {
        if (call.stateOf(device) !== 'ringing' || this.find(call.id) !== call) return;
        then();
        this.out(call, device, 'unanswered');
      }),
    );
  }

  /** This PC is out, and says so. */
  leave(call: LiveCall, why: OutWhy): void {
    call.refused = why === 'refused';
    for (const device of call.others)
      if (call.stateOf(device) !== 'out')
        this.#options.send(device, { type: 'call-out', call: call.id, why });
    this.#over(call);
  }

  changed(call: LiveCall): void {
    if (call.over) return this.#over(call);
    call.line?.tell({ call: call.view() });
    this.#options.changed();
  }

  /** What became of it, for this PC's own list. */
  note(call: LiveCall): void {
    const { self, clock, calls, log } = this.#options;
    const { id, conversation, from, at, video, heldSince } = call;
    const end = call.endFor(self);
    const heldMs = heldSince === undefined ? 0 : clock.monotonic() - heldSince;
    const seconds = Math.round(heldMs / 1000);
    try {
      calls.note({ id, conversation, from, at, video, end, seconds, unseen: end === 'missed' });
    } catch (error) {
      // A full disk, say: the call itself was held.
      log.warn({ error }, 'a call could not be noted');
    }
    this.#options.noted(conversation);
  }

  #over(call: LiveCall): void {
    if (!this.#calls.has(call.id)) return;
    this.remove(call);
    call.line?.tell({ call: call.view(), over: true });
    call.line?.end();
    this.note(call);
    this.#options.changed();
  }
}
