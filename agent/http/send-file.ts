/** Sends a file of a share over HTTP with validators and ranges (RFC 9110 sections 13 and 14). */
import { finished, pipeline } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentRange, parseByteRange } from '../../src/base/byte-range.ts';
import type { Pace } from '../../src/base/pace.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { ByteSource } from '../../src/net/peer-transport.ts';
import { sendingTo } from '../../src/printing/document-stream.ts';
import { sendFile as sendStream } from '../../src/shares/file-stream.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';
import { requestedRange } from '../../src/shares/range-request.ts';

export interface FileHeaders {
  type: string;
  /** `content-disposition`, if any. */
  disposition?: string | undefined;
  /** How fast it may go, where there is a limit. */
  pace?: Pace | undefined;
}

/** Sends a file, or the range of it that was asked for. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  files: Pick<FileSystem, 'stat' | 'read'>,
  path: string,
  headers: FileHeaders,
): Promise<FastifyReply> {
  const { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch } = request.headers;
  const conditional = ifNoneMatch !== undefined || ifRange !== undefined;
  const known = conditional || request.method === 'HEAD' ? await files.stat(path) : undefined;
  if (known && ifNoneMatch === known.etag) return reply.code(304).header('etag', known.etag).send();
  const wanted =
    ifRange !== undefined && ifRange !== known?.etag
      ? undefined
      : await requestedRange(range, async () => (await files.stat(path)).size);
  let opened;
  try {
    opened = await files.read(path, { range: wanted });
  } catch (error) {
    if (error instanceof HallwayError && error.code === 'request.range')
      void reply.header('content-range', `bytes */${(await files.stat(path)).size}`);
    throw error;
  }
  void reply
    .header('etag', opened.etag)
    .header('last-modified', new Date(opened.modified).toUTCString())
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, no-cache')
    .header('x-content-type-options', 'nosniff')
    .type(headers.type);
  if (headers.disposition) void reply.header('content-disposition', headers.disposition);
  const length = opened.range ? opened.range.end - opened.range.start + 1 : opened.size;
  void reply.header('content-length', length);
  if (opened.range)
    void reply.code(206).header('content-range', contentRange(opened.range, opened.size));
  if (request.method === 'HEAD') {
    opened.stream.destroy();
    return reply.send();
  }
  reply.hijack();
  endIfStalled(reply);
  reply.raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string | number>);
  // A reader that goes away, or a file that changes, ends the connection: the length is not met.
  await sendStream(opened.stream, reply.raw, headers.pace).catch(() => reply.raw.destroy());
  return reply;
}

/** A reader that takes no byte for this long holds a file open for nothing. */
const STALLED_MS = 120_000;

function endIfStalled({ raw }: FastifyReply): void {
  raw.setTimeout(STALLED_MS, () => raw.destroy());
}

/** Sends bytes on offer, or the range of them that was asked for. */
export async function sendBytes(
  request: FastifyRequest,
  reply: FastifyReply,
  source: ByteSource,
  pace?: Pace,
): Promise<FastifyReply> {
  const range = parseByteRange(request.headers.range, source.size);
  if (range === 'unsatisfiable')
    throw new HallwayError('request.range', 'There are no such bytes.', {
      details: { size: source.size },
    });
  const length = range ? range.end - range.start + 1 : source.size;
  reply.hijack();
  endIfStalled(reply);
  reply.raw.writeHead(range ? 206 : 200, {
    'content-type': 'application/octet-stream',
    'content-length': length,
    // Whoever pulls need not come back for the rest of what can be read once.
    'accept-ranges': source.once === true ? 'none' : 'bytes',
    ...(range ? { 'content-range': contentRange(range, source.size) } : {}),
  });
  const bytes = source.read(range);
  const sent = pace ? sendStream(bytes, reply.raw, pace) : pipeline(bytes, sendingTo(reply.raw));
  try {
    // A source may be waiting for its next bytes when the reader goes away: nobody waits with it.
    await Promise.race([sent, finished(reply.raw)]);
  } catch {
    reply.raw.destroy();
    bytes.destroy();
  }
  return reply;
}

/** `Content-Disposition: attachment` with any name (RFC 6266, RFC 8187). */
export function attachment(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
