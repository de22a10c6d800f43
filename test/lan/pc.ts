/** One PC of the lab: a network namespace in which programs run with a hostname of their own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { command } from './command.ts';

export interface RunOptions {
  /** Added to this process's environment. */
  env?: Readonly<Record<string, string>>;
  cwd?: string;
}

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Result extends Finished {
  stdout: string;
  stderr: string;
}

/** A program that runs on a PC. Its standard error is kept, not shown. */
export class PcProcess {
  readonly pid: number;
  /** Lines of standard output so far. */
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly exited: Promise<Finished>;
  readonly #child: ChildProcess;
  readonly #watchers = new Set<() => void>();
  #follower: ((line: string) => void) | undefined;
  #ended = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    const closed = new Promise<Finished>((resolve) => {
      child.once('error', (error) => {
        this.errors.push(error.message);
        resolve({ code: -1, signal: null });
      });
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.exited = closed.then((finished) => {
      this.#ended = true;
      this.#notify();
      return finished;
    });
    for (const [stream, list] of [
      [child.stdout, this.lines],
      [child.stderr, this.errors],
    ] as const)
      if (stream)
        createInterface({ input: stream }).on('line', (line) => {
          if (list === this.lines && this.#follower) this.#follower(line);
          else list.push(line);
          this.#notify();
        });
  }

  /** Hands over each line of standard output, those already there first; none is kept. */
  follow(follower: (line: string) => void): void {
    this.#follower = follower;
    for (const line of this.lines.splice(0)) follower(line);
  }

  /** The first line, also among those already written, that matches. */
  waitForLine(pattern: RegExp | ((line: string) => boolean), timeoutMs = 10_000): Promise<string> {
    const matches = pattern instanceof RegExp ? (line: string) => pattern.test(line) : pattern;
    return new Promise((resolve, reject) => {
      let next = 0;
      const done = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
      };
      const fail = (why: string): void => {
        done();
        const said = [...this.lines.slice(-10), ...this.errors.slice(-10)].join('\n');
        reject(new Error(`${why} before a line matching ${String(pattern)}\n${said}`));
      };
      const look = (): void => {
        for (; next < this.lines.length; next++) {
          const line = this.lines[next] ?? '';
          if (!matches(line)) continue;
          done();
          resolve(line);
          return;
        }
        if (this.#ended) fail('The program ended');
      };
      const timer = setTimeout(() => fail(`${timeoutMs} ms passed`), timeoutMs);
      this.#watchers.add(look);
      look();
    });
  }

  /** A line for the program's standard input. */
  write(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Sends the signal; the promise settles when the program has ended (not for SIGSTOP, SIGCONT). */
  async kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#ended) return;
    this.#child.kill(signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await this.exited;
  }

  #notify(): void {
    for (const watcher of Array.from(this.#watchers)) watcher();
  }
}

export class Pc {
  readonly number: number;
  readonly namespace: string;
  readonly hostname: string;

  constructor(number: number, namespace: string) {
    this.number = number;
    this.namespace = namespace;
    this.hostname = `pc-${number}`;
  }

  /** Starts a program; its mounts and hostname are its own. It ends at the lab's `destroy`. */
  spawn(argv: readonly string[], options: RunOptions = {}): PcProcess {
    return new PcProcess(
      spawn('ip', this.#argv(argv), {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, ...options.env },
        cwd: options.cwd,
      }),
    );
  }

  /** Runs a program to its end. A failure is a result, not an exception. */
  async exec(argv: readonly string[], options: RunOptions = {}): Promise<Result> {
    const running = this.spawn(argv, options);
    const finished = await running.exited;
    const text = (lines: readonly string[]): string => lines.join('\n');
    return { ...finished, stdout: text(running.lines), stderr: text(running.errors) };
  }

  /** Signals every process in this PC's namespace, also those that forked away. */
  async signalAll(signal: NodeJS.Signals): Promise<void> {
    const listed = await command('ip', 'netns', 'pids', this.namespace).catch(() => '');
    for (const pid of listed.split('\n').filter((line) => line !== ''))
      try {
        process.kill(Number(pid), signal);
      } catch {
        // It ended by itself meanwhile.
      }
  }

  /** `ip netns exec`, `unshare` and `sh` replace themselves, so the pid is the program's own. */
  #argv(argv: readonly string[]): string[] {
    const named = 'echo "$0" >/proc/sys/kernel/hostname; exec "$@"';
    const inside = ['unshare', '--uts', 'sh', '-c', named, this.hostname, ...argv];
    return ['netns', 'exec', this.namespace, ...inside];
  }
}
