/** Whether a system answers at an address, whatever its programs do: a bare TCP connection tells. */
import { connect } from 'node:net';
import type { Target } from '../net/tls-link.ts';

/** `refuses`: it answers that nothing listens there. */
export type Answer = 'answers' | 'refuses' | 'silent';

/** Under the time that a silent link has left; over one repetition of a lost SYN (RFC 6298: 1 s). */
const ANSWER_MS = 1300;

/** Never rejects. Nothing is sent, and the connection is closed at once. */
export function answersAt({ host, port }: Target, ms = ANSWER_MS): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish('silent'), ms);
    socket.once('connect', () => finish('answers'));
    socket.on('error', (error: Error & { code?: string }) =>
      finish(error.code === 'ECONNREFUSED' ? 'refuses' : 'silent'),
    );
  });
}
