/** Tries ports: whether something answers there, and whether this PC could have them. */
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import type { PortFact } from '../src/doctor/facts.ts';
import type { DoorAnswer } from '../src/doctor/member.ts';
import type { Target } from '../src/net/tls-link.ts';

/** Opens a connection and ends it at once; nothing is sent. Never rejects. */
export function tryDoor({ host, port }: Target, timeoutMs: number): Promise<DoorAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: DoorAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end('timeout'), timeoutMs);
    socket.once('connect', () => end('open'));
    socket.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ECONNREFUSED') end('refused');
      else end(error.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable');
    });
  });
}

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
