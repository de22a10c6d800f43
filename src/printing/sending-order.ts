/**
 * Jobs reach the owner of a printer in the order in which a person sent them: a later one waits
 * until the owner has the earlier, also while that one's offer is repeated ever more seldom.
 */
import type { ErrorCode } from '../base/errors.ts';
import { JobRole, JobStage, type JobStore, type StoredJob } from './job-store.ts';

/** A job that failed so often in a row has a fault of its own: it holds up nobody. */
const FAULTS = 5;
/** These concern every job alike. */
const OWNERS_FAULTS: readonly ErrorCode[] = ['request.busy', 'disk.full'];
/** The owner may not have it. */
const WAITING: readonly JobStage[] = [JobStage.spooled, JobStage.offering];

export class SendingOrder {
  readonly #store: JobStore;
  /** Failures in a row that are no matter of the way to the owner. */
  readonly #faults = new Map<string, number>();

  constructor(store: JobStore) {
    this.#store = store;
  }

  /** The job to be offered next to the owner of that printer. */
  first({ job: { device, printer } }: StoredJob): StoredJob | undefined {
    return this.#store.unsent(device, printer).find((stored) => this.#holdsUp(stored));
  }

  /** True if nothing that was sent before it still waits. */
  isNext(stored: StoredJob): boolean {
    const first = this.first(stored);
    return !first || first.job.id === stored.job.id || this.#isFaulty(stored.job.id);
  }

  /** After a step of this job: the one that goes on, because this one no longer holds it up. */
  after(id: string): string | undefined {
    const stored = this.#store.get(id, JobRole.sent);
    if (!stored || this.#holdsUp(stored)) return undefined;
    if (!WAITING.includes(stored.stage)) this.#faults.delete(id);
    const next = this.first(stored)?.job.id;
    return next === id ? undefined : next;
  }

  /** The owner could not take it. */
  failed(id: string, why: ErrorCode): void {
    if (!OWNERS_FAULTS.includes(why)) this.#faults.set(id, (this.#faults.get(id) ?? 0) + 1);
  }

  #holdsUp({ stage, canceling, moving, job: { id } }: StoredJob): boolean {
    return WAITING.includes(stage) && !canceling && !moving && !this.#isFaulty(id);
  }

  #isFaulty(id: string): boolean {
    return (this.#faults.get(id) ?? 0) >= FAULTS;
  }
}
