/** One call as this PC knows it: who is in, who is still being rung, and the line to the dashboard. */
import type { CancelTimer } from '../../base/clock.ts';
import type { CallLine } from '../../api/local-calls.ts';
import type { Call, CallEnd, OutWhy, Shows } from '../../model/call.ts';
import type { DeviceId } from '../../model/id.ts';

/** The dashboard that is in the call. */
export interface Line {
  tell(line: CallLine): void;
  /** Nothing is told after it. */
  end(): void;
}

export interface CallStart {
  id: string;
  conversation: string;
  from: DeviceId;
  at: number;
  video: boolean;
  others: readonly DeviceId[];
}

interface Person {
  state: 'ringing' | 'in' | 'out';
  why: OutWhy | null;
  shows: Shows;
}

export const NOTHING: Shows = { microphone: false, camera: false, screen: false };

export class LiveCall {
  readonly id: string;
  readonly conversation: string;
  readonly from: DeviceId;
  readonly at: number;
  readonly video: boolean;
  line: Line | undefined;
  shows: Shows = NOTHING;
  /** Monotonic time at which the first two of them were in. */
  heldSince: number | undefined;
  /** Somebody here said no. */
  refused = false;
  readonly #people: Map<DeviceId, Person>;
  /** Each ends the ringing of one: of another, or here. */
  readonly #timers = new Map<DeviceId, CancelTimer>();

  constructor({ id, conversation, from, at, video, others }: CallStart) {
    this.id = id;
    this.conversation = conversation;
    this.from = from;
    this.at = at;
    this.video = video;
    this.#people = new Map(
      others.map((device) => [
        device,
        { state: device === from ? 'in' : 'ringing', why: null, shows: NOTHING },
      ]),
    );
  }

  get others(): DeviceId[] {
    return Array.from(this.#people.keys());
  }

  /** Those that are in or are rung. */
  get present(): DeviceId[] {
    return this.others.filter((device) => this.stateOf(device) !== 'out');
  }

  all(state: Person['state']): DeviceId[] {
    return this.others.filter((device) => this.#people.get(device)?.state === state);
  }

  stateOf(device: DeviceId): Person['state'] | undefined {
    return this.#people.get(device)?.state;
  }

  /** Is rung too from now on, or once more. */
  rung(device: DeviceId): void {
    this.#people.set(device, { state: 'ringing', why: null, shows: NOTHING });
  }

  /** `cancel` takes back what ends the ringing of `device`. */
  ringsUntil(device: DeviceId, cancel: CancelTimer): void {
    this.#timers.get(device)?.();
    this.#timers.set(device, cancel);
  }

  stopTimers(devices: Iterable<DeviceId> = this.#timers.keys()): void {
    for (const device of devices) this.#timers.get(device)?.();
  }

  entered(device: DeviceId, shows: Shows): void {
    const person = this.#people.get(device);
    if (person) Object.assign(person, { state: 'in', why: null, shows });
  }

  /** False where it was out already. */
  out(device: DeviceId, why: OutWhy): boolean {
    const person = this.#people.get(device);
    if (!person || person.state === 'out') return false;
    Object.assign(person, { state: 'out', why, shows: NOTHING });
    return true;
  }

  /** Nobody is left whom somebody here could talk to, or take the call of. */
  get over(): boolean {
    return (
      this.all('in').length === 0 && (this.line === undefined || this.all('ringing').length === 0)
    );
  }

  /** What became of it. */
  endFor(self: DeviceId): CallEnd {
    if (this.heldSince !== undefined) return 'held';
    if (this.from !== self) return this.refused ? 'refused' : 'missed';
    return Array.from(this.#people.values()).some(({ why }) => why === 'refused')
      ? 'refused'
      : 'unanswered';
  }

  view(): Call {
    const { id, conversation, from, at, video } = this;
    return {
      id,
      conversation,
      from,
      at,
      video,
      here: this.line ? 'in' : 'rings',
      people: Array.from(this.#people, ([device, person]) => ({ device, ...person })),
    };
  }
}
