/**
 * How far another PC's clock is from this one's, by questions and answers as NTP does it (RFC 5905
 * section 8): the answer that came quickest was least delayed, and is believed.
 */
interface Sample {
  at: number;
  roundTrip: number;
  offset: number;
}

/** Clocks of PCs drift by some milliseconds in a minute. */
const KEPT_MS = 45_000;
const MOST = 64;

export class ClockOffset {
  #samples: Sample[] = [];

  /** `sent` and `received` by this PC's clock, `theirs` by the other's; all in milliseconds. */
  add(sent: number, theirs: number, received: number): void {
    const roundTrip = received - sent;
    if (!(roundTrip >= 0) || !Number.isFinite(theirs)) return;
    this.#samples.push({ at: received, roundTrip, offset: theirs - (sent + received) / 2 });
    this.#samples = this.#samples.filter(({ at }) => received - at < KEPT_MS).slice(-MOST);
  }

  get count(): number {
    return this.#samples.length;
  }

  /** Their clock less ours; undefined until it was asked for. */
  get offset(): number | undefined {
    let best: Sample | undefined;
    for (const sample of this.#samples)
      if (!best || sample.roundTrip < best.roundTrip) best = sample;
    return best?.offset;
  }
}
