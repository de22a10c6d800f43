/**
 * Which pieces to ask whom for. Rarest first, from a random start, so that PCs that load one file
 * together soon have different pieces to give. A question names several pieces and its source
 * chooses the one that it gave least; so the first PC sends every piece once before any twice.
 */
import type { PieceSet } from './piece-set.ts';

/** Pieces that a question leaves open at most; they are kept from other questions until it is answered. */
const OPEN = 64;

/** One question: the pieces that it may bring. */
export interface Ticket {
  pieces: Set<number>;
  /** Its pieces are under way from somebody else too. */
  again: boolean;
}

export class PiecePicker {
  readonly have: PieceSet;
  /** Pieces from here on have no hash yet. */
  known = 0;
  readonly #random: () => number;
  /** How many sources have it. */
  readonly #holders: Uint16Array;
  /** How many questions may bring it. */
  readonly #asked: Uint8Array;

  /** `random`: from 0 to below 1. */
  constructor(have: PieceSet, random: () => number) {
    this.have = have;
    this.#random = random;
    this.#holders = new Uint16Array(have.count);
    this.#asked = new Uint8Array(have.count);
  }

  /** A source has other pieces than before. */
  changed(before: PieceSet | undefined, after: PieceSet | undefined): void {
    for (let piece = 0; piece < this.have.count; piece++)
      this.#holders[piece] =
        (this.#holders[piece] ?? 0) +
        (after?.has(piece) === true ? 1 : 0) -
        (before?.has(piece) === true ? 1 : 0);
  }

  /** Pieces that some source has and that are not here. */
  get reachable(): number {
    let count = 0;
    for (let piece = 0; piece < this.have.count; piece++)
      if (!this.have.has(piece) && (this.#holders[piece] ?? 0) > 0) count += 1;
    return count;
  }

  /** What to ask a source for; undefined if it has nothing that is needed and not asked for. */
  pick(held: PieceSet): Ticket | undefined {
    const rarest = this.#rarest((piece) => held.has(piece) && this.#asked[piece] === 0, OPEN);
    return this.#ticket(rarest, false);
  }

  /**
   * Near the end: a piece of those that are `late`, under way from one other source only; whoever
   * is first brings it.
   */
  pickAgain(held: PieceSet, late: ReadonlySet<number>): Ticket | undefined {
    const also = (piece: number): boolean =>
      held.has(piece) && late.has(piece) && this.#asked[piece] === 1;
    return this.#ticket(this.#rarest(also, 1), true);
  }

  /** The source chose: the other pieces are free again. */
  chosen(ticket: Ticket, pieces: readonly number[]): void {
    for (const piece of pieces)
      if (!ticket.pieces.has(piece)) this.#asked[piece] = (this.#asked[piece] ?? 0) + 1;
    for (const piece of ticket.pieces) if (!pieces.includes(piece)) this.#free(piece);
    ticket.pieces = new Set(pieces);
  }

  /** The piece is here. */
  got(piece: number): void {
    this.have.add(piece);
  }

  /** Nothing more comes of this question. */
  over(ticket: Ticket): void {
    for (const piece of ticket.pieces) this.#free(piece);
    ticket.pieces.clear();
  }

  #free(piece: number): void {
    this.#asked[piece] = Math.max(0, (this.#asked[piece] ?? 0) - 1);
  }

  #ticket(pieces: readonly number[], again: boolean): Ticket | undefined {
    if (pieces.length === 0) return undefined;
    for (const piece of pieces) this.#asked[piece] = (this.#asked[piece] ?? 0) + 1;
    return { pieces: new Set(pieces), again };
  }

  #rarest(fits: (piece: number) => boolean, most: number): number[] {
    const count = Math.min(this.known, this.have.count);
    const start = Math.floor(this.#random() * count);
    let fewest = Infinity;
    let found: number[] = [];
    for (let step = 0; step < count; step++) {
      const piece = (start + step) % count;
      const holders = this.#holders[piece] ?? 0;
      if (holders > fewest || this.have.has(piece) || !fits(piece)) continue;
      if (holders < fewest) found = [];
      fewest = holders;
      if (found.length < most) found.push(piece);
    }
    return found;
  }
}
