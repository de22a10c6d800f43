/** Runs a program of the system for its output, for a short time and within bounds. */
import { execFile } from 'node:child_process';

export interface CommandOutput {
  /** Exit status; null if it was ended for taking too long. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Null where there is no such program, or it may not be run. Never rejects. */
export type RunCommand = (program: string, ...args: string[]) => Promise<CommandOutput | null>;

const MAX_BYTES = 4 * 1024 * 1024;
/** Where administrators' programs are, which a person's PATH may leave out. */
const PLACES = '/usr/sbin:/sbin:/usr/local/sbin';

/** What stands before a script for PowerShell. It takes a second or two to start, whatever it is asked. */
export const POWERSHELL = [
  'powershell.exe',
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-Command',
] as const;

/** Programs that take longer are ended. */
export const systemCommands =
  (timeoutMs: number): RunCommand =>
  (program, ...args) =>
    new Promise((resolve) => {
      const windows = process.platform === 'win32';
      const path = windows ? process.env['PATH'] : `${process.env['PATH'] ?? ''}:${PLACES}`;
      execFile(
        program,
        args,
        {
          timeout: timeoutMs,
          killSignal: 'SIGKILL',
          maxBuffer: MAX_BYTES,
          windowsHide: true,
          // Output in English, whatever the person speaks.
          env: { ...process.env, PATH: path, LC_ALL: 'C', LANGUAGE: 'C' },
        },
        (error, stdout, stderr) => {
          const code = (error as { code?: unknown } | null)?.code;
          if (typeof code === 'string') return resolve(null);
          resolve({
            code: error === null ? 0 : typeof code === 'number' ? code : null,
            stdout,
            stderr,
          });
        },
      );
    });
