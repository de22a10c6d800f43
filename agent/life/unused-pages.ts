/**
 * Lets go of the pages of the Node program that are mapped and not used now. A start touches most of
 * them once; the system keeps all of them as this process's own until somebody else is short of
 * memory. What is used after all is mapped again by itself, from the file. See
 * docs/decisions/memory.md.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { platform } from 'node:os';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';

/** Some seconds after the start, which is over then. */
const FIRST_MS = 15_000;
const AGAIN_MS = 60_000;
/** Of madvise(2): the pages of the range are not expected to be used soon. */
const MADV_DONTNEED = 4;

/** Addresses of a mapping, the second behind its end. */
export type Range = readonly [from: bigint, to: bigint];

const MAPPING = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+ *(.*)$/m;

/**
 * The mappings of `program` in a text like /proc/self/smaps (proc(5)) that hold nothing but what
 * stands in the file: read-only, private, and no page of them was ever written to. Only where the
 * system put the program, without a gap: what lies elsewhere may be another mapping in a moment.
 */
export function mappedFrom(smaps: string, program: string): Range[] {
  const found: Range[] = [];
  let end: bigint | undefined;
  for (const mapping of smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)) {
    const [, first = '', last = '', access = '', name] = MAPPING.exec(mapping) ?? [];
    if (end === undefined && name !== program) continue;
    const range: Range = [BigInt(`0x${first}`), BigInt(`0x${last}`)];
    if (end !== undefined && range[0] !== end) break;
    end = range[1];
    // A page that was written to and swapped out since is no longer anonymous memory.
    const written = !/^Anonymous: +0 kB$/m.test(mapping) || !/^Swap: +0 kB$/m.test(mapping);
    const asInFile = name === program && !written;
    if (asInFile && (access === 'r--p' || access === 'r-xp')) found.push(range);
  }
  return found;
}

/** Lets go of what is mapped of the program that runs. Linux only; throws where it cannot. */
export async function releasePages(): Promise<void> {
  const { dlopen } = await import('node:ffi');
  const signature = { arguments: ['u64', 'u64', 'i32'], return: 'i32' } as const;
  const { functions, lib } = dlopen(null, { madvise: signature });
  try {
    const smaps = readFileSync('/proc/self/smaps', 'utf8');
    for (const [from, to] of mappedFrom(smaps, readlinkSync('/proc/self/exe')))
      functions.madvise(from, to - from, MADV_DONTNEED);
  } finally {
    lib.close();
  }
}

export class UnusedPages implements Lifecycle {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #release: () => Promise<void>;
  #cancel: CancelTimer | undefined;

  constructor({ clock, log, release = releasePages }: UnusedPagesOptions) {
    this.#clock = clock;
    this.#log = log;
    this.#release = release;
  }

  start(): void {
    if (platform() === 'linux') this.#cancel = this.#clock.after(FIRST_MS, () => this.#go());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #go(): void {
    this.#cancel = this.#clock.after(AGAIN_MS, () => this.#go());
    this.#release().catch((error: unknown) => {
      // A Node without it, or a system that forbids it: nothing but memory is lost.
      this.#log.debug({ error }, 'unused pages could not be let go of');
      this.stop();
    });
  }
}

export interface UnusedPagesOptions {
  clock: Clock;
  log: Log;
  /** Absent: as `releasePages`. */
  release?: () => Promise<void>;
}
