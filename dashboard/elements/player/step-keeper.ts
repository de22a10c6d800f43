/**
 * Holds a sound or film in step with what is shown: a little faster or slower where it is a little
 * late or early, and by a jump where it is far from its place.
 */
import type { Show } from '../../../src/model/screen.ts';
import { agentClock } from '../../state/player/agent-clock.ts';
import { placeOf } from '../../state/player/shown.ts';

const LOOK_MS = 100;
/** Farther off than this, in seconds, it jumps. */
const FAR_S = 0.4;
/** Nearer than this is in step. */
const NEAR_S = 0.006;
/** The part of the distance that is made up in a second, and the most that nobody hears. */
const GAIN = 0.6;
const MOST = 0.08;
/** After a jump it needs a moment until it tells the truth. */
const SETTLE_MS = 700;

export class StepKeeper {
  readonly #element: HTMLMediaElement;
  readonly #show: () => Show | undefined;
  readonly #silenced: () => void;
  readonly #clock = agentClock.use();
  readonly #timer: ReturnType<typeof setInterval>;
  #settled = 0;
  /** Jumps begin to play late by so much, as it was seen last. */
  #lag = 0.08;
  #jumpedAt = 0;

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
    if (!show.playing || place < show.position) return this.#rest(show.position);
    if (place >= element.duration) return this.#rest(element.duration);
    if (element.paused) {
      // Where it rests is where it begins, so that it only needs to start.
      if (Math.abs(element.currentTime - place) > FAR_S) this.#jump(place);
      return this.#play();
    }
    const off = element.currentTime - place;
    const at = performance.now();
    if (at < this.#settled || element.seeking) return;
    if (Math.abs(off) > FAR_S) {
      if (at - this.#jumpedAt < 5000) this.#lag = Math.min(1, Math.max(0, this.#lag - off));
      return this.#jump(place + this.#lag);
    }
    const faster = Math.abs(off) < NEAR_S ? 0 : Math.max(-MOST, Math.min(MOST, -off * GAIN));
    element.playbackRate = 1 + faster;
  }

  #rest(place: number): void {
    const element = this.#element;
    if (!element.paused) element.pause();
    if (Math.abs(element.currentTime - place) > 0.04 && !element.seeking)
      element.currentTime = place;
  }

  #jump(place: number): void {
    this.#jumpedAt = performance.now();
    this.#settled = this.#jumpedAt + SETTLE_MS;
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
