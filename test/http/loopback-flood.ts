/** Thousands of connections to a loopback door that ask for nothing, and bodies without an end. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const AT_ONCE = 200;

/** Opens so many connections and leaves them; those that the door ended stay counted. */
export async function standAround(
  port: number,
  count: number,
  between: () => Promise<void>,
): Promise<{ open: () => number; end: () => void }> {
  const sockets: Socket[] = [];
  let ended = 0;
  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.once('close', () => (ended += 1));
      return socket;
    });
    sockets.push(...batch);
    await Promise.all(
      batch.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])),
    );
    await between();
  }
  return {
    open: () => sockets.length - ended,
    end: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Sends a head and then the same piece again and again until an answer comes, as fast as it is taken. */
export function pourInto(
  port: number,
  head: string,
  start: Buffer,
  piece: Buffer,
): Promise<{ answer: Buffer; sent: number }> {
  return new Promise((resolve) => {
    let sent = 0;
    const answer: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    // Many small pieces at once, and then a look whether there is an answer.
    const many = Buffer.concat(Array.from({ length: 64 }, () => piece));
    const pour = (): void => {
      if (piece.length === 0 || answer.length > 0 || socket.destroyed) return;
      sent += many.length;
      if (socket.write(many)) setImmediate(pour);
    };
    socket.on('connect', () => {
      socket.write(head);
      socket.write(start);
      pour();
    });
    socket.on('drain', pour);
    socket.on('data', (chunk: Buffer) => {
      answer.push(chunk);
      // What it says is all here; whoever goes on sending is cut off.
      if (Buffer.concat(answer).includes('\r\n\r\n')) setTimeout(() => socket.destroy(), 100);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ answer: Buffer.concat(answer), sent }));
  });
}
