/**
 * Hears of drives through a program of the system that waits and writes a line when something
 * happened. It sleeps in the kernel meanwhile, which costs no time of the processor at all.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { DriveWatch } from './drive-source.ts';

/** A program that ends at once is not started again and again. */
const SHORTEST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** Without the program the drives are looked at this often. */
const LOOK_MS = 30_000;

export interface ProgramWatchOptions {
  command: readonly [string, ...string[]];
  /** Ends of its own after a while, so that it never outlives Hallway for long. */
  ends?: boolean;
  clock: Clock;
  log: Log;
}

export class ProgramWatch implements DriveWatch {
  readonly #options: ProgramWatchOptions;
  #child: ChildProcess | undefined;
  #timer: CancelTimer | undefined;
  #changed: (() => void) | undefined;
  #pause = SHORTEST_PAUSE_MS;

  constructor(options: ProgramWatchOptions) {
    this.#options = options;
  }

  start(changed: () => void): void {
    this.#changed = changed;
    this.#run();
  }

  stop(): void {
    this.#changed = undefined;
    this.#timer?.();
    this.#timer = undefined;
    this.#child?.kill();
    this.#child = undefined;
  }

  #run(): void {
    const { clock, log, ends } = this.#options;
    const [program, ...args] = this.#options.command;
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    this.#child = child;
    const begun = clock.monotonic();
    // Neither the program nor its pipe keeps Hallway from ending.
    child.unref();
    (child.stdout as unknown as { unref?: () => void }).unref?.();
    child.stdout.on('data', () => {
      this.#pause = SHORTEST_PAUSE_MS;
      this.#changed?.();
    });
    child.stdout.on('error', () => {});
    child.once('error', (error) => {
      if (this.#child !== child || !this.#changed) return;
      log.info({ program, error }, 'drives are looked at now and then: this program is missing');
      this.#timer = clock.every(LOOK_MS, () => this.#changed?.());
    });
    child.once('exit', () => {
      if (this.#child !== child || !this.#changed) return;
      this.#child = undefined;
      const lasted = clock.monotonic() - begun > SHORTEST_PAUSE_MS;
      const pause = ends === true && lasted ? 0 : this.#pause;
      if (!lasted) this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * 2);
      this.#timer = clock.after(pause, () => {
        this.#run();
        // What happened in between was heard by nobody.
        this.#changed?.();
      });
    });
  }
}
