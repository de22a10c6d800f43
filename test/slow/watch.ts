/**
 * Watches the agents of the soak: reads each every ten seconds, and says at the end what one life
 * of an agent cost and whether it grew.
 */
import { median, read, slope, type Reading } from './gauge.ts';

export const SAMPLE_MS = 10_000;
const HOUR_MS = 3_600_000;
/** A slope over less than this says nothing of an hour. */
const JUDGED_MS = 20 * 60_000;
const MOST_GROWTH_MB = 1;
/** Links come and go; what stays open from the first third to the last is a leak. */
const MOST_MORE_FILES = 8;

export interface Life {
  name: string;
  pid: number;
  readings: Reading[];
  /** Readings while all was quiet and everybody online: comparable numbers of open files. */
  quiet: Reading[];
}

export interface Verdict {
  life: Life;
  minutes: number;
  /** After the warm-up; NaN with too few readings. */
  megabytesAnHour: number;
  judged: boolean;
  rssMb: number;
  cpuPercent: number;
  files: { first: number; last: number };
  complaints: string[];
}

export class Watch {
  readonly #lives = new Map<number, Life>();
  readonly #running: () => readonly { name: string; pid: number }[];
  #timer: NodeJS.Timeout | undefined;

  constructor(running: () => readonly { name: string; pid: number }[]) {
    this.#running = running;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), SAMPLE_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Reads every agent that runs. */
  look({ quiet = false } = {}): void {
    for (const { name, pid } of this.#running()) {
      const reading = read(pid);
      if (!reading) continue;
      const life = this.#lives.get(pid) ?? { name, pid, readings: [], quiet: [] };
      this.#lives.set(pid, life);
      (quiet ? life.quiet : life.readings).push(reading);
    }
  }

  verdicts(warmUpMs: number): Verdict[] {
    return Array.from(this.#lives.values(), (life) => judge(life, warmUpMs));
  }
}

function judge(life: Life, warmUpMs: number): Verdict {
  const all = life.readings;
  const [first, last] = [all[0], all.at(-1)];
  const ms = first && last ? last.at - first.at : 0;
  const warm = all.filter(({ at }) => at >= (first?.at ?? 0) + warmUpMs);
  const points = warm.map(({ at, rssBytes }) => ({ x: at / HOUR_MS, y: rssBytes / 1e6 }));
  const megabytesAnHour = points.length >= 3 ? slope(points) : NaN;
  const judged = ms - warmUpMs >= JUDGED_MS;
  const third = Math.ceil(life.quiet.length / 3);
  const files = {
    first: median(life.quiet.slice(0, third).map(({ openFiles }) => openFiles)),
    last: median(life.quiet.slice(-third).map(({ openFiles }) => openFiles)),
  };
  const complaints: string[] = [];
  if (judged && megabytesAnHour > MOST_GROWTH_MB)
    complaints.push(`${life.name} grows by ${megabytesAnHour.toFixed(2)} MB an hour`);
  if (life.quiet.length >= 3 && files.last - files.first > MOST_MORE_FILES)
    complaints.push(`${life.name} went from ${files.first} to ${files.last} open files`);
  return {
    life,
    minutes: ms / 60_000,
    megabytesAnHour,
    judged,
    rssMb: (last?.rssBytes ?? NaN) / 1e6,
    cpuPercent: ms > 0 ? (((last?.cpuSeconds ?? 0) - (first?.cpuSeconds ?? 0)) / ms) * 1e5 : NaN,
    files,
    complaints,
  };
}
