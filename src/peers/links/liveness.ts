/**
 * Tells living links from dead ones. TCP notices a cut cable after many minutes; this notices it
 * within `SILENCE_MS`, because every link is pinged and anything that arrives counts as life. Before
 * a silent link is given up its peer's system is asked: one that answers while its program does not
 * is busy or stands still, and gets more time.
 */
import { sleep, type CancelTimer, type Clock } from '../../base/clock.ts';
import { tryDoor, type DoorAnswer } from '../../net/bare-connection.ts';
import type { PeerLink } from './peer-link.ts';

const PING_EVERY_MS = 1500;
/** A ping is a sign of life for both sides, so one side sends them; the other only measures. */
const MEASURE_EVERY_MS = 15_000;
const CHECK_EVERY_MS = 500;
/** Longer than the time between two pings and their check. */
const DOUBT_MS = 2100;
const SILENCE_MS = 3500;
/** For a program that stands still while its system answers. */
const FROZEN_MS = 7000;
/** How often one silence is put down to this PC, which would otherwise not see a cut while busy. */
const MOST_EXCUSES = 3;
const PROBE_MS = 1500;
/** Under the time that a silent link has left; over one repetition of a lost SYN (RFC 6298: 1 s). */
const ANSWER_MS = 1300;

export interface LivenessOptions {
  clock: Clock;
  links: () => readonly PeerLink[];
  /** Nothing comes over the link, and it is being looked at why. */
  doubted: (link: PeerLink) => void;
}

export class Liveness {
  readonly #options: LivenessOptions;
  /** Links that are silent, with what their peer's system answered. */
  readonly #doubts = new WeakMap<PeerLink, { answer: DoorAnswer | undefined }>();
  /** Silences put down to this PC: since when, as it was reckoned last, and how often. */
  readonly #excused = new WeakMap<PeerLink, { aliveAt: number; times: number }>();
  #timer: CancelTimer | undefined;
  #checkedAt = 0;
  #pingedAt = 0;
  #measuredAt = 0;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock } = this.#options;
    this.#checkedAt = clock.monotonic();
    this.#timer = clock.every(CHECK_EVERY_MS, () => this.#check());
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  /** Destroys the link unless it shows life within `ms`; resolves with whether it did. */
  async probe(link: PeerLink, ms = PROBE_MS): Promise<boolean> {
    const { clock } = this.#options;
    const asked = clock.monotonic();
    link.ping();
    await sleep(clock, ms);
    const lives = !link.ended && link.aliveAt > asked;
    if (!lives) link.destroy('silent');
    return lives;
  }

  /** Unless the link shows life within `ms`, it is looked at as one that has fallen silent. */
  async doubt(link: PeerLink, ms = PROBE_MS): Promise<void> {
    const { clock } = this.#options;
    const asked = clock.monotonic();
    link.ping();
    await sleep(clock, ms);
    if (link.aliveAt > asked) return;
    link.aliveAt = Math.min(link.aliveAt, clock.monotonic() - DOUBT_MS - 1);
  }

  #check(): void {
    const { clock, links } = this.#options;
    const now = clock.monotonic();
    const paused = now - this.#checkedAt - CHECK_EVERY_MS;
    this.#checkedAt = now;
    const ping = now - this.#pingedAt >= PING_EVERY_MS;
    if (ping) this.#pingedAt = now;
    const measure = now - this.#measuredAt >= MEASURE_EVERY_MS;
    if (measure) this.#measuredAt = now;
    for (const link of links()) {
      if (paused > CHECK_EVERY_MS) this.#excuse(link, now, paused);
      this.#judge(link, now - link.aliveAt);
      if (!link.ended && (link.dialled ? ping : measure)) link.ping();
    }
  }

  /**
   * This PC slept or was busy for so long: that silence was its own, and the peer gets time to be
   * heard. What is looked at in a silence costs time as well, so that this must have an end.
   */
  #excuse(link: PeerLink, now: number, paused: number): void {
    const aliveAt = Math.min(link.aliveAt + paused, now - SILENCE_MS / 2);
    if (aliveAt <= link.aliveAt) return;
    const before = this.#excused.get(link);
    const times = before?.aliveAt === link.aliveAt ? before.times : 0;
    if (times === MOST_EXCUSES) return;
    link.aliveAt = aliveAt;
    this.#excused.set(link, { aliveAt, times: times + 1 });
  }

  #judge(link: PeerLink, silence: number): void {
    if (silence <= DOUBT_MS) {
      this.#doubts.delete(link);
      return;
    }
    const doubt = this.#doubts.get(link);
    if (!doubt) return this.#doubt(link);
    if (doubt.answer === 'open') {
      if (silence > FROZEN_MS) link.destroy('frozen');
    } else if (silence > SILENCE_MS) link.destroy('silent');
  }

  #doubt(link: PeerLink): void {
    const doubt: { answer: DoorAnswer | undefined } = { answer: undefined };
    this.#doubts.set(link, doubt);
    if (!link.dialled) link.ping();
    this.#options.doubted(link);
    void tryDoor(link.target, ANSWER_MS).then((answer) => {
      if (this.#doubts.get(link) !== doubt) return;
      doubt.answer = answer;
      if (answer === 'refused') link.destroy('refused');
    });
  }
}
