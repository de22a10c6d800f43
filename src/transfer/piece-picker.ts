/**
 * Which pieces to ask whom for. Rarest first, from a random start, so that PCs that load one file
 * together soon have different pieces to give. A question names several pieces and its source
 * chooses the one that it gave least; so the first PC sends every piece once before any twice.
 */
import type { PieceSet } from './piece-set.ts';

/** Pieces that a question leaves open; its source chooses. */
const MOST_OPEN = 64;
const FEWEST_OPEN = 4;

/** One question: the pieces that it may bring. */
export interface Ticket {
  pieces: Set<number>;
  /** Its source has all pieces and did not choose yet: those that others have may come from them. */
  open: boolean;
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
  /** How many open ones may. */
  readonly #open: Uint8Array;

  /** `random`: from 0 to below 1. */
  constructor(have: PieceSet, random: () => number) {
    this.have = have;
    this.#random = random;
    this.#holders = new Uint16Array(have.count);
    this.#asked = new Uint8Array(have.count);
    this.#open = new Uint8Array(have.count);
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

  /**
   * What to ask a source for, one of so many; undefined if it has nothing that is needed and not
   * asked for. Whoever has all of it is shown much to choose from: it knows what it gave to nobody.
   */
  pick(held: PieceSet, sources = 1): Ticket | undefined {
    const open = held.isFull;
    const share = Math.ceil((this.have.count - this.have.size) / (2 * sources));
    const most = open ? MOST_OPEN : Math.max(FEWEST_OPEN, Math.min(MOST_OPEN, share));
    const fits = (piece: number): boolean =>
      held.has(piece) && this.#asked[piece] === 0 && !(open && (this.#open[piece] ?? 0) > 0);
    return this.#ticket(this.#rarest(fits, most), { again: false, open });
  }

  /**
   * Near the end: a piece of those that are `late`, under way from one other source only; whoever
   * is first brings it.
   */
  pickAgain(held: PieceSet, late: ReadonlySet<number>): Ticket | undefined {
    const also = (piece: number): boolean =>
      held.has(piece) &&
      late.has(piece) &&
      (this.#asked[piece] ?? 0) + (this.#open[piece] ?? 0) === 1;
    return this.#ticket(this.#rarest(also, 1), { again: true, open: false });
  }

  /** The source chose: the other pieces are free again. */
  chosen(ticket: Ticket, pieces: readonly number[]): void {
    for (const piece of pieces) this.#asked[piece] = (this.#asked[piece] ?? 0) + 1;
    this.over(ticket);
    ticket.pieces = new Set(pieces);
    ticket.open = false;
  }

  /** The piece is here. */
  got(piece: number): void {
    this.have.add(piece);
  }

  /** Nothing more comes of this question. */
  over(ticket: Ticket): void {
    const counts = ticket.open ? this.#open : this.#asked;
    for (const piece of ticket.pieces) counts[piece] = Math.max(0, (counts[piece] ?? 0) - 1);
    ticket.pieces.clear();
  }

  #ticket(pieces: readonly number[], how: Omit<Ticket, 'pieces'>): Ticket | undefined {
    if (pieces.length === 0) return undefined;
    const counts = how.open ? this.#open : this.#asked;
    for (const piece of pieces) counts[piece] = (counts[piece] ?? 0) + 1;
    return { pieces: new Set(pieces), ...how };
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
