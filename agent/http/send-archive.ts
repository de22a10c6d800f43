/**
 * Sends an archive while it is made. Nobody may take a broken one for whole: its length is told
 * beforehand and not met, or the reason follows where the asker listens (RFC 9110 section 6.5).
 */
import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pace } from '../../src/base/pace.ts';
import { lastSegment, parentPath } from '../../src/base/safe-path.ts';
import { toProblem } from '../../src/api/problem.ts';
import { ArchiveHeader, type ArchiveOrder } from '../../src/model/archive.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';
import { abandoned } from './abandoned.ts';
import { attachment } from './send-file.ts';

const TYPES = { zip: 'application/zip', tar: 'application/x-tar' } as const;
/** A reader that takes no byte for this long holds files open for nothing. */
const STALLED_MS = 120_000;

/** `name` is what a browser calls the download, without its ending. */
export async function sendArchive(
  request: FastifyRequest,
  reply: FastifyReply,
  files: FileSystem,
  order: ArchiveOrder,
  name: string,
  pace?: Pace,
): Promise<FastifyReply> {
  const made = await files.archive(order, { signal: abandoned(reply.raw) });
  const listens = /\btrailers\b/i.test(String(request.headers.te ?? ''));
  void reply.headers({
    'content-type': TYPES[order.format],
    'content-disposition': attachment(`${name}.${order.format}`),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    [ArchiveHeader.files]: made.files,
    [ArchiveHeader.bytes]: made.bytes,
    ...(listens ? { trailer: ArchiveHeader.problem } : { 'content-length': made.bytes }),
  });
  if (request.method === 'HEAD') {
    made.stream.destroy();
    return reply.send();
  }
  const { raw } = reply.hijack();
  raw.setTimeout(STALLED_MS, () => raw.destroy());
  raw.writeHead(200, reply.getHeaders() as Record<string, string | number>);
  try {
    for await (const piece of made.stream as AsyncIterable<Buffer>) {
      const wait = pace?.wait(piece.length);
      if (wait) await wait;
      if (!raw.write(piece)) {
        await Promise.race([once(raw, 'drain'), once(raw, 'close')]);
        if (raw.destroyed) break;
      }
    }
    raw.end();
  } catch (error) {
    if (listens) {
      const problem = Buffer.from(JSON.stringify(toProblem(error))).toString('base64url');
      raw.addTrailers({ [ArchiveHeader.problem]: problem });
      raw.end();
    } else raw.destroy();
  } finally {
    made.stream.destroy();
  }
  return reply;
}

/** What an archive is called: as the one thing, or as the folder that several are in. */
export function archiveBaseName(paths: readonly string[], share: string): string {
  const [first = ''] = paths;
  return lastSegment(paths.length === 1 ? first : parentPath(first)) || share;
}
