/**
 * What a printer told of itself a moment ago. Jobs that follow one another do not each ask for the
 * whole description; a printer that is another meanwhile refuses the job in its own words.
 */
import type { Clock } from '../base/clock.ts';
import type { IppAttributes } from './ipp/types.ts';
import type { BackendPrinter } from './printer-backend.ts';

export interface SelfDescription {
  attributes: IppAttributes;
  printer: BackendPrinter;
}

/** So long an answer serves, in ms. */
const SERVES_MS = 2000;

export class LatelyAsked {
  readonly #clock: Clock;
  readonly #answers = new Map<string, SelfDescription & { until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Does something with what the printer told. Where that fails, the next one asks anew. Throws what
   * either throws.
   */
  async use<T>(
    key: string,
    ask: () => Promise<SelfDescription>,
    work: (told: SelfDescription) => Promise<T>,
  ): Promise<T> {
    let told = this.#known(key);
    if (!told) {
      const until = this.#clock.monotonic() + SERVES_MS;
      this.#answers.set(key, (told = { until, ...(await ask()) }));
    }
    try {
      return await work(told);
    } catch (error) {
      this.#answers.delete(key);
      throw error;
    }
  }

  #known(key: string): (SelfDescription & { until: number }) | undefined {
    const now = this.#clock.monotonic();
    for (const [old, { until }] of this.#answers) if (until <= now) this.#answers.delete(old);
    return this.#answers.get(key);
  }
}
