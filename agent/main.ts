/** The entry of the program, and the sole place that ends the process. */
import { processIo } from './cli/io.ts';
import { runCommand } from './cli/main.ts';

const OLDEST_NODE = [26, 8] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  process.stderr.write(
    `Hallway needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}. ` +
      'Start it with ./hallway, which brings the right one.\n',
  );
  process.exit(1);
}

const io = processIo();
process.exit(await runCommand(process.argv.slice(2), io));
