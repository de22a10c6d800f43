/** Opens a port, with words for the usual failures, and closes it. */
import type { AddressInfo, Server, Socket } from 'node:net';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';

/** `host` undefined: every adapter, IPv4 and IPv6 where the system has it. The port that it got. */
export function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  count(server);
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE')
        reject(
          new HallwayError('agent.port_in_use', `Port ${port} is used by another program.`, {
            fix: 'Choose another with --peer-port, --local-port, --ipp-port or --dav-port; 0 picks a free one.',
            cause: error,
          }),
        );
      else reject(error);
    };
    server.once('error', failed);
    server.listen({ port, host }, () => {
      server.removeListener('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The first that starts of those that are made for the ports; rejects as the last one does. */
export async function startOnFirst<D extends Lifecycle>(
  ports: readonly number[],
  make: (port: number) => D,
): Promise<D> {
  for (const [index, port] of ports.entries()) {
    const door = make(port);
    try {
      await door.start();
      return door;
    } catch (error) {
      await door.stop();
      if (index === ports.length - 1) throw error;
    }
  }
  throw new HallwayError('agent.internal', 'There is no port to open.');
}

/**
 * Closes the port and every connection to it: also those whose handshake is not over, or that
 * became another protocol, which Node's servers no longer or not yet count among theirs.
 */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of connectionsOf.get(server) ?? []) socket.destroy();
  await closed;
}

const connectionsOf = new WeakMap<Server, Set<Socket>>();

function count(server: Server): void {
  const connections = new Set<Socket>();
  connectionsOf.set(server, connections);
  server.prependListener('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
}
