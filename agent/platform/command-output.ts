/** Runs a program of the system and hands over what it prints. */
import { execFile } from 'node:child_process';

/** UTF-8 text of standard output; rejects when it fails, prints over 4 MB or takes too long. */
export function commandOutput(
  program: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      { timeout: timeoutMs, maxBuffer: 4 * 1024 * 1024, encoding: 'utf8', windowsHide: true },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
  });
}
