/**
 * Changes queues of CUPS on macOS by lpadmin, which members of the `_lpadmin` group may use; else
 * the system's own window asks for an administrator. Not run on a real Mac so far.
 */
import { HallwayError } from '../../../src/base/errors.ts';
import type { ChangeQueue } from '../cups/cups-printers.ts';
import { lpadminArguments, shellCommand } from '../cups/lpadmin.ts';
import type { RunCommand } from '../system-command.ts';

export function macCupsAdmin(run: RunCommand): ChangeQueue {
  return async (change) => {
    const argv = ['lpadmin', ...lpadminArguments(change)];
    const [program = '', ...args] = argv;
    const first = await run(program, ...args);
    if (first?.code === 0) return;
    const command = shellCommand(argv);
    const script = `do shell script ${appleString(command)} with administrator privileges`;
    const second = await run('osascript', '-e', script);
    if (second?.code === 0) return;
    throw new HallwayError(
      'printer.install_denied',
      'Only an administrator of this Mac may change its printers.',
      {
        fix: `Run this in Terminal, then try again: sudo ${command}`,
        details: { command: `sudo ${command}` },
      },
    );
  };
}

/** A string of AppleScript. */
function appleString(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
