/** Memory, processor time and open files of agents, read from /proc: the agent does nothing for it. */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second (sysconf _SC_CLK_TCK), 100 on every Linux that Node runs on. */
const TICKS = 100;

export interface Reading {
  /** Milliseconds since 1970. */
  at: number;
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
    return { at: Date.now(), rssBytes: kib * 1024, cpuSeconds, openFiles };
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

/** Least squares through the points: by how much `y` grows for each unit of `x`. */
export function slope(points: readonly { x: number; y: number }[]): number {
  const mean = (pick: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [x0, y0] = [mean(({ x }) => x), mean(({ y }) => y)];
  const across = points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0);
  return points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0) / across;
}
