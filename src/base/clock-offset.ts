/**
 * How far another clock is from this one's, by questions and answers. Each answer was given between
 * its question and its coming, so it bounds the difference from both sides; the tightest bounds of all
 * answers together are believed. One that was held up, here, there or on its way, bounds loosely and
 * does no harm (the idea of RFC 5905's clock filter and of Marzullo's intersection).
 */
interface Sample {
  at: number;
  /** The difference is no less, and no more. */
  least: number;
  most: number;
}

/** Clocks of PCs drift by some milliseconds in a minute. */
const KEPT_MS = 45_000;
const MOST = 64;

export class ClockOffset {
  #samples: Sample[] = [];

  /** `sent` and `received` by this clock, `theirs` by the other; all in milliseconds. */
  add(sent: number, theirs: number, received: number): void {
    if (!(received >= sent) || !Number.isFinite(theirs)) return;
    this.#samples.push({ at: received, least: theirs - received, most: theirs - sent });
    this.#samples = this.#samples.filter(({ at }) => received - at < KEPT_MS).slice(-MOST);
  }

  get count(): number {
    return this.#samples.length;
  }

  /** Their clock less this one; undefined until it was asked for. */
  get offset(): number | undefined {
    if (this.#samples.length === 0) return undefined;
    const least = Math.max(...this.#samples.map((one) => one.least));
    const most = Math.min(...this.#samples.map((one) => one.most));
    return (least + most) / 2;
  }
}
