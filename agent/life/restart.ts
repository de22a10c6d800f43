/** Starting anew by the launcher, in the same process where the system can: after an update. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installRoot } from './install-root.ts';

let wanted = false;

/** The agent that ends now is to be followed by another. */
export function requestRestart(): void {
  wanted = true;
}

/** The last thing that a process does: whatever is open must be closed by then. */
export function restartIfWanted(): void {
  if (!wanted) return;
  const base = process.env['HALLWAY_BASE'] ?? installRoot;
  const windows = process.platform === 'win32';
  const node = join(base, 'bin', windows ? 'node.exe' : 'node');
  const argv = process.argv.slice(2).filter((word) => word !== '--open');
  const args = [...process.execArgv, join(base, 'dist', 'agent', 'launch.js'), ...argv];
  if (typeof process.execve === 'function' && !windows) {
    process.removeAllListeners('warning');
    process.execve(node, [node, ...args], process.env);
  }
  spawn(node, args, { detached: true, stdio: 'ignore', windowsHide: true }).unref();
}
