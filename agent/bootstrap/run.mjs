/**
 * Runs the agent's command line on the pinned Node for `npm start` and `npm run demo`. Where the
 * system can, this process becomes that Node, so that a signal to npm's child reaches the agent
 * itself; elsewhere signals are handed on. See docs/decisions/runtime.md.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { agentEntry, pinnedNode, root } from './bootstrap.mjs';

/** Measured: stays small after many requests, and is no slower. */
const FLAGS = ['--max-semi-space-size=1', '--disable-warning=ExperimentalWarning'];
/** For glibc: 10 MB less, and no creeping up. See docs/decisions/memory.md. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' };
const args = [...FLAGS, agentEntry, ...process.argv.slice(2)];
const env = {
  ...ALLOCATOR,
  ...process.env,
  // npm's shell dies of a signal without handing it on; see agent/cli/stop-signal.ts.
  HALLWAY_FOLLOW_PARENT: '1',
  NODE_COMPILE_CACHE:
    process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'hallway'),
};
const node = pinnedNode();

function handOn() {
  const child = spawn(node, args, { stdio: 'inherit', env });
  const forward = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  child.on('error', (error) => {
    process.stderr.write(`hallway: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
  });
}

if (typeof process.execve === 'function' && process.platform !== 'win32') {
  // Still experimental in Node 26, and of no interest to the person.
  process.removeAllListeners('warning');
  process.execve(node, [node, ...args], env);
} else handOn();
