/**
 * How files behave on this PC's line: at most so fast, by themselves only at some times and not on a
 * connection that costs, and so much of what came is given on. Chosen by a person, kept over restarts.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type {
  HeldWhy,
  TransferLimits,
  TransferRules,
  TransferRulesChange,
} from '../../model/transfer-limits.ts';
import { Hold } from './hold.ts';
import { Pacer } from './pacer.ts';
import { isTime, nextTime } from './timetable.ts';

/** Whether the system takes this PC's connection for one that costs by what goes over it. */
export interface Metered extends Lifecycle {
  /** Undefined: it cannot tell. */
  readonly now: boolean | undefined;
  /** Called whenever that is different. */
  onChange: (() => void) | undefined;
}

export interface MannersOptions {
  memory: { get(): string | undefined; set(value: string): void };
  metered: Metered;
  /** What came to this PC, as far as it is given on. */
  given: {
    now(): { bytes: number; files: number };
    /** The limit is another one, or time passed. */
    review(): void;
  };
  clock: Clock;
}

const RULES: TransferRules = {
  up: null,
  down: null,
  times: [],
  metered: 'auto',
  paused: false,
  anyway: null,
  giveOn: { bytes: 50e9, files: 1000, days: 30 },
};
/** Times are told in minutes; a clock that was put is noticed too. */
const LOOK_MS = 15_000;
const REVIEW_MS = 3_600_000;

export class Manners extends Emitter<{ changed: undefined }> implements Lifecycle {
  /** What goes out of this PC. */
  readonly up: Pacer;
  /** What comes to it. */
  readonly down: Pacer;
  readonly hold = new Hold();
  readonly #options: MannersOptions;
  #rules: TransferRules;
  /** While something depends on the time. */
  #looking: CancelTimer | undefined;
  #stopped = true;
  #reviewing: CancelTimer | undefined;

  constructor(options: MannersOptions) {
    super();
    this.#options = options;
    const { clock, memory } = options;
    this.up = new Pacer(clock);
    this.down = new Pacer(clock);
    const kept = memory.get();
    this.#rules = { ...RULES, ...(kept === undefined ? {} : (JSON.parse(kept) as TransferRules)) };
  }

  async start(): Promise<void> {
    const { metered, clock } = this.#options;
    this.#stopped = false;
    metered.onChange = () => this.#look();
    this.#reviewing = clock.every(REVIEW_MS, () => this.#options.given.review());
    this.#look();
    await metered.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#looking?.();
    this.#reviewing?.();
    this.up.stop();
    this.down.stop();
    await this.#options.metered.stop();
  }

  get rules(): TransferRules {
    return this.#rules;
  }

  /** Copies of others' files are given to nobody while this connection costs, or all is paused. */
  get givesOn(): boolean {
    return this.hold.why !== 'metered' && this.hold.why !== 'paused';
  }

  view(): TransferLimits {
    const { clock, metered, given } = this.#options;
    const why = this.hold.why ?? null;
    return {
      ...this.#rules,
      held: why,
      until: why === 'time' ? nextTime(this.#rules.times, clock.now()) : null,
      isMetered: metered.now ?? null,
      given: given.now(),
    };
  }

  change(change: TransferRulesChange): TransferLimits {
    const rules = { ...this.#rules, ...change };
    this.#options.memory.set(JSON.stringify(rules));
    this.#rules = rules;
    if (change.giveOn) this.#options.given.review();
    this.#look();
    this.emit('changed', undefined);
    return this.view();
  }

  #look(): void {
    const { up, down, times, anyway } = this.#rules;
    this.#follow(times.length > 0 || anyway !== null);
    this.up.rate = up;
    this.down.rate = down;
    const before = this.hold.why;
    this.hold.why = this.#why();
    if (this.hold.why !== before) this.emit('changed', undefined);
  }

  /** Nothing runs at idle where the time changes nothing. */
  #follow(isTimed: boolean): void {
    if (isTimed === (this.#looking !== undefined)) return;
    this.#looking?.();
    this.#looking =
      isTimed && !this.#stopped
        ? this.#options.clock.every(LOOK_MS, () => this.#look())
        : undefined;
  }

  #why(): HeldWhy | undefined {
    const { paused, anyway, times, metered } = this.#rules;
    const now = this.#options.clock.now();
    if (paused) return 'paused';
    if (anyway !== null && now < anyway) return undefined;
    if (!isTime(times, now)) return 'time';
    const costs = metered === 'auto' ? this.#options.metered.now === true : metered === 'yes';
    return costs ? 'metered' : undefined;
  }
}
