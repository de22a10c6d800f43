/**
 * When something that a guest takes is a use of its own: a browser asks for a file many times, in
 * ranges and anew, and a hostile guest as often as it can, which must cost no write each time.
 */
import type { Clock } from '../../src/base/clock.ts';

const SAME_MS = 60_000;

/** How it is asked for: `more` goes on with a file that begins elsewhere. */
export type TakeKind = 'look' | 'first' | 'more';

export class GuestTakes {
  readonly #clock: Clock;
  readonly #links = new Map<string, Map<number, { counted: number; asked: number }>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Whether this is a use: once a minute where it is taken from its beginning. What goes on is one
   * only where nothing of it was taken for a minute: nobody takes the rest of a file unseen.
   */
  counts(link: string, item: number, kind: TakeKind): boolean {
    if (kind === 'look') return false;
    const now = this.#clock.monotonic();
    let items = this.#links.get(link);
    if (!items) this.#links.set(link, (items = new Map()));
    const before = items.get(item);
    const since = kind === 'first' ? before?.counted : before?.asked;
    const anew = since === undefined || now - since >= SAME_MS;
    items.set(item, { counted: anew ? now : (before?.counted ?? now), asked: now });
    return anew;
  }

  forget(link: string): void {
    this.#links.delete(link);
  }
}

/** Of a request for a file (RFC 9110 section 14.2). */
export function takeKind(method: string, range: string | undefined): TakeKind {
  if (method === 'HEAD') return 'look';
  const [, from] = /^bytes=\s*(\d+)\s*-/i.exec(range ?? '') ?? [];
  return from !== undefined && Number(from) > 0 ? 'more' : 'first';
}
