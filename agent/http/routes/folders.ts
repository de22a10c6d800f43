/** Folders of every share as streams: what changes in them. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local.ts';
import type { FolderFeed } from '../../files/folder-feed.ts';
import { streamOutRoute } from '../route.ts';

const NDJSON = 'application/x-ndjson; charset=utf-8';
/** A reader that went without a word is noticed so. */
const PULSE_MS = 15_000;
/** What may wait for a reader who does not read. */
const MAX_WAITING_BYTES = 1024 * 1024;

export function folderRoutes(app: FastifyInstance, feed: FolderFeed): void {
  streamOutRoute(app, api.followFolder, async ({ params, query }, { reply }) => {
    const { raw } = reply.hijack();
    raw.writeHead(200, { ...reply.getHeaders(), 'content-type': NDJSON } as Record<string, string>);
    raw.flushHeaders();
    const write = (text: string): void => {
      if (raw.writableLength > MAX_WAITING_BYTES) raw.destroy();
      else raw.write(text);
    };
    const pulse = setInterval(() => write('\n'), PULSE_MS);
    const stop = feed.follow({ ...params, path: query.path ?? '' }, (news) =>
      write(`${JSON.stringify(news)}\n`),
    );
    raw.once('close', () => {
      clearInterval(pulse);
      stop();
    });
    return reply;
  });
}
