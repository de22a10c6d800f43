/**
 * The clock of this PC's agent, as this page knows it: what plays in step is told by it. The answer
 * that came quickest was least delayed, and is believed.
 */
import { readScreenClock } from '../../../src/api/local-screen.ts';
import { ask } from '../../data/agent-client.ts';

interface Sample {
  at: number;
  roundTrip: number;
  offset: number;
}

const FIRST = 8;
const AGAIN_MS = 2000;
const KEPT_MS = 60_000;

class AgentClock {
  #samples: Sample[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #users = 0;

  /** Undefined until it was asked for. */
  now(): number | undefined {
    let best: Sample | undefined;
    for (const sample of this.#samples)
      if (!best || sample.roundTrip < best.roundTrip) best = sample;
    return best && performance.now() + best.offset;
  }

  /** Asked for now and then until `stop` is called. */
  use(): { stop: () => void } {
    this.#users += 1;
    if (this.#users === 1) void this.#first();
    let used = true;
    return {
      stop: () => {
        if (used) this.#users -= 1;
        used = false;
        if (this.#users === 0) clearTimeout(this.#timer);
      },
    };
  }

  async #first(): Promise<void> {
    for (let count = 0; count < FIRST && this.#users > 0; count++) await this.#sample();
    this.#later();
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (this.#users > 0)
      this.#timer = setTimeout(() => void this.#sample().then(() => this.#later()), AGAIN_MS);
  }

  async #sample(): Promise<void> {
    const sent = performance.now();
    const answer = await ask(readScreenClock, {}).catch(() => undefined);
    const at = performance.now();
    if (!answer) return;
    const offset = answer.now - (sent + at) / 2;
    this.#samples = this.#samples.filter((one) => at - one.at < KEPT_MS);
    this.#samples.push({ at, roundTrip: at - sent, offset });
  }
}

export const agentClock = new AgentClock();
