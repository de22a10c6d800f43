/** Whether anything answers at an address, whatever its programs do: a bare TCP connection tells. */
import { connect } from 'node:net';
import type { Target } from './tls-link.ts';

/** `refused`: its system answers that nothing listens there. `timeout`: nothing came back at all. */
export type DoorAnswer = 'open' | 'refused' | 'timeout' | 'unreachable';

/** Never rejects. Nothing is sent, and the connection is closed at once. */
export function tryDoor({ host, port }: Target, timeoutMs: number): Promise<DoorAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer: DoorAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish('timeout'), timeoutMs);
    socket.once('connect', () => finish('open'));
    socket.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ECONNREFUSED') finish('refused');
      else finish(error.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable');
    });
  });
}
