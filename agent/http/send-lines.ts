/** An answer as lines of JSON (application/x-ndjson): news while the work goes on, then its end. */
import type { FastifyReply } from 'fastify';
import { toProblem } from '../../src/api/problem.ts';
import { abandoned } from './abandoned.ts';

/** News come no faster; of those between only the last is sent, since each says all. */
const EVERY_MS = 100;

/**
 * Runs `work` and sends what it tells, at last what it gives; a failure becomes a `Problem` as the
 * last line. Its signal ends when the asking side goes away. What it says by `say` is sent in any
 * case, and at once.
 */
export async function sendLines(
  reply: FastifyReply,
  work: (
    tell: (news: object) => void,
    signal: AbortSignal,
    say: (news: object) => void,
  ) => Promise<object>,
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
  let latest: object | undefined;
  let timer: NodeJS.Timeout | undefined;
  const send = (): void => {
    timer = undefined;
    if (latest === undefined || raw.destroyed) return;
    if (raw.writableNeedDrain) {
      timer = setTimeout(send, EVERY_MS);
      return;
    }
    told = performance.now();
    line(latest);
    latest = undefined;
  };
  const tell = (news: object): void => {
    latest = news;
    timer ??= setTimeout(send, Math.max(0, told + EVERY_MS - performance.now()));
  };
  try {
    const last = await work(tell, signal, line);
    clearTimeout(timer);
    line(last);
  } catch (error) {
    clearTimeout(timer);
    line(toProblem(error));
  }
  raw.end();
  return reply;
}
