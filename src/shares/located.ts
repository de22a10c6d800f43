/** Something inside a share, held so that it cannot be swapped for another, or just looked at. */
import { type BigIntStats, closeSync, fstat, open as openWithCallback } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface Located {
  /** For calls of `node:fs` on it and, joined by `/`, on its children. */
  path: string;
  stats: BigIntStats;
  close(): Promise<void>;
}

const openDescriptor = promisify(openWithCallback);
const statsOf = promisify(fstat);

/**
 * By a descriptor, on Linux; `flags` have O_PATH. Opening and looking wait for the disk in another
 * thread. Closing does not: nothing was opened that had to be written back, and handing it to a thread
 * takes far longer than doing it.
 */
export async function hold(path: string, flags: number): Promise<Located> {
  const descriptor = await openDescriptor(path, flags);
  let held = true;
  const close = async (): Promise<void> => {
    // Closed twice, it would be somebody else's.
    if (held) closeSync(descriptor);
    held = false;
  };
  try {
    const stats = await statsOf(descriptor, { bigint: true });
    return { path: `/proc/self/fd/${descriptor}`, stats, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** By its path alone, which may mean something else a moment later. */
export async function look(path: string): Promise<Located> {
  return { path, stats: await lstat(path, { bigint: true }), close: async () => {} };
}
