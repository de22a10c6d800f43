/** A progress bar on a terminal; nothing at all elsewhere. */
import { displayText } from '../../src/base/text.ts';
import type { Output } from './io.ts';
import { sizeText } from './output.ts';

/** Shortest time between two pictures, in ms. */
const PICTURE_EVERY = 100;
const BAR_WIDTH = 24;

export class Progress {
  readonly #output: Output;
  readonly #total: number;
  readonly #label: string;
  readonly #started: number;
  #done = 0;
  #shown = 0;

  /** `total` in bytes; `label` is shown after the numbers. */
  constructor(output: Output, total: number, label: string) {
    this.#output = output;
    this.#total = total;
    this.#label = displayText(label, 60);
    this.#started = performance.now();
  }

  add(bytes: number): void {
    this.#done += bytes;
    const now = performance.now();
    if (!this.#output.terminal || now - this.#shown < PICTURE_EVERY) return;
    this.#shown = now;
    this.#output.write(`\r${this.#picture(now)}\u001b[K`);
  }

  /** Wipes the bar. */
  end(): void {
    if (this.#shown > 0) this.#output.write('\r\u001b[K');
  }

  #picture(now: number): string {
    const part = this.#total > 0 ? Math.min(1, this.#done / this.#total) : 1;
    const full = Math.round(part * BAR_WIDTH);
    const bar = '#'.repeat(full) + '-'.repeat(BAR_WIDTH - full);
    const rate = (this.#done / Math.max(1, now - this.#started)) * 1000;
    const text = `[${bar}] ${Math.floor(part * 100)} %  ${sizeText(this.#done)} of ${sizeText(
      this.#total,
    )}  ${sizeText(rate)}/s  ${this.#label}`;
    return text.slice(0, Math.max(20, this.#output.columns - 1));
  }
}
