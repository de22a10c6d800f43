/** The line to the dashboard that is in a call: JSON lines, each as it comes, until one side ends. */
import type { FastifyReply } from 'fastify';
import type { Line } from '../../src/talk/calls/live-call.ts';
import { abandoned } from './abandoned.ts';

/** A dashboard that reads nothing is gone. */
const MOST_UNREAD = 1_000_000;

/**
 * `open` begins the call, and throws where that cannot be; `gone` hears that the dashboard went away
 * first.
 */
export function sendLine(
  reply: FastifyReply,
  open: (line: Line) => void,
  gone: (line: Line) => void,
): FastifyReply {
  const { raw } = reply;
  const early: string[] = [];
  let hijacked = false;
  const write = (text: string): void => {
    if (raw.destroyed || raw.writableEnded) return;
    if (raw.writableLength > MOST_UNREAD) raw.destroy();
    else raw.write(text);
  };
  const line: Line = {
    tell: (value) => {
      const text = `${JSON.stringify(value)}\n`;
      if (hijacked) write(text);
      else early.push(text);
    },
    end: () => {
      if (hijacked) raw.end();
      else early.push('');
    },
  };
  // What it throws is an answer as every other.
  open(line);
  reply.hijack();
  hijacked = true;
  abandoned(raw).addEventListener('abort', () => gone(line));
  // Whoever asked left before anybody listened for that.
  if (raw.destroyed) gone(line);
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'application/x-ndjson',
    'cache-control': 'no-store',
  });
  for (const text of early) {
    if (text === '') raw.end();
    else write(text);
  }
  return reply;
}
