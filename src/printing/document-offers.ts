/**
 * The documents that the owners of printers may pull now. An offer outlives a broken connection:
 * the pull that goes on when the two PCs see each other again finds it under the same id.
 */
import type { Job } from '../model/job.ts';
import type { ByteSource, Offers } from '../net/peer-transport.ts';

export class DocumentOffers {
  readonly #offers: Offers;
  readonly #standing = new Map<string, { id: string; withdraw: () => void }>();

  constructor(offers: Offers) {
    this.#offers = offers;
  }

  /** The id under which the owner pulls the job's document. */
  of(job: Job, source: ByteSource): string {
    const standing = this.#standing.get(job.id) ?? this.#offers.offer(job.device, source);
    this.#standing.set(job.id, standing);
    return standing.id;
  }

  /** Nothing happens if it is not on offer. */
  withdraw(job: string): void {
    this.#standing.get(job)?.withdraw();
    this.#standing.delete(job);
  }

  withdrawAll(): void {
    for (const job of Array.from(this.#standing.keys())) this.withdraw(job);
  }
}
