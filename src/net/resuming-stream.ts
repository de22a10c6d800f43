/**
 * Bytes from a peer that survive a broken connection: the rest is asked for by its range (RFC 9110
 * section 14) on whatever connection to that peer comes up, and what was read before stays read. A
 * connection that falls silent, as after a change of networks, is given up for one that answers.
 */
import { Readable } from 'node:stream';
import type { ByteRange } from '../base/byte-range.ts';
import { sleep, type CancelTimer, type Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import { own } from './own-memory.ts';

export interface ResumeTimes {
  /** From the break on until the first byte of the rest; then it fails. */
  patienceMs: number;
  /** Silence after which another connection is tried; doubled each time that this brought nothing. */
  silentMs: number;
  /** One try to get an answer. */
  answerMs: number;
}

export const RESUME_TIMES: ResumeTimes = { patienceMs: 30_000, silentMs: 3000, answerMs: 6000 };

const CHECK_MS = 500;
const WAIT_FIRST_MS = 100;
const WAIT_LAST_MS = 1000;
/** Answers in a row without a byte: the fault is not in the network. */
const FRUITLESS = 5;
/** The peer or the way to it may come back; every other refusal is an answer. */
const PASSING: ReadonlySet<string> = new Set(['peer.offline', 'peer.unreachable', 'request.busy']);

export interface ResumingOptions {
  /** What `first` carries. */
  range: ByteRange;
  /** Opens that part of the very same bytes, or throws `transfer.changed`. */
  reopen: (range: ByteRange, signal: AbortSignal) => Promise<Readable>;
  clock: Clock;
  times: ResumeTimes;
}

export class ResumingStream extends Readable {
  readonly #options: ResumingOptions;
  /** The next byte. */
  #position: number;
  #source: Readable | undefined;
  /** False while the reader has enough. */
  #wanted = false;
  #waitsSince: number;
  #silences = 0;
  #fruitless = 0;
  #brokenAt: number | undefined;
  #recovering = false;
  #trying: AbortController | undefined;
  readonly #stopChecking: CancelTimer;

  constructor(first: Readable, options: ResumingOptions) {
    super();
    this.#options = options;
    this.#position = options.range.start;
    this.#waitsSince = options.clock.monotonic();
    this.#stopChecking = options.clock.every(CHECK_MS, () => this.#checkSilence());
    this.#take(first);
  }

  override _read(): void {
    if (!this.#wanted) this.#waitsSince = this.#options.clock.monotonic();
    this.#wanted = true;
    if (this.#source) this.#source.resume();
    else void this.#recover();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stopChecking();
    this.#trying?.abort();
    this.#drop();
    done(error);
  }

  #take(source: Readable): void {
    this.#source = source;
    this.#waitsSince = this.#options.clock.monotonic();
    const here = (): boolean => this.#source === source;
    source.on('data', (chunk: Buffer) => {
      if (here()) this.#receive(source, chunk);
    });
    const broke = (): void => {
      if (here()) this.#broke();
    };
    source.once('end', broke);
    source.once('close', broke);
    // A source that was given up may still fail.
    source.on('error', broke);
    if (!this.#wanted) source.pause();
  }

  #receive(source: Readable, chunk: Buffer): void {
    const { range, clock } = this.#options;
    const left = range.end - this.#position + 1;
    const bytes = chunk.length;
    if (bytes > left) {
      this.destroy(new HallwayError('peer.protocol', 'The PC sent more than it announced.'));
      return;
    }
    this.#position += bytes;
    this.#waitsSince = clock.monotonic();
    this.#silences = this.#fruitless = 0;
    this.#brokenAt = undefined;
    // Its reader may have given it back when this returns.
    this.#wanted = this.push(own(chunk));
    if (bytes === left) {
      // It ends by itself, and its connection can be used again.
      this.#source = undefined;
      this.#stopChecking();
      this.push(null);
    } else if (!this.#wanted) source.pause();
  }

  #broke(): void {
    this.#drop();
    this.#brokenAt ??= this.#options.clock.monotonic();
    this.#fruitless += 1;
    // Whoever reads no further needs no connection.
    if (this.#wanted) void this.#recover();
  }

  #drop(): void {
    const source = this.#source;
    this.#source = undefined;
    source?.destroy();
  }

  async #recover(): Promise<void> {
    if (this.#recovering || this.destroyed || this.#position > this.#options.range.end) return;
    this.#recovering = true;
    const { clock, times } = this.#options;
    let failure: unknown;
    let wait = WAIT_FIRST_MS * 2 ** (this.#fruitless - 1);
    while (!this.destroyed) {
      const late = clock.monotonic() - (this.#brokenAt ?? 0) > times.patienceMs;
      if (late || this.#fruitless > FRUITLESS) {
        this.destroy(interrupted(failure));
        break;
      }
      try {
        const source = await this.#reopen();
        this.#recovering = false;
        if (this.destroyed) source.destroy();
        else this.#take(source);
        return;
      } catch (error) {
        failure = error;
        if (!isPassing(error)) this.destroy(error as Error);
      }
      await sleep(clock, Math.min(wait, WAIT_LAST_MS));
      wait *= 2;
    }
    this.#recovering = false;
  }

  /** A silent connection is kept until another one answers: the peer's disk may be slow. */
  #checkSilence(): void {
    const { clock, times } = this.#options;
    const source = this.#source;
    if (!source || !this.#wanted || this.#trying) return;
    if (clock.monotonic() - this.#waitsSince < times.silentMs * 2 ** this.#silences) return;
    this.#silences += 1;
    const position = this.#position;
    this.#reopen().then(
      (other) => {
        if (this.destroyed || this.#source !== source || this.#position !== position) {
          other.destroy();
          return;
        }
        this.#drop();
        this.#take(other);
      },
      (error: unknown) => {
        if (!isPassing(error) && this.#source === source && this.#position === position)
          this.destroy(error as Error);
      },
    );
  }

  async #reopen(): Promise<Readable> {
    const { reopen, range, clock, times } = this.#options;
    this.#trying?.abort();
    const trying = new AbortController();
    this.#trying = trying;
    const cancel = clock.after(times.answerMs, () => trying.abort());
    try {
      return await reopen({ start: this.#position, end: range.end }, trying.signal);
    } catch (error) {
      if (!trying.signal.aborted) throw error;
      throw new HallwayError('peer.unreachable', 'The PC did not answer in time.', {
        cause: error,
      });
    } finally {
      cancel();
      if (this.#trying === trying) this.#trying = undefined;
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof HallwayError && PASSING.has(error.code);
}

function interrupted(cause: unknown): HallwayError {
  return new HallwayError(
    'transfer.interrupted',
    'The connection to the PC broke and did not come back.',
    { fix: 'Try again when the PC is reachable.', cause },
  );
}
