/**
 * Stays on the session's bus: connects, and again, ever more slowly, when it is gone or not there
 * yet. Where the environment names none (a PC without a desktop) nothing is tried at all.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { Log } from '../../base/log.ts';
import { Bus } from './bus.ts';

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** A connection that held this long was a good one. */
const GOOD_MS = 60_000;

export interface SessionBusOptions {
  /** `sessionBusSocket` of the environment. */
  socket: string | undefined;
  user: number;
  /** What is done on each new connection; what it throws ends that connection. */
  enter: (bus: Bus) => Promise<void>;
  clock: Clock;
  log: Log;
}

export class SessionBus implements Lifecycle {
  readonly #options: SessionBusOptions;
  #bus: Bus | undefined;
  #timer: CancelTimer | undefined;
  #pause = FIRST_PAUSE_MS;
  #running = false;

  constructor(options: SessionBusOptions) {
    this.#options = options;
  }

  /** Resolves when the first try is over, whatever became of it. */
  async start(): Promise<void> {
    if (this.#options.socket === undefined) return;
    this.#running = true;
    await this.#try(this.#options.socket);
  }

  stop(): void {
    this.#running = false;
    this.#timer?.();
    this.#timer = undefined;
    this.#bus?.close();
    this.#bus = undefined;
  }

  async #try(socket: string): Promise<void> {
    const { user, enter, clock, log } = this.#options;
    const begun = clock.monotonic();
    try {
      const bus = await Bus.connect(socket, user);
      if (!this.#running) return bus.close();
      this.#bus = bus;
      bus.on('closed', () => {
        if (this.#bus !== bus) return;
        this.#bus = undefined;
        if (clock.monotonic() - begun > GOOD_MS) this.#pause = FIRST_PAUSE_MS;
        this.#later(socket);
      });
      await enter(bus);
    } catch (error) {
      log.debug({ error }, 'the session bus cannot be used');
      if (this.#bus) this.#bus.close();
      else this.#later(socket);
    }
  }

  #later(socket: string): void {
    if (!this.#running) return;
    this.#timer?.();
    this.#timer = this.#options.clock.after(this.#pause, () => void this.#try(socket));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }
}
