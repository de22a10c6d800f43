/**
 * Another PC's screen as this PC plays along with it: asks what is shown and what its clock says, and
 * tells that by this PC's own clock. A screen that does not answer for a while is not followed on.
 */
import { readScreen } from '../../api/peer-screen.ts';
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { ClockOffset } from '../../base/clock-offset.ts';
import { Emitter } from '../../base/emitter.ts';
import type { DeviceId } from '../../model/id.ts';
import type { Show } from '../../model/screen.ts';
import type { PeerTransport } from '../../net/peer-transport.ts';

export interface FollowedScreenOptions {
  screen: DeviceId;
  transport: PeerTransport;
  clock: Clock;
}

/** At first its clock is asked for often, so that it is known soon. */
const FIRST_SAMPLES = 12;
const FIRST_MS = 60;
const NEXT_MS = 1000;
/** Nothing is shown, nothing waits for a yes, or nobody answers: not followed after this long. */
const GIVE_UP_MS = 10_000;
/** Smaller steps of the estimate are not told: everybody would swing after them. */
const STEP_MS = 4;

export class FollowedScreen extends Emitter<{ changed: undefined; over: undefined }> {
  readonly screen: DeviceId;
  readonly #options: FollowedScreenOptions;
  readonly #offset = new ClockOffset();
  #told: Show | undefined;
  #used = 0;
  #heardAt: number;
  #timer: CancelTimer | undefined;
  #asking = false;
  /** Something changed while it was being asked. */
  #again = false;
  #ended = false;

  constructor(options: FollowedScreenOptions) {
    super();
    this.#options = options;
    this.screen = options.screen;
    this.#heardAt = options.clock.monotonic();
  }

  start(): void {
    void this.ask();
  }

  stop(): void {
    this.#ended = true;
    this.#timer?.();
  }

  /** What is shown there, by this PC's clock. */
  get show(): Show | undefined {
    return this.#told && { ...this.#told, at: this.#told.at - this.#used };
  }

  /** Asks at once; also called when the screen says that something changed. */
  async ask(): Promise<void> {
    if (this.#asking) this.#again = true;
    if (this.#asking || this.#ended) return;
    this.#asking = true;
    this.#again = false;
    const { transport, screen, clock } = this.#options;
    const before = JSON.stringify(this.show);
    try {
      const sent = clock.monotonic();
      const query = { follow: true };
      const { now, show, asked } = await transport.call(screen, readScreen, { query });
      const received = clock.monotonic();
      this.#offset.add(sent, now, received);
      const offset = this.#offset.offset ?? 0;
      if (Math.abs(offset - this.#used) > STEP_MS || this.#offset.count < FIRST_SAMPLES)
        this.#used = offset;
      this.#told = show ?? undefined;
      if (show || asked) this.#heardAt = received;
    } catch {
      // It may be back in a moment; what was told goes on until then.
    } finally {
      this.#asking = false;
    }
    if (this.#ended) return;
    if (JSON.stringify(this.show) !== before) this.emit('changed', undefined);
    if (clock.monotonic() - this.#heardAt > (this.#told ? GIVE_UP_MS : GIVE_UP_MS / 4)) {
      this.stop();
      this.#told = undefined;
      return this.emit('over', undefined);
    }
    this.#timer?.();
    const often = this.#again || this.#offset.count < FIRST_SAMPLES;
    const wait = often ? FIRST_MS : NEXT_MS;
    this.#timer = clock.after(wait, () => void this.ask());
  }
}
