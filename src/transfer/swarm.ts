/**
 * Collects the pieces of one file from everybody who has some: asks each source for what is rarest,
 * checks each piece before it is kept, and leaves out whoever is wrong, slow or gone.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import type { DeviceId } from '../model/id.ts';
import { hashAt, hashPiece, pieceLength, sameBytes, type Layout } from './manifest.ts';
import { nonsense, receivePieces } from './piece-receiver.ts';
import { givePieceBuffer, takePieceBuffer } from './piece-buffers.ts';
import { PieceSet } from './piece-set.ts';
import { PiecePicker, type Ticket } from './piece-picker.ts';
import type { PieceAnswer } from './piece-transport.ts';
import { Source, SourceState } from './source.ts';

export interface SwarmOptions {
  layout: Layout;
  /** 32 bytes for each piece; those that are not known yet come later. */
  hashes: Uint8Array;
  have: PieceSet;
  /** Asks for pieces of `want`, at most `most` that follow each other. */
  ask: (
    device: DeviceId,
    want: PieceSet,
    most: number,
    signal: AbortSignal,
  ) => Promise<PieceAnswer>;
  /** Keeps a piece that was checked. A failure ends the swarm. */
  write: (piece: number, bytes: Buffer) => Promise<void>;
  clock: Clock;
  random: () => number;
}

interface SwarmEvents {
  /** A piece is here, from `device`. */
  piece: { piece: number; device: DeviceId; bytes: number };
  /** It sent a piece that is not of this file. */
  wrong: { device: DeviceId; piece: number };
}

interface Question {
  source: Source;
  ticket: Ticket;
  stop: AbortController;
  begun: number;
  /** Its answer began: until then it waits for its turn. */
  answered: boolean;
  /** When bytes came last. */
  heard: number;
  held?: PieceAnswer['held'];
}

const TICK_MS = 250;
/** A source that sends nothing for so long is asked for nothing for a while. */
const STALLED_MS = 5000;
/** The same for one that did not answer yet: many may have asked before. */
const UNANSWERED_MS = 15_000;
/** Near the end, a piece that takes this long, and twice as long as its source needs, is asked elsewhere too. */
const LATE_MS = 750;
/** The same for a source whose rate is not known. */
const UNKNOWN_LATE_MS = 3000;
/** PCs that are asked at the same time. */
const MOST_SOURCES = 16;
/** Pieces in memory at the same time, in bytes. */
const MOST_IN_MEMORY = 24 << 20;
const MOST_PIECES = 8;
/** A second question goes to a source that sends a piece in this time. */
const QUICK_S = 0.6;
/** What is asked for in one question takes no longer. */
const RUN_S = 0.2;

export class Swarm extends Emitter<SwarmEvents> {
  readonly sources = new Map<DeviceId, Source>();
  readonly #options: SwarmOptions;
  readonly #picker: PiecePicker;
  readonly #questions = new Set<Question>();
  #ended = Promise.withResolvers<void>();
  #running = false;
  #ticking: CancelTimer | undefined;

  constructor(options: SwarmOptions) {
    super();
    this.#options = options;
    this.#picker = new PiecePicker(options.have, options.random);
  }

  /** Resolves when every piece is here; rejects with the signal's reason, or what `write` threw. */
  async run(signal: AbortSignal): Promise<void> {
    const end = (): void => this.#ended.reject(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    this.#running = true;
    this.#ticking = this.#options.clock.every(TICK_MS, () => this.#tick());
    try {
      if (signal.aborted) end();
      this.#fill();
      await this.#ended.promise;
    } finally {
      signal.removeEventListener('abort', end);
      this.#running = false;
      this.#ticking();
      for (const { stop } of this.#questions) stop.abort();
    }
  }

  /** Hashes up to this piece are there now. */
  know(pieces: number): void {
    this.#picker.known = pieces;
    this.#fill();
  }

  /** A PC says what it has; also one that was gone. Whoever sent wrong pieces stays out. */
  heard(device: DeviceId, held: PieceSet): void {
    const source = this.sources.get(device);
    if (source?.state === SourceState.wrong) return;
    const before = source && source.state !== SourceState.gone ? source.held : undefined;
    this.#picker.changed(before, held);
    if (!source) this.sources.set(device, new Source(device, held));
    else {
      source.held = held;
      if (source.state === SourceState.gone) source.state = SourceState.active;
    }
    this.#fill();
  }

  /** The link to it is gone. */
  lost(device: DeviceId): void {
    const source = this.sources.get(device);
    if (!source || !isThere(source)) return;
    this.#failed(source, new HallwayError('peer.offline', 'This PC is not reachable now.'));
    for (const { source: asked, stop } of this.#questions) if (asked === source) stop.abort();
  }

  /** Somebody is being asked, or rests and has something that is needed. */
  get hopeful(): boolean {
    return this.#questions.size > 0 || this.#picker.reachable > 0;
  }

  #fill(): void {
    if (!this.#running) return;
    if (this.#picker.have.isFull) return this.#ended.resolve();
    const now = this.#options.clock.monotonic();
    const ready = Array.from(this.sources.values()).filter((source) => source.isReady(now));
    // Whoever was not measured yet is tried; among the others the fastest have the choice.
    ready.sort((a, b) => (b.rate || Infinity) - (a.rate || Infinity));
    for (const slot of [1, 2])
      for (const source of ready.slice(0, MOST_SOURCES))
        if (source.asked < slot && (slot === 1 || this.#isQuick(source)) && this.#hasRoom()) {
          const ticket =
            this.#picker.pick(source.held, ready.length) ?? this.#lateTicket(source, now);
          if (ticket) void this.#ask(source, ticket, this.#runLength(source, ready.length));
        }
  }

  /**
   * A source that needs long for a piece is asked for one at a time: many want something of it, and
   * what it sends to one of them is soon had from that one.
   */
  #isQuick({ rate }: Source): boolean {
    return rate * QUICK_S > this.#options.layout.pieceSize;
  }

  /** Long runs of pieces cost fewer questions; short ones spread a file better. */
  #runLength({ rate }: Source, sources: number): number {
    const { layout, have } = this.#options;
    const left = have.count - have.size;
    const fits = Math.floor(MOST_IN_MEMORY / 4 / layout.pieceSize);
    const quick = Math.floor((rate * RUN_S) / layout.pieceSize);
    return Math.max(1, Math.min(MOST_PIECES, fits, quick, Math.floor(left / (sources * 8))));
  }

  #hasRoom(): boolean {
    // A question has two pieces in memory at most: one that comes, one that is checked and written.
    const used = this.#questions.size * 2 * this.#options.layout.pieceSize;
    // Where this PC's own limit is what holds them up, more questions only make each slower.
    if (this.#questions.size >= 2 && Array.from(this.#questions).some(isHeld)) return false;
    return this.#questions.size < 2 || used < MOST_IN_MEMORY;
  }

  #lateTicket(source: Source, now: number): Ticket | undefined {
    const late = new Set<number>();
    for (const question of this.#questions)
      if (question.source !== source && this.#isLate(question, now))
        for (const piece of question.ticket.pieces) late.add(piece);
    return late.size > 0 ? this.#picker.pickAgain(source.held, late) : undefined;
  }

  #isLate({ source, ticket, begun, answered }: Question, now: number): boolean {
    if (source.rate === 0 || !answered) return now - begun > UNKNOWN_LATE_MS;
    const bytes = ticket.pieces.size * this.#options.layout.pieceSize;
    // Its rate is that of all questions to it.
    const needed = ((bytes * source.asked) / source.rate) * 1000;
    return now - begun > Math.max(LATE_MS, 2 * needed);
  }

  async #ask(source: Source, ticket: Ticket, most: number): Promise<void> {
    const { layout, ask, clock, have } = this.#options;
    const begun = clock.monotonic();
    const stop = new AbortController();
    const question: Question = { source, ticket, stop, begun, answered: false, heard: begun };
    this.#questions.add(question);
    source.asked += 1;
    try {
      const want = PieceSet.of(have.count, ticket.pieces);
      const { first, count, body, held } = await ask(source.device, want, most, stop.signal);
      question.answered = true;
      question.held = held;
      question.begun = question.heard = clock.monotonic();
      const pieces = Array.from({ length: count }, (_, index) => first + index);
      if (count > most || pieces.some((piece) => !want.has(piece))) {
        body.destroy();
        throw nonsense();
      }
      this.#picker.chosen(ticket, pieces);
      queueMicrotask(() => this.#fill());
      await receivePieces(body, {
        lengths: pieces.map((piece) => pieceLength(layout, piece)),
        buffer: () => takePieceBuffer(layout.pieceSize),
        onBytes: (bytes) => {
          question.heard = clock.monotonic();
          source.came(bytes);
        },
        onPiece: (number, bytes) => this.#take(question, first + number, bytes),
      });
    } catch (error) {
      // What this swarm stopped by itself is nobody's fault.
      if (!stop.signal.aborted) this.#failed(source, asHallwayError(error, 'transfer.interrupted'));
    } finally {
      this.#picker.over(ticket);
      this.#questions.delete(question);
      source.asked -= 1;
      this.#fill();
    }
  }

  async #take(question: Question, piece: number, bytes: Buffer): Promise<void> {
    const { hashes, have, write, clock } = this.#options;
    const { source, begun } = question;
    const took = clock.monotonic() - begun;
    const right = sameBytes(await hashPiece(bytes), hashAt(hashes, piece));
    if (!right) {
      this.emit('wrong', { device: source.device, piece });
      throw nonsense();
    }
    source.gave(bytes.length, took);
    if (!have.has(piece) && this.#running) {
      try {
        await write(piece, bytes);
      } catch (error) {
        this.#ended.reject(error);
        throw error;
      }
      this.#picker.got(piece);
      this.emit('piece', { piece, device: source.device, bytes: bytes.length });
    }
    givePieceBuffer(bytes);
    for (const other of this.#questions)
      if (other !== question && isUseless(other, have)) other.stop.abort();
    if (have.isFull) this.#fill();
  }

  #failed(source: Source, error: HallwayError): void {
    const before = isThere(source);
    source.failed(error, this.#options.clock.monotonic());
    if (before && !isThere(source)) this.#picker.changed(source.held, undefined);
  }

  #tick(): void {
    const now = this.#options.clock.monotonic();
    for (const source of this.sources.values()) source.measure(TICK_MS);
    for (const question of Array.from(this.#questions)) {
      const { source, stop, heard, answered } = question;
      // That nothing is read from it is not its silence.
      if (isHeld(question)) question.heard = now;
      else if (now - heard > (answered ? STALLED_MS : UNANSWERED_MS)) {
        stop.abort();
        this.#failed(source, new HallwayError('peer.unreachable', 'The PC sends nothing.'));
      }
    }
    this.#fill();
  }
}

function isHeld({ held }: Question): boolean {
  return held?.() === true;
}

/** It counts as one that has pieces. */
function isThere({ state }: Source): boolean {
  return state === SourceState.active || state === SourceState.resting;
}

/** Everything that it can bring is here already. */
function isUseless({ ticket }: Question, have: PieceSet): boolean {
  return ticket.pieces.size > 0 && Array.from(ticket.pieces).every((piece) => have.has(piece));
}
