/** An answer as lines of JSON (application/x-ndjson): news while the work goes on, then its end. */
import type { FastifyReply } from 'fastify';
import { toProblem } from '../../src/api/problem.ts';
import { abandoned } from './abandoned.ts';

/** News come no faster; those between are left out, since each says all. */
const EVERY_MS = 100;

/**
 * Runs `work` and sends what it tells, at last what it gives; a failure becomes a `Problem` as the
 * last line. Its signal ends when the asking side goes away.
 */
export async function sendLines(
  reply: FastifyReply,
  work: (tell: (news: object) => void, signal: AbortSignal) => Promise<object>,
): Promise<FastifyReply> {
  const { raw } = reply.hijack();
  const signal = abandoned(raw);
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'application/x-ndjson',
    'cache-control': 'no-store',
  });
  const line = (value: object): void => void raw.write(`${JSON.stringify(value)}\n`);
  let told = -EVERY_MS;
  const tell = (news: object): void => {
    const now = performance.now();
    if (now - told < EVERY_MS || raw.writableNeedDrain) return;
    told = now;
    line(news);
  };
  try {
    line(await work(tell, signal));
  } catch (error) {
    line(toProblem(error));
  }
  raw.end();
  return reply;
}
