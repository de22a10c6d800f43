/** A whole folder as lines of JSON, sent while it is read: never more of it is in memory than a few. */
import { once } from 'node:events';
import type { FastifyReply } from 'fastify';
import { toProblem } from '../../src/api/problem.ts';
import { entryLines } from '../../src/shares/entry-stream.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';
import { abandoned } from './abandoned.ts';

/** A reader that takes no byte for this long holds a folder open for nothing. */
const STALLED_MS = 120_000;

/** Throws before the first line what `list` throws; later it becomes the last line. */
export async function sendEntries(
  reply: FastifyReply,
  files: FileSystem,
  { path = '', etags }: { path?: string | undefined; etags?: boolean | undefined },
): Promise<FastifyReply> {
  const signal = abandoned(reply.raw);
  const lines = entryLines(files.entries(path, { etags, signal }));
  const first = await lines.next();
  const { raw } = reply.hijack();
  raw.setTimeout(STALLED_MS, () => raw.destroy());
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'application/x-ndjson',
    'cache-control': 'no-store',
  });
  try {
    for (let line = first; line.done !== true && !raw.destroyed; line = await lines.next())
      if (!raw.write(line.value)) await Promise.race([once(raw, 'drain'), once(raw, 'close')]);
  } catch (error) {
    raw.write(`${JSON.stringify(toProblem(error))}\n`);
  } finally {
    await lines.return(undefined);
  }
  raw.end();
  return reply;
}
