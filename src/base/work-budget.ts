/** How much work others may cause: budgets that refill with time, for all or for each of them. */
import { dropOldest } from './oldest.ts';

export interface WorkLimit {
  /** At once. */
  burst: number;
  perSecond: number;
}

/** Senders that are told apart; what is known of the oldest is forgotten. */
const MAX_SENDERS = 512;

/** `now` is forward-only milliseconds everywhere. */
export class WorkBudget {
  readonly #limit: WorkLimit;
  #left: number;
  #at: number;

  constructor(limit: WorkLimit, now: number) {
    this.#limit = limit;
    this.#left = limit.burst;
    this.#at = now;
  }

  has(cost: number, now: number): boolean {
    const refill = ((now - this.#at) / 1000) * this.#limit.perSecond;
    this.#left = Math.min(this.#limit.burst, this.#left + refill);
    this.#at = now;
    return this.#left >= cost;
  }

  take(cost: number): void {
    this.#left -= cost;
  }

  /** Takes the cost if it is there. */
  takes(cost: number, now: number): boolean {
    const enough = this.has(cost, now);
    if (enough) this.take(cost);
    return enough;
  }
}

export class SenderBudgets {
  readonly #limit: WorkLimit;
  readonly #senders = new Map<string, WorkBudget>();

  constructor(limit: WorkLimit) {
    this.#limit = limit;
  }

  of(sender: string, now: number): WorkBudget {
    let budget = this.#senders.get(sender);
    if (budget) return budget;
    this.#senders.set(sender, (budget = new WorkBudget(this.#limit, now)));
    dropOldest(this.#senders, MAX_SENDERS);
    return budget;
  }
}
