/** One round of dialling a device: its addresses side by side, until one of them makes a link. */
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import { formatTarget } from '../../net/target-text.ts';
import type { Target } from '../../net/tls-link.ts';
import { targetKey } from './targets.ts';
import { troubleOf, type Failure } from '../trouble.ts';

/** Between the first tries of a device's several addresses. */
const STAGGER_MS = 150;
/** Addresses tried in one round, those heard meanwhile included. */
const MOST = 12;

export interface DialAttemptOptions {
  clock: Clock;
  /** Makes a link or rejects. */
  dial: (target: Target, signal: AbortSignal) => Promise<void>;
  /** Called once, unless it was aborted: the failures are empty if a link was made. */
  done: (failures: readonly Failure[]) => void;
}

export class DialAttempt {
  readonly #options: DialAttemptOptions;
  readonly #controller = new AbortController();
  readonly #tried = new Set<string>();
  readonly #failures: Failure[] = [];
  #open = 0;

  constructor(options: DialAttemptOptions) {
    this.#options = options;
  }

  /** Tries these as well, unless they were tried in this round. */
  add(targets: readonly Target[]): void {
    const fresh = targets.filter((target) => !this.#tried.has(targetKey(target)));
    for (const [index, target] of fresh.slice(0, MOST - this.#tried.size).entries()) {
      this.#tried.add(targetKey(target));
      this.#open += 1;
      void this.#try(target, index * STAGGER_MS);
    }
  }

  abort(): void {
    this.#controller.abort();
  }

  async #try(target: Target, wait: number): Promise<void> {
    const { signal } = this.#controller;
    try {
      if (wait > 0) await pause(this.#options.clock, wait, signal);
      await this.#options.dial(target, signal);
      this.#finish([]);
    } catch (error) {
      const code = troubleOf(error);
      if (code) this.#failures.push({ code, address: formatTarget(target) });
      this.#open -= 1;
      if (this.#open === 0) this.#finish(this.#failures);
    }
  }

  #finish(failures: readonly Failure[]): void {
    if (this.#controller.signal.aborted) return;
    this.#controller.abort();
    this.#options.done(failures);
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, resolve);
    signal.addEventListener(
      'abort',
      () => {
        cancel();
        reject(new HallwayError('request.cancelled', 'No longer wanted.'));
      },
      { once: true },
    );
  });
}
