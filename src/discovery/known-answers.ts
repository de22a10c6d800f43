/**
 * Puts questions together whose known answers came in several packets (RFC 6762 section 7.2): a
 * truncated one waits for the rest, so that nobody answers what the asker was about to tell.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import type { DnsRecord, Packet, PointerRecord, Question } from './dns-record.ts';

/** Without the rest a question waits 400 to 500 ms. */
const WAIT_MS = 400;
const SPREAD_MS = 100;
/** Bounds on what strangers can make us keep. */
const MAX_ASKERS = 64;
const MAX_QUESTIONS = 200;
const MAX_KNOWN = 4000;
const MAX_KNOWN_IN_ALL = 20_000;

export interface Query {
  questions: readonly Question[];
  /** What the asker knows already (RFC 6762 section 7.1). */
  known: readonly PointerRecord[];
  /** What the asker is about to claim (RFC 6762 section 8.2). */
  claims: readonly DnsRecord[];
  /** The asker's address, with a scope where IPv6 needs it. */
  from: string;
}

interface Held {
  questions: Question[];
  known: PointerRecord[];
  claims: DnsRecord[];
  cancel: CancelTimer | undefined;
}

export class KnownAnswers {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #whole: (query: Query) => void;
  readonly #held = new Map<string, Held>();
  #knownInAll = 0;

  constructor(options: {
    clock: Clock;
    random: () => number;
    /** Called with each question once it is whole. */
    whole: (query: Query) => void;
  }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#whole = options.whole;
  }

  take(packet: Packet, from: string): void {
    const { questions, authorities: claims } = packet;
    // Other kinds of records are not shared: nobody else would answer with them.
    const known = packet.answers.filter((record) => record.type === 'PTR');
    const held = this.#held.get(from);
    if (!held && !packet.truncated) {
      if (questions.length > 0) this.#whole({ questions, known, claims, from });
      return;
    }
    const parts = held ?? this.#hold(from);
    add(parts.questions, questions, MAX_QUESTIONS);
    const room = MAX_KNOWN_IN_ALL - this.#knownInAll + parts.known.length;
    this.#knownInAll += add(parts.known, known, Math.min(MAX_KNOWN, room));
    add(parts.claims, claims, MAX_QUESTIONS);
    parts.cancel?.();
    if (!packet.truncated) return this.#release(from);
    const wait = WAIT_MS + this.#random() * SPREAD_MS;
    parts.cancel = this.#clock.after(wait, () => this.#release(from));
  }

  clear(): void {
    for (const { cancel } of this.#held.values()) cancel?.();
    this.#held.clear();
    this.#knownInAll = 0;
  }

  #hold(from: string): Held {
    const [oldest] = this.#held.keys();
    if (this.#held.size >= MAX_ASKERS && oldest !== undefined) this.#release(oldest);
    const held: Held = { questions: [], known: [], claims: [], cancel: undefined };
    this.#held.set(from, held);
    return held;
  }

  #release(from: string): void {
    const held = this.#held.get(from);
    this.#held.delete(from);
    held?.cancel?.();
    this.#knownInAll -= held?.known.length ?? 0;
    if (held && held.questions.length > 0) this.#whole({ ...held, from });
  }
}

/** How many were added. */
function add<T>(list: T[], more: readonly T[], max: number): number {
  const fitting = more.slice(0, Math.max(0, max - list.length));
  list.push(...fitting);
  return fitting.length;
}
