/**
 * Watches the agents of the soak: reads each every ten seconds and in every quiet, and says at the
 * end what one life of an agent cost and whether it grew.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { median, read, trend, type Reading, type Trend } from './gauge.ts';

export const SAMPLE_MS = 10_000;
const HOUR_MS = 3_600_000;
/** A slope over less than this says nothing of an hour. */
const JUDGED_MS = 20 * 60_000;
const MOST_GROWTH_MB = 1;
/** From the signal until an agent has collected its garbage and given the pages back. */
const COLLECT_MS = 2000;
/** Links come and go; what stays open from the first third to the last is a leak. */
const MOST_MORE_FILES = 8;

export interface Life {
  name: string;
  pid: number;
  readings: Reading[];
  /** Readings while all was quiet and everybody online: comparable numbers of open files. */
  quiet: Reading[];
  /** The quiet readings are of an agent that had just collected its garbage. */
  collects: boolean;
}

/** An agent that runs; `collects`: it has `collector.mjs` loaded. */
export interface Watched {
  name: string;
  pid: number;
  collects: boolean;
}

export interface Verdict {
  life: Life;
  minutes: number;
  /** Growth of all memory at any moment after the warm-up, in MB an hour; NaN with few readings. */
  always: Trend;
  /** The same of what was left after collections alone. */
  collected: Trend | undefined;
  /** It lived long enough after the warm-up. */
  judged: boolean;
  rssMb: number;
  cpuPercent: number;
  files: { first: number; last: number };
  complaints: string[];
}

export class Watch {
  /** By process id and start. */
  readonly #lives = new Map<string, Life>();
  readonly #running: () => readonly Watched[];
  #timer: NodeJS.Timeout | undefined;

  constructor(running: () => readonly Watched[]) {
    this.#running = running;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), SAMPLE_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Reads every agent that runs. */
  look(): void {
    for (const { life, reading } of this.#read()) life.readings.push(reading);
  }

  /** Reads them again in the quiet after a round; who can, collects its garbage first. */
  async lookInQuiet(): Promise<void> {
    for (const { pid, collects } of this.#running()) if (collects) process.kill(pid, 'SIGUSR2');
    await delay(COLLECT_MS);
    for (const { life, reading } of this.#read()) life.quiet.push(reading);
  }

  #read(): { life: Life; reading: Reading }[] {
    return this.#running().flatMap(({ name, pid, collects }) => {
      const reading = read(pid);
      if (!reading) return [];
      const key = `${pid} ${reading.started}`;
      const life = this.#lives.get(key) ?? { name, pid, readings: [], quiet: [], collects };
      this.#lives.set(key, life);
      return [{ life, reading }];
    });
  }

  verdicts(warmUpMs: number): Verdict[] {
    return Array.from(this.#lives.values(), (life) => judge(life, warmUpMs));
  }
}

/** With its standard error. */
export function growthText({ slope, error }: Trend): string {
  return `${slope.toFixed(2)} ± ${error.toFixed(2)}`;
}

function judge(life: Life, warmUpMs: number): Verdict {
  const all = life.readings;
  const [first, last] = [all[0], all.at(-1)];
  const ms = first && last ? last.at - first.at : 0;
  const growth = (readings: readonly Reading[]): Trend =>
    trend(
      readings
        .filter(({ at }) => at >= (first?.at ?? 0) + warmUpMs)
        .map(({ at, rssBytes }) => ({ x: at / HOUR_MS, y: rssBytes / 1e6 })),
    );
  const always = growth(all);
  const collected = life.collects ? growth(life.quiet) : undefined;
  const judged = ms - warmUpMs >= JUDGED_MS;
  const third = Math.ceil(life.quiet.length / 3);
  const files = {
    first: median(life.quiet.slice(0, third).map(({ openFiles }) => openFiles)),
    last: median(life.quiet.slice(-third).map(({ openFiles }) => openFiles)),
  };
  const complaints: string[] = [];
  // Between collections the heap rises and falls by more than the limit: there only growth
  // beyond what that explains counts.
  const sure = collected ? collected.slope : always.slope - 2 * always.error;
  if (judged && !(sure <= MOST_GROWTH_MB))
    complaints.push(`${life.name} grows by ${growthText(collected ?? always)} MB an hour`);
  if (life.quiet.length >= 3 && files.last - files.first > MOST_MORE_FILES)
    complaints.push(`${life.name} went from ${files.first} to ${files.last} open files`);
  return {
    life,
    minutes: ms / 60_000,
    always,
    collected,
    judged,
    rssMb: (last?.rssBytes ?? NaN) / 1e6,
    cpuPercent: ms > 0 ? (((last?.cpuSeconds ?? 0) - (first?.cpuSeconds ?? 0)) / ms) * 1e5 : NaN,
    files,
    complaints,
  };
}
