/** Tries ports of this PC: whether a program could have them. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { PortFact } from '../src/doctor/facts.ts';

/** Whether a program could listen there. Never rejects. */
export function tryPort(port: number, host?: string): Promise<PortFact['state']> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: Error & { code?: string }) =>
      resolve(error.code === 'EADDRINUSE' ? 'taken' : 'unknown'),
    );
    server.listen({ port, ...(host === undefined ? {} : { host }), exclusive: true }, () =>
      server.close(() => resolve('free')),
    );
  });
}

/** Whether a UDP port can be used beside other programs, as multicast DNS does. Never rejects. */
export function trySharedPort(port: number): Promise<PortFact['state']> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.once('error', (error: Error & { code?: string }) => {
      socket.close();
      resolve(error.code === 'EADDRINUSE' ? 'taken' : 'unknown');
    });
    socket.bind(port, () => socket.close(() => resolve('free')));
  });
}
