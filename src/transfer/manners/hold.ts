/** Whether files come by themselves now. What a person waits for comes in any case. */
import { Emitter } from '../../base/emitter.ts';
import { HallwayError } from '../../base/errors.ts';
import type { HeldWhy } from '../../model/transfer-limits.ts';

const WORDS: Record<HeldWhy, string> = {
  paused: 'Everything is paused.',
  time: 'It is not the time at which files come by themselves.',
  metered: "This PC's connection costs by what goes over it.",
};

export class Hold extends Emitter<{ changed: undefined }> {
  #why: HeldWhy | undefined;

  get why(): HeldWhy | undefined {
    return this.#why;
  }

  set why(why: HeldWhy | undefined) {
    if (why === this.#why) return;
    this.#why = why;
    this.emit('changed', undefined);
  }

  /** Whoever waits looks once more. */
  review(): void {
    this.emit('changed', undefined);
  }
}

export interface HeldWork {
  signal: AbortSignal;
  /** It goes on whatever is. */
  isExempt?: () => boolean;
  /** It waits, and why; or it does no more. */
  onHeld?: (why: HallwayError | undefined) => void;
}

/** Does `work` while it may be done: it is broken off where it may not any more, and begun anew. */
export async function whileOpen<T>(
  hold: Hold,
  { signal, isExempt = () => false, onHeld }: HeldWork,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const isHeld = (): boolean => hold.why !== undefined && !isExempt();
  for (;;) {
    signal.throwIfAborted();
    if (isHeld()) {
      onHeld?.(held(hold.why));
      await until(hold, signal, () => !isHeld());
      onHeld?.(undefined);
      signal.throwIfAborted();
    }
    const stop = new AbortController();
    const end = (): void => stop.abort(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    const forget = hold.on('changed', () => {
      if (isHeld()) stop.abort(held(hold.why));
    });
    try {
      return await work(stop.signal);
    } catch (error) {
      if (signal.aborted || !stop.signal.aborted) throw error;
    } finally {
      forget();
      signal.removeEventListener('abort', end);
    }
  }
}

/** Resolves also when `signal` is aborted. */
function until(hold: Hold, signal: AbortSignal, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      forget();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const forget = hold.on('changed', () => {
      if (holds()) end();
    });
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}

function held(why: HeldWhy = 'paused'): HallwayError {
  return new HallwayError('transfer.held', WORDS[why], {
    fix: 'It goes on by itself when that is over, or when you let it go on.',
  });
}
