/** A PC that has pieces: what it has, how fast it gives, and whether it is asked at all. */
import type { HallwayError } from '../base/errors.ts';
import type { DeviceId } from '../model/id.ts';
import type { PieceSet } from './piece-set.ts';

export const SourceState = {
  /** It is asked. */
  active: 'active',
  /** It failed, was slow or busy: asked again in a while. */
  resting: 'resting',
  /** It has it no more, may not give it, or is not there. */
  gone: 'gone',
  /** It sent a piece that is not of this file: never asked again for it. */
  wrong: 'wrong',
} as const;
export type SourceState = (typeof SourceState)[keyof typeof SourceState];

const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 15_000;
/** Share of the newest second in the rate. */
const NEWEST = 0.4;

/** After these it is not asked again until it says anew what it has. */
const FINAL = new Set([
  'transfer.changed',
  'transfer.not_found',
  'path.changed',
  'path.not_found',
  'path.not_file',
  'share.not_found',
  'share.gone',
  'request.forbidden',
  'workgroup.not_member',
  'peer.offline',
]);

export class Source {
  readonly device: DeviceId;
  held: PieceSet;
  state: SourceState = SourceState.active;
  /** Bytes that came from it, also of pieces that were not kept. */
  bytes = 0;
  /** Bytes a second, smoothed. */
  rate = 0;
  /** Questions under way. */
  asked = 0;
  /** Why it rests or is gone. */
  problem: HallwayError | undefined;
  #restUntil = 0;
  #failures = 0;
  #bytesBefore = 0;

  constructor(device: DeviceId, held: PieceSet) {
    this.device = device;
    this.held = held;
  }

  /** May it be asked at this (monotonic) time? */
  isReady(now: number): boolean {
    if (this.state === SourceState.resting && now >= this.#restUntil)
      this.state = SourceState.active;
    return this.state === SourceState.active;
  }

  came(bytes: number): void {
    this.bytes += bytes;
  }

  /** A piece of it was right, and took so long: all that is known of its rate at first. */
  gave(bytes: number, ms: number): void {
    if (this.rate === 0) this.rate = (bytes / Math.max(1, ms)) * 1000;
    this.#failures = 0;
    if (this.state === SourceState.active) this.problem = undefined;
  }

  failed(error: HallwayError, now: number): void {
    if (this.state === SourceState.wrong || this.state === SourceState.gone) return;
    this.problem = error;
    if (error.code === 'peer.protocol') this.state = SourceState.wrong;
    else if (FINAL.has(error.code)) this.state = SourceState.gone;
    else if (this.state !== SourceState.resting) {
      // Several questions that fail at once are one failure.
      this.state = SourceState.resting;
      this.#restUntil = now + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** this.#failures);
      this.#failures = Math.min(10, this.#failures + 1);
    }
  }

  /** Called once for `ms` milliseconds. */
  measure(ms: number): void {
    const rate = ((this.bytes - this.#bytesBefore) / ms) * 1000;
    this.#bytesBefore = this.bytes;
    this.rate = this.rate === 0 ? rate : this.rate * (1 - NEWEST) + rate * NEWEST;
  }
}
