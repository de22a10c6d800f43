/**
 * Run inside a network namespace: carries connections of a Unix socket, which the whole machine
 * can reach, to a loopback port of the namespace. Ends with the process that started it.
 */
import { connect, createServer } from 'node:net';
import { argv } from 'node:process';

const [, , socketPath, port] = argv;
const server = createServer((near) => {
  const far = connect(Number(port), '127.0.0.1');
  near.on('error', () => far.destroy());
  far.on('error', () => near.destroy());
  near.pipe(far).pipe(near);
});
server.listen(socketPath, () => process.stdout.write('open\n'));
process.once('disconnect', () => process.exit());
