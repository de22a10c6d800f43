/**
 * When each printer is looked at again: often while it has jobs, sometimes while it is in trouble,
 * seldom while nothing happens. One timer for all; nothing runs while nothing is watched.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import type { Printer } from '../model/printer.ts';

export type Mood = 'busy' | 'troubled' | 'away' | 'calm';

/** First and longest time between two looks that see the same, in ms. */
const PACES: Readonly<Record<Mood, readonly [number, number]>> = {
  busy: [1000, 2000],
  troubled: [5000, 10_000],
  away: [10_000, 60_000],
  // A look a minute keeps no printer from sleeping for long.
  calm: [60_000, 60_000],
};
const SLOWER = 1.5;
/** So long after a word of its jobs a printer counts as busy. */
const ATTENTION_MS = 5000;
/** What is due so soon is looked at together. */
const TOGETHER_MS = 250;

/** Reasons that a person can end at the printer; the rest (`toner-low`, …) may stay for weeks. */
const BLOCKING =
  /^(?:media-(?:empty|jam|needed)|cover-open|door-open|interlock-open|input-tray-missing|output-(?:area-full|tray-missing)|toner-empty|marker-(?:supply-empty|waste-full)|paused|offline|shutdown|timed-out|connecting-to-device)\b|-error$/;

function moodOf({ state, reasons, jobs }: Pick<Printer, 'state' | 'reasons' | 'jobs'>): Mood {
  if (jobs > 0 || state === 'processing') return 'busy';
  return state === 'stopped' || reasons.some((reason) => BLOCKING.test(reason))
    ? 'troubled'
    : 'calm';
}

interface Watched {
  mood: Mood;
  pace: number;
  /** On the monotonic clock. */
  due: number;
  /** What was seen last. */
  seen: string;
  attendedUntil: number;
}

export class PrinterWatch {
  readonly #clock: Clock;
  readonly #look: (ids: readonly string[], mood: Mood) => Promise<void>;
  readonly #watched = new Map<string, Watched>();
  #timer: CancelTimer | undefined;

  /** `look` asks these printers and tells by `saw`; it never rejects. */
  constructor(clock: Clock, look: (ids: readonly string[], mood: Mood) => Promise<void>) {
    this.#clock = clock;
    this.#look = look;
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#watched.clear();
  }

  /** These and no others are watched. */
  only(ids: readonly string[]): void {
    for (const id of this.#watched.keys()) if (!ids.includes(id)) this.#watched.delete(id);
    for (const id of ids)
      if (!this.#watched.has(id)) {
        const [pace] = PACES.calm;
        const due = this.#clock.monotonic() + pace;
        this.#watched.set(id, { mood: 'calm', pace, due, seen: '', attendedUntil: 0 });
      }
    this.#arm();
  }

  /** A job for this printer is on its way: it is looked at within a second. */
  attend(id: string): void {
    const watched = this.#watched.get(id);
    if (!watched) return;
    const now = this.#clock.monotonic();
    const [pace] = PACES.busy;
    const due = Math.min(watched.due, now + pace);
    Object.assign(watched, { mood: 'busy', pace, due, attendedUntil: now + ATTENTION_MS });
    this.#arm();
  }

  /** How a printer is now; undefined: it does not answer. */
  saw(id: string, printer: Pick<Printer, 'state' | 'reasons' | 'jobs'> | undefined): void {
    const watched = this.#watched.get(id);
    if (!watched) return;
    const now = this.#clock.monotonic();
    const seen = JSON.stringify([printer?.state, printer?.reasons, printer?.jobs]);
    const mood = watched.attendedUntil > now ? 'busy' : printer ? moodOf(printer) : 'away';
    const [first, longest] = PACES[mood];
    const same = mood === watched.mood && seen === watched.seen;
    watched.pace = same ? Math.min(longest, watched.pace * SLOWER) : first;
    Object.assign(watched, { mood, seen, due: now + watched.pace });
    this.#arm();
  }

  #arm(): void {
    this.#timer?.();
    this.#timer = undefined;
    const dues = Array.from(this.#watched.values(), ({ due }) => due);
    if (dues.length === 0) return;
    const wait = Math.max(0, Math.min(...dues) - this.#clock.monotonic());
    this.#timer = this.#clock.after(wait, () => this.#wake());
  }

  #wake(): void {
    const now = this.#clock.monotonic() + TOGETHER_MS;
    const due = Array.from(this.#watched).filter((entry) => entry[1].due <= now);
    for (const mood of ['busy', 'troubled', 'away', 'calm'] as const) {
      const ids = due.flatMap(([id, watched]) => (watched.mood === mood ? [id] : []));
      // Until it was seen: nobody asks twice at once.
      for (const [, watched] of due) if (watched.mood === mood) watched.due = now + PACES[mood][1];
      if (ids.length > 0) void this.#look(ids, mood);
    }
    this.#arm();
  }
}
