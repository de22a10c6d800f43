/**
 * Runs a fixed script of PowerShell. What differs goes to its standard input as JSON in plain ASCII,
 * so that no text of a stranger is ever part of a command line. Not run on real Windows so far.
 */
import { spawn } from 'node:child_process';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { noSpooler, type RunScript } from '../../../src/printing/windows/spooler.ts';
import { POWERSHELL } from '../system-command.ts';

const MAX_BYTES = 8 * 1024 * 1024;
/** A document of hundreds of pages takes its time; a driver that waits for a window does for ever. */
const PATIENCE_MS = 10 * 60_000;

/** JSON that every code page carries. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `program` is PowerShell with its arguments, before the script. */
export function scriptRunner(program: readonly string[] = POWERSHELL): RunScript {
  const [command = '', ...args] = program;
  return (script, input, signal) =>
    new Promise((resolve, reject) => {
      const child = spawn(command, [...args, script], {
        stdio: ['pipe', 'pipe', 'pipe'],
        windowsHide: true,
        timeout: PATIENCE_MS,
        ...(signal ? { signal } : {}),
      });
      let said = '';
      let complaint = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.length > MAX_BYTES) child.kill();
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        complaint = (complaint + text).slice(-4000);
      });
      // A script that ends early does not read on.
      child.stdin.on('error', () => {});
      child.stdin.end(asciiJson(input));
      child.on('error', (cause) =>
        reject(
          signal?.aborted
            ? new HallwayError('request.cancelled', 'The request to the printer was given up.')
            : noSpooler(cause),
        ),
      );
      child.on('close', (code) => {
        if (code === 0) resolve(said);
        else if (complaint.trim() === '') reject(noSpooler(`exit ${String(code)}`));
        else
          reject(
            new HallwayError(
              'printer.rejected',
              `Windows did not do it: ${displayText(complaint, 300)}`,
            ),
          );
      });
    });
}
