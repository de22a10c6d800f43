/** Grey to black and white dots, by spreading each pixel's error (Floyd and Steinberg). */
export class Dither {
  readonly #width: number;
  /** Errors for this line and the next, with one pixel more at each end. */
  #here: Int16Array;
  #next: Int16Array;

  constructor(width: number) {
    this.#width = width;
    this.#here = new Int16Array(width + 2);
    this.#next = new Int16Array(width + 2);
  }

  /** `gray` is 0 for black; in `bits` 1 is ink, the highest bit first. */
  line(gray: Uint8Array, bits: Uint8Array): void {
    const [here, next] = [this.#here, this.#next];
    bits.fill(0);
    for (let x = 0; x < this.#width; x += 1) {
      const wanted = (gray[x] ?? 255) + ((here[x + 1] ?? 0) >> 4);
      const ink = wanted < 128;
      if (ink) bits[x >> 3] = (bits[x >> 3] ?? 0) | (0x80 >> (x & 7));
      const error = ink ? wanted : wanted - 255;
      if (error === 0) continue;
      here[x + 2] = (here[x + 2] ?? 0) + error * 7;
      next[x] = (next[x] ?? 0) + error * 3;
      next[x + 1] = (next[x + 1] ?? 0) + error * 5;
      next[x + 2] = (next[x + 2] ?? 0) + error;
    }
    this.#here = next;
    this.#next = here.fill(0);
  }
}
