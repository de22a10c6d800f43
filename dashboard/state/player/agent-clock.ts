/**
 * The clock of this PC's agent, as this page knows it: what plays in step is told by it.
 */
import { readScreenClock } from '../../../src/api/local-screen.ts';
import { ClockOffset } from '../../../src/base/clock-offset.ts';
import { ask } from '../../data/agent-client.ts';

const FIRST = 8;
const AGAIN_MS = 2000;

class AgentClock {
  readonly #offset = new ClockOffset();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #users = 0;

  /** Undefined until it was asked for. */
  now(): number | undefined {
    const { offset } = this.#offset;
    return offset === undefined ? undefined : performance.now() + offset;
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
    if (answer) this.#offset.add(sent, answer.now, performance.now());
  }
}

export const agentClock = new AgentClock();
