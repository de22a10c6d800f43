/**
 * When this machine had no processor for what a test runs, though it was ready to run: Linux counts
 * that for each thread (/proc/PID/task/TID/schedstat, sched-stats.rst of the kernel). What goes wrong
 * then is the machine's fault, and what goes wrong at other times is ours.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Of a part of time, in ms of this machine: the longest that any one thread waited in it. */
interface Part {
  from: number;
  to: number;
  longest: number;
}

const PART_MS = 250;
/** Processes are looked for so often; threads at each look. */
const FIND_MS = 2000;

const now = (): number => performance.timeOrigin + performance.now();

export class CpuWaits {
  readonly #parts: Part[] = [];
  readonly #waited = new Map<string, number>();
  #processes: readonly number[] = [];
  #found = Number.NEGATIVE_INFINITY;
  #last = 0;
  #timer: NodeJS.Timeout | undefined;

  /** False where this system does not tell. */
  static readonly told = readable('/proc/self/schedstat') !== undefined;

  start(): void {
    this.#look();
    this.#timer = setInterval(() => this.#look(), PART_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The parts of time in which a thread of what this process started waited longer than that. */
  longerThan(ms: number): { from: number; to: number }[] {
    return this.#parts.filter(({ longest }) => longest > ms);
  }

  /** The share of all parts. */
  shareLongerThan(ms: number): number {
    return this.longerThan(ms).length / Math.max(1, this.#parts.length);
  }

  #look(): void {
    const at = now();
    if (at - this.#found > FIND_MS) {
      this.#found = at;
      this.#processes = descendants(process.pid);
    }
    let longest = 0;
    for (const pid of this.#processes)
      for (const thread of names(`/proc/${pid}/task`)) {
        const text = readable(`/proc/${pid}/task/${thread}/schedstat`);
        const waited = Number(text?.split(' ')[1] ?? NaN) / 1e6;
        if (Number.isNaN(waited)) continue;
        const before = this.#waited.get(thread);
        this.#waited.set(thread, waited);
        if (before !== undefined) longest = Math.max(longest, waited - before);
      }
    if (this.#last > 0) this.#parts.push({ from: this.#last, to: at, longest });
    this.#last = at;
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readable(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The process itself and all that it started, and these. */
function descendants(top: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of names('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readable(`/proc/${name}/stat`) : undefined;
    // The name of a program may hold anything, brackets too (proc_pid_stat(5)).
    const parent = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (stat !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [top];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}
