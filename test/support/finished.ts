/** Runs a program to its end and keeps what it said. */
import { spawn } from 'node:child_process';

export interface Finished {
  /** Null if a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** Standard output as JSON; fails with both outputs where it is none. */
  json<T = unknown>(): T;
}

/** A failure of the program is a result; only one that does not end in time is an exception. */
export function runToEnd(
  [command = '', ...args]: readonly string[],
  options: { env?: NodeJS.ProcessEnv; timeoutMs: number; cwd?: string; stdin?: string },
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const { env, cwd, stdin, timeoutMs } = options;
    const child = spawn(command, args, { stdio: 'pipe', env, cwd });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    // A program that does not read its input is no failure of the test.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${args.slice(-4).join(' ')} took too long:\n${stdout}${stderr}`));
    }, timeoutMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({
        code,
        stdout,
        stderr,
        json: <T>() => {
          try {
            return JSON.parse(stdout) as T;
          } catch (cause) {
            throw new Error(`No JSON (exit ${code}):\n${stdout}${stderr}`, { cause });
          }
        },
      });
    });
  });
}
