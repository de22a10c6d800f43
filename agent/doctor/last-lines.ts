/** The end of the agent's log, without reading the rest. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const LOG_LINES = 200;

/** Lines are seldom longer than this on average. */
const BYTES_PER_LINE = 2000;

/** The last lines of `agent.log` in a home, as a report shows them. */
export function lastLogLines(home: string): Promise<string[]> {
  return lastLines(join(home, 'agent.log'), LOG_LINES);
}

/** At most `count` lines, oldest first; none where there is no such file. */
async function lastLines(path: string, count: number): Promise<string[]> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const length = Math.min(size, count * BYTES_PER_LINE);
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, size - length);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    // The first one may be a part only.
    const whole = length < size ? lines.slice(1) : lines;
    return whole.filter((line) => line !== '').slice(-count);
  } catch {
    return [];
  }
}
