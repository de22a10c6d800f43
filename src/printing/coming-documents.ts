/**
 * Documents that peers let this device have before they offer them (`announceDocument`). They lie in
 * the spool under the names of their jobs, which no journal has: a crash clears them, and so does
 * some time without an offer.
 */
import { readOffer } from '../api/peer.ts';
import type { CancelTimer } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import { type JobContext, spoolName } from './job-context.ts';
import { JobRole } from './job-store.ts';
import type { Spooled } from './spool.ts';

interface Coming {
  from: string;
  abort: AbortController;
  /** Undefined where it did not come whole; nothing is left of it then. */
  document: Promise<Spooled | undefined>;
  cancelTimer?: CancelTimer | undefined;
}

export type ComingContext = Pick<JobContext, 'spool' | 'transport' | 'clock'>;

/** So many of one peer at a time; others come after their offers. */
const MOST_PER_PEER = 2;
/** So long one that is whole waits for its offer. */
const PATIENCE_MS = 120_000;

export class ComingDocuments {
  readonly #context: ComingContext;
  /** By job id. */
  readonly #coming = new Map<string, Coming>();

  constructor(context: ComingContext) {
    this.#context = context;
  }

  async stop(): Promise<void> {
    await Promise.all(Array.from(this.#coming.keys(), (id) => this.#drop(id)));
  }

  /**
   * Begins to pull; resolves when it has. Throws `request.conflict`, `request.busy`, or what pulling
   * throws.
   */
  async expect(from: string, { id, offer }: { id: string; offer: string }): Promise<void> {
    if (this.#coming.has(id))
      throw new HallwayError('request.conflict', 'This document is coming already.');
    const theirs = Array.from(this.#coming.values()).filter((one) => one.from === from);
    if (theirs.length >= MOST_PER_PEER)
      throw new HallwayError('request.busy', 'Enough documents are coming already.');
    const begun = Promise.withResolvers<void>();
    const abort = new AbortController();
    const document = this.#pull(from, id, offer, abort.signal, begun.resolve);
    const coming: Coming = {
      from,
      abort,
      document: document.catch((error: unknown) => {
        begun.reject(error);
        if (this.#coming.get(id) === coming) this.#coming.delete(id);
        return undefined;
      }),
    };
    this.#coming.set(id, coming);
    return begun.promise;
  }

  async #pull(
    from: string,
    id: string,
    offer: string,
    signal: AbortSignal,
    begun: () => void,
  ): Promise<Spooled> {
    const { spool, transport, clock } = this.#context;
    const { body } = await transport.open(from, readOffer, { params: { offer } }, { signal });
    begun();
    const spooled = await spool.store(nameOf(id), body, { signal });
    const coming = this.#coming.get(id);
    if (coming) coming.cancelTimer = clock.after(PATIENCE_MS, () => void this.#drop(id));
    return spooled;
  }

  /**
   * The document of a job that is offered now, if it came before and is the one; else nothing is left
   * of it. Waits for the rest of it, at most until `signal` is aborted.
   */
  async take(
    from: string,
    { id, bytes, sha256 }: { id: string; bytes: number; sha256: string },
    signal: AbortSignal,
  ): Promise<Spooled | undefined> {
    const coming = this.#coming.get(id);
    if (!coming) return undefined;
    // From here on nobody else drops it.
    this.#coming.delete(id);
    coming.cancelTimer?.();
    const abort = (): void => coming.abort.abort();
    if (signal.aborted || coming.from !== from) abort();
    signal.addEventListener('abort', abort, { once: true });
    const spooled = await coming.document;
    signal.removeEventListener('abort', abort);
    if (!spooled) return undefined;
    if (coming.from === from && spooled.bytes === bytes && spooled.sha256 === sha256)
      return spooled;
    await this.#context.spool.remove(nameOf(id));
    return undefined;
  }

  async #drop(id: string): Promise<void> {
    const coming = this.#coming.get(id);
    if (!coming) return;
    coming.cancelTimer?.();
    coming.abort.abort();
    // An offer that comes now waits until the name is free.
    coming.document = this.#forget(id, coming.document);
    await coming.document;
    if (this.#coming.get(id) === coming) this.#coming.delete(id);
  }

  async #forget(id: string, document: Coming['document']): Promise<undefined> {
    if (await document) await this.#context.spool.remove(nameOf(id)).catch(() => {});
    return undefined;
  }
}

function nameOf(id: string): string {
  return spoolName({ role: JobRole.received, job: { id } });
}
