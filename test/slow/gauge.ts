/** Memory, processor time and open files of agents, read from /proc: the agent does nothing for it. */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second (sysconf _SC_CLK_TCK), 100 on every Linux that Node runs on. */
const TICKS = 100;

export interface Reading {
  /** Milliseconds since 1970. */
  at: number;
  /** When the process started, in clock ticks: the system gives a process id again. */
  started: number;
  rssBytes: number;
  cpuSeconds: number;
  openFiles: number;
}

/** Undefined when there is no such process any more. */
export function read(pid: number): Reading | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kib = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS;
    const openFiles = readdirSync(`/proc/${pid}/fd`).length;
    if (!Number.isFinite(kib)) return undefined;
    const started = Number(fields[19]);
    return { at: Date.now(), started, rssBytes: kib * 1024, cpuSeconds, openFiles };
  } catch {
    return undefined;
  }
}

/** Throws when there is no such process any more. */
export function readRunning(pid: number): Reading {
  const reading = read(pid);
  if (!reading) throw new Error(`The process ${pid} has ended.`);
  return reading;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

export interface Trend {
  /** By how much `y` grows for each unit of `x`. */
  slope: number;
  /** Standard error of the slope, as if the points strayed from the line independently. */
  error: number;
}

/** Least squares through the points; NaN with fewer than three. */
export function trend(points: readonly { x: number; y: number }[]): Trend {
  const count = points.length;
  if (count < 3) return { slope: NaN, error: NaN };
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / count;
  const [x0, y0] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const across = points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0) / across;
  const astray = points.reduce((sum, { x, y }) => sum + (y - y0 - slope * (x - x0)) ** 2, 0);
  return { slope, error: Math.sqrt(astray / (count - 2) / across) };
}
