/**
 * Holds a sound or film in step with what is shown: a little faster or slower where it is late or
 * early, and by a jump only where it stays far from its place. A page that was held up for a moment
 * (a busy PC) is no reason to jump: what plays goes on by itself, and the look that came late sees it.
 */
import type { Show } from '../../../src/model/screen.ts';
import { agentClock } from '../../state/player/agent-clock.ts';
import { placeOf } from '../../state/player/shown.ts';

const LOOK_MS = 100;
/** A look that comes so late tells of a page that was held up. */
const LATE_MS = 250;
/** Farther off than this, in seconds, at so many looks in a row that were in time, it jumps. */
const FAR_S = 0.5;
const FAR_LOOKS = 4;
/** Nearer than this is in step. */
const NEAR_S = 0.006;
/**
 * The part of the distance that is made up in a second, and the most: what is 8 % faster nobody hears,
 * and more than that only follows when it had stopped.
 */
const GAIN = 1;
const MOST = 0.25;
/** After a jump it needs a moment until it tells the truth. */
const SETTLE_MS = 700;
/** Jumps begin to play late by so much at most, in seconds, and what is learnt of it at once. */
const MOST_LAG_S = 0.3;
const LEARNT = 0.5;

export class StepKeeper {
  readonly #element: HTMLMediaElement;
  readonly #show: () => Show | undefined;
  readonly #silenced: () => void;
  readonly #clock = agentClock.use();
  readonly #timer: ReturnType<typeof setInterval>;
  #settled = 0;
  /** Jumps begin to play late by so much, as it was seen last. */
  #lag = 0.08;
  /** It jumped, and where that led was not seen yet. */
  #jumped = false;
  #farLooks = 0;
  #lookedAt = 0;
  #before: Show | undefined;

  /** `silenced`: this browser plays no sound before somebody clicked. */
  constructor(element: HTMLMediaElement, show: () => Show | undefined, silenced: () => void) {
    this.#element = element;
    this.#show = show;
    this.#silenced = silenced;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#clock.stop();
    this.#element.playbackRate = 1;
  }

  look(): void {
    const show = this.#show();
    const now = agentClock.now();
    const element = this.#element;
    if (!show || now === undefined || element.readyState < 1) return;
    const volume = show.volume / 100;
    if (Math.abs(element.volume - volume) > 0.004) element.volume = volume;
    const place = placeOf(show, now);
    if (!show.playing || place < show.position) return this.#rest(show);
    if (place >= element.duration) return this.#rest(show, element.duration);
    if (element.paused) {
      // Where it rests is where it begins, so that it only needs to start.
      if (Math.abs(element.currentTime - place) > FAR_S) this.#jump(place);
      return this.#play();
    }
    const at = performance.now();
    const inTime = at - this.#lookedAt < LATE_MS;
    this.#lookedAt = at;
    if (at < this.#settled || element.seeking) return;
    const off = element.currentTime - place;
    if (this.#jumped && inTime) {
      this.#jumped = false;
      this.#lag = Math.min(MOST_LAG_S, Math.max(0, this.#lag - off * LEARNT));
    }
    // Somebody moved it, or it is far off although it has all that it needs.
    const moved = this.#before && Math.abs(place - placeOf(this.#before, now)) > FAR_S;
    this.#before = show;
    const isFar = Math.abs(off) > FAR_S && element.readyState > HTMLMediaElement.HAVE_CURRENT_DATA;
    this.#farLooks = isFar && inTime ? this.#farLooks + 1 : 0;
    if (moved === true) this.#farLooks = FAR_LOOKS;
    if (this.#farLooks >= FAR_LOOKS) return this.#jump(place + this.#lag);
    const faster = Math.abs(off) < NEAR_S ? 0 : Math.max(-MOST, Math.min(MOST, -off * GAIN));
    element.playbackRate = 1 + faster;
  }

  #rest(show: Show, place = show.position): void {
    const element = this.#element;
    this.#before = show;
    if (!element.paused) element.pause();
    if (Math.abs(element.currentTime - place) > 0.04 && !element.seeking)
      element.currentTime = place;
  }

  #jump(place: number): void {
    this.#farLooks = 0;
    this.#jumped = true;
    this.#settled = performance.now() + SETTLE_MS;
    this.#element.playbackRate = 1;
    this.#element.currentTime = Math.min(place, this.#element.duration);
  }

  #play(): void {
    const element = this.#element;
    element.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      if (element.muted) return;
      element.muted = true;
      this.#silenced();
    });
  }
}
