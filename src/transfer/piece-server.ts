/**
 * Gives pieces: of those that somebody wants, the ones that were given least, so that what one PC
 * alone has is soon spread over all who want it. What was not checked since it was read last is
 * checked before it goes out.
 */
import type { Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import type { ByteRange } from '../base/byte-range.ts';
import type { Holding } from './holdings.ts';
import { hashAt, hashPiece, pieceRange, sameBytes } from './manifest.ts';
import { givePieceBuffer, takePieceBuffer } from './piece-buffers.ts';
import { PieceLine } from './piece-line.ts';
import { PieceSet } from './piece-set.ts';

export interface GivenPieces {
  range: ByteRange;
  /** Bytes of the whole file. */
  size: number;
  /**
   * A piece at a time, in a buffer that is used again when the next is asked for. Must be run to its
   * end or ended by `return`.
   */
  bytes: AsyncGenerator<Buffer>;
}

interface Tally {
  /** How often each piece was given. */
  given: Uint32Array;
  checked: PieceSet;
}

/** Contents whose tallies are kept. */
const MOST = 64;

export class PieceServer {
  readonly #tallies = new Map<string, Tally>();
  /** Answers wait here for their turn. */
  readonly line: PieceLine;
  readonly #gave: (holding: Holding, bytes: number) => void;

  constructor(clock: Clock, gave: (holding: Holding, bytes: number) => void = () => {}) {
    this.line = new PieceLine(clock);
    this.#gave = gave;
  }

  /** `transfer.not_found` if none of the wanted pieces is here. */
  give(holding: Holding, want: PieceSet, most: number): GivenPieces {
    const { layout, have } = holding;
    const tally = this.#tally(holding);
    let first = -1;
    for (const piece of want)
      if (have.has(piece) && (first < 0 || times(tally, piece) < times(tally, first)))
        first = piece;
    if (first < 0) throw new HallwayError('transfer.not_found', 'This PC has no pieces of that.');
    const least = times(tally, first);
    let count = 1;
    const goesOn = (piece: number): boolean =>
      want.has(piece) && have.has(piece) && times(tally, piece) <= least;
    while (count < most && goesOn(first + count)) count += 1;
    for (let piece = first; piece < first + count; piece++)
      tally.given[piece] = times(tally, piece) + 1;
    const range = pieceRange(layout, first, count);
    return { range, size: layout.size, bytes: this.#bytes(holding, tally, first, count) };
  }

  async *#bytes(
    holding: Holding,
    tally: Tally,
    first: number,
    count: number,
  ): AsyncGenerator<Buffer> {
    let given = first;
    let next: Promise<Buffer> | undefined;
    try {
      for (let piece = first; piece < first + count; piece++) {
        const bytes = await (next ?? this.#piece(holding, tally, piece));
        next = piece + 1 < first + count ? this.#piece(holding, tally, piece + 1) : undefined;
        next?.catch(() => {});
        yield bytes;
        givePieceBuffer(bytes);
        given = piece + 1;
        this.#gave(holding, bytes.length);
      }
    } finally {
      // What did not arrive was not given.
      for (let piece = given; piece < first + count; piece++)
        tally.given[piece] = Math.max(0, times(tally, piece) - 1);
    }
  }

  async #piece(holding: Holding, tally: Tally, piece: number): Promise<Buffer> {
    const bytes = await holding.read(piece, takePieceBuffer(holding.layout.pieceSize));
    if (holding.checked || tally.checked.has(piece)) return bytes;
    if (!sameBytes(await hashPiece(bytes), hashAt(holding.hashes, piece))) {
      holding.spoiled();
      throw new HallwayError('transfer.changed', 'The file was changed meanwhile.', {
        fix: 'Get it again.',
      });
    }
    tally.checked.add(piece);
    return bytes;
  }

  #tally({ key, have }: Holding): Tally {
    let tally = this.#tallies.get(key);
    if (tally && tally.checked.count !== have.count) tally = undefined;
    if (!tally) {
      const [oldest] = this.#tallies.keys();
      if (this.#tallies.size >= MOST && oldest !== undefined) this.#tallies.delete(oldest);
      tally = { given: new Uint32Array(have.count), checked: new PieceSet(have.count) };
      this.#tallies.set(key, tally);
    }
    return tally;
  }
}

function times({ given }: Tally, piece: number): number {
  return given[piece] ?? 0;
}
