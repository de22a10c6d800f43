/** Bounds how long the body of a request may take, at a door whose server sets no limit itself. */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

const BODY_MS = 30_000;

/**
 * An upload may take hours. Everything else has half a minute to arrive: until a request is known
 * to be somebody's upload, it is not waited for.
 */
export function limitBodyTime(app: FastifyInstance): void {
  const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();
  app.addHook('onRequest', async ({ raw }) => {
    const timer = setTimeout(() => raw.socket.destroy(), BODY_MS);
    timer.unref();
    timers.set(raw, timer);
    raw.once('close', () => clearTimeout(timer));
  });
  app.addHook('preValidation', async ({ raw }) => clearTimeout(timers.get(raw)));
}
