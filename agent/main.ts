/** The entry of the program, and the sole place that ends the process. */
import { processIo } from './cli/io.ts';
import { runCommand } from './cli/main.ts';
import { restartIfWanted } from './life/restart.ts';

const OLDEST_NODE = [26, 8] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  process.stderr.write(
    `Hallway needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}. ` +
      'Start it with ./hallway, which brings the right one.\n',
  );
  process.exit(1);
}

/** A drive that hangs holds its thread, and Node waits for its threads at the exit: without end. */
async function isStuck(): Promise<boolean> {
  for (let look = 0; look < 10; look += 1) {
    if (!process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))) return false;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return true;
}

async function run(): Promise<never> {
  const status = await runCommand(process.argv.slice(2), processIo());
  if (await isStuck()) process.kill(process.pid, 'SIGKILL');
  if (status === 0) restartIfWanted();
  process.exit(status);
}

// Awaited at the top it could not be bundled as CommonJS, which starts faster.
void run();
