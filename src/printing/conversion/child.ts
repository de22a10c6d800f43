/** A process that works for a conversion: watched, within its time, and ended for good. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../../base/clock.ts';
import { faultError, givenUp } from './step-runner.ts';

export interface ChildOrder {
  program: string;
  args: readonly string[];
  folder: string;
  env: Readonly<Record<string, string>>;
  /** A line for its standard input, which then stays open; nothing where there is none. */
  input?: string;
  /** Ends it where it neither says anything nor ends. */
  silentMs: number;
  wholeMs: number;
  signal: AbortSignal;
  line: (line: string) => void;
  /** Called every second; throwing ends the process. */
  check?: () => void;
}

export interface ChildEnd {
  code: number | null;
  /** The last that it wrote to standard error. */
  stderr: string;
}

/** Ends a process and all that it started. */
export type EndChild = (child: ChildProcess) => void;

const MAX_LINE = 64 * 1024;
const KEPT_STDERR = 4000;
const CHECK_MS = 1000;

/**
 * Resolves when the process has ended. Throws `document.too_big` where it took too long,
 * `request.cancelled`, and `printer.format` where it cannot be started.
 */
export function runChild(order: ChildOrder, clock: Clock, end: EndChild): Promise<ChildEnd> {
  const { program, args, folder, env, signal } = order;
  if (signal.aborted) return Promise.reject(givenUp());
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, so that what it starts ends with it.
      detached: true,
    });
    let why: Error | undefined;
    const stop = (reason: Error): void => {
      why ??= reason;
      end(child);
    };
    const started = clock.monotonic();
    let heard = started;
    const hear = (): void => {
      heard = clock.monotonic();
    };
    const cancelTimer = clock.every(CHECK_MS, () => {
      const now = clock.monotonic();
      if (now - heard > order.silentMs || now - started > order.wholeMs)
        stop(faultError('limit', 'Converting the document takes too long.'));
      try {
        order.check?.();
      } catch (error) {
        stop(error as Error);
      }
    });
    const onAbort = (): void => stop(givenUp());
    signal.addEventListener('abort', onAbort);
    const finish = (): void => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
    };
    const errors = keepEnd(child);
    eachLine(child, order.line, hear);
    child.on('error', (error) => {
      finish();
      reject(why ?? faultError('missing', `${program} could not be started.`, error));
    });
    child.on('close', (code) => {
      finish();
      if (why) reject(why);
      else resolve({ code, stderr: errors() });
    });
    // It may end without reading. It stays open: its end tells a converter that the agent is gone.
    child.stdin?.on('error', () => {});
    if (order.input === undefined) child.stdin?.end();
    else child.stdin?.write(`${order.input}\n`);
  });
}

function keepEnd(child: ChildProcess): () => string {
  let kept = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    kept = (kept + text).slice(-KEPT_STDERR);
  });
  return () => kept;
}

function eachLine(child: ChildProcess, line: (line: string) => void, hear: () => void): void {
  let begun = '';
  child.stdout?.setEncoding('utf8');
  child.stdout?.on('data', (text: string) => {
    hear();
    const lines = (begun + text).split('\n');
    begun = (lines.pop() ?? '').slice(0, MAX_LINE);
    lines.forEach(line);
  });
}
