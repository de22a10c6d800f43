/**
 * Tells living links from dead ones. TCP notices a cut cable after many minutes; this notices it
 * within `SILENCE_MS`, because every link is pinged and anything that arrives counts as life.
 */
import { sleep, type CancelTimer, type Clock } from '../base/clock.ts';
import type { PeerLink } from './peer-link.ts';

const PING_EVERY_MS = 1500;
/** A ping is a sign of life for both sides, so one side sends them; the other only measures. */
const MEASURE_EVERY_MS = 15_000;
const CHECK_EVERY_MS = 500;
export const SILENCE_MS = 3500;
const PROBE_MS = 1500;

export class Liveness {
  readonly #clock: Clock;
  readonly #links: () => readonly PeerLink[];
  #timer: CancelTimer | undefined;
  #checkedAt = 0;
  #pingedAt = 0;
  #measuredAt = 0;

  constructor(clock: Clock, links: () => readonly PeerLink[]) {
    this.#clock = clock;
    this.#links = links;
  }

  start(): void {
    this.#checkedAt = this.#clock.monotonic();
    this.#timer = this.#clock.every(CHECK_EVERY_MS, () => this.#check());
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  /** Destroys the link unless it shows life within `ms`; resolves with whether it did. */
  async probe(link: PeerLink, ms = PROBE_MS): Promise<boolean> {
    const asked = this.#clock.monotonic();
    link.ping();
    await sleep(this.#clock, ms);
    const lives = !link.ended && link.aliveAt > asked;
    if (!lives) link.destroy();
    return lives;
  }

  #check(): void {
    const now = this.#clock.monotonic();
    const paused = now - this.#checkedAt - CHECK_EVERY_MS;
    this.#checkedAt = now;
    const ping = now - this.#pingedAt >= PING_EVERY_MS;
    if (ping) this.#pingedAt = now;
    const measure = now - this.#measuredAt >= MEASURE_EVERY_MS;
    if (measure) this.#measuredAt = now;
    for (const link of this.#links()) {
      // This PC slept or was busy: the silence was its own. Give the peers time to be heard.
      if (paused > CHECK_EVERY_MS) link.aliveAt = Math.max(link.aliveAt, now - SILENCE_MS / 2);
      if (now - link.aliveAt > SILENCE_MS) link.destroy();
      else if (link.dialled ? ping : measure) link.ping();
    }
  }
}
