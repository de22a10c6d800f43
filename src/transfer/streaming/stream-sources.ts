/**
 * The PCs that have a file which is played: who is asked for the next piece. A piece that does not
 * come soon is asked from another PC too, so that one that dies or hangs is not noticed.
 */
import type { Clock } from '../../base/clock.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import type { DeviceId } from '../../model/id.ts';
import type { PieceSet } from '../piece-set.ts';
import { Source, SourceState } from '../source.ts';

export interface StreamSourcesOptions {
  /** Asks one PC for one piece, and resolves with its bytes once they were checked. */
  ask: (source: Source, piece: number, signal: AbortSignal) => Promise<Buffer>;
  clock: Clock;
}

/** A piece that does not come within this time is asked from another PC as well. */
const LATE_MS = 350;
/** Where nobody can be asked now it is tried again so often, and so long. */
const AGAIN_MS = 200;
const PATIENCE_MS = 30_000;

export class StreamSources {
  readonly #options: StreamSourcesOptions;
  readonly #sources = new Map<DeviceId, Source>();

  constructor(options: StreamSourcesOptions) {
    this.#options = options;
  }

  /** Bytes that came from each PC. */
  given(): { device: DeviceId; bytes: number }[] {
    return Array.from(this.#sources.values(), ({ device, bytes }) => ({ device, bytes }));
  }

  /** A PC says what it has; also one that was gone. Whoever sent wrong pieces stays out. */
  heard(device: DeviceId, held: PieceSet): void {
    const source = this.#sources.get(device);
    if (source?.state === SourceState.wrong) return;
    if (!source) this.#sources.set(device, new Source(device, held));
    else {
      source.held = held;
      source.state = SourceState.active;
    }
  }

  /** The link to it is gone. */
  lost(device: DeviceId): void {
    this.#sources.get(device)?.failed(offline(), this.#options.clock.monotonic());
  }

  /**
   * The piece, from whoever brings it first. Rejects with the signal's reason, or with why nobody
   * brought it in 30 s.
   */
  async piece(piece: number, signal: AbortSignal): Promise<Buffer> {
    const { clock } = this.#options;
    const begun = clock.monotonic();
    for (;;) {
      signal.throwIfAborted();
      const bytes = await this.#round(piece, signal);
      if (bytes) return bytes;
      signal.throwIfAborted();
      if (clock.monotonic() - begun > PATIENCE_MS || this.#isHopeless(piece))
        throw this.#problem(piece) ?? offline();
      await new Promise<void>((resolve) => clock.after(AGAIN_MS, resolve));
    }
  }

  /** Asks one after the other, and the next one too while an answer is late. */
  #round(piece: number, signal: AbortSignal): Promise<Buffer | undefined> {
    const { ask, clock } = this.#options;
    const tried = new Set<Source>();
    const running = new Map<Source, AbortController>();
    return new Promise((resolve) => {
      let over = false;
      const end = (bytes: Buffer | undefined): void => {
        if (over) return;
        over = true;
        signal.removeEventListener('abort', stop);
        for (const other of running.values()) other.abort();
        resolve(bytes);
      };
      const stop = (): void => end(undefined);
      signal.addEventListener('abort', stop, { once: true });
      const next = (): void => {
        const source = over ? undefined : this.#best(piece, tried);
        if (!source) return void (running.size === 0 && end(undefined));
        tried.add(source);
        const one = new AbortController();
        running.set(source, one);
        source.asked += 1;
        const before = source.bytes;
        const begun = clock.monotonic();
        const late = clock.after(LATE_MS, () => {
          // What hangs altogether is left out for a while, so that no other piece waits for it.
          if (!over && source.bytes === before && this.#best(piece, tried))
            source.failed(slow(), clock.monotonic());
          next();
        });
        ask(source, piece, one.signal)
          .then(
            (bytes) => {
              source.gave(bytes.length, clock.monotonic() - begun);
              end(bytes);
            },
            (error: unknown) => {
              if (over || one.signal.aborted) return;
              source.failed(asHallwayError(error, 'transfer.interrupted'), clock.monotonic());
              running.delete(source);
              next();
            },
          )
          .finally(() => {
            late();
            source.asked -= 1;
          });
      };
      next();
    });
  }

  /** Whoever has least to do; of several the one that brought most. */
  #best(piece: number, tried: ReadonlySet<Source>): Source | undefined {
    const now = this.#options.clock.monotonic();
    return Array.from(this.#sources.values())
      .filter((source) => source.held.has(piece) && !tried.has(source) && source.isReady(now))
      .sort((a, b) => a.asked - b.asked || b.bytes - a.bytes)[0];
  }

  /** Somebody who is there says that this version is no more, and nobody else has it. */
  #isHopeless(piece: number): boolean {
    const having = Array.from(this.#sources.values()).filter(({ held }) => held.has(piece));
    return (
      having.length > 0 &&
      having.every(
        ({ state, problem }) =>
          state === SourceState.wrong ||
          (state === SourceState.gone && problem?.code !== 'peer.offline'),
      )
    );
  }

  #problem(piece: number): HallwayError | undefined {
    const having = Array.from(this.#sources.values()).filter(({ held }) => held.has(piece));
    return having.find(({ problem }) => problem)?.problem;
  }
}

function offline(): HallwayError {
  return new HallwayError('peer.offline', 'No PC that has this file is reachable now.');
}

function slow(): HallwayError {
  return new HallwayError('peer.unreachable', 'The PC sends nothing.');
}
