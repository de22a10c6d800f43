/** Sends a small picture that was made: never anything that a browser could take for something else. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pictureType } from '../../src/shares/thumbnails/peer-thumbnail.ts';

/** Without a picture the answer is empty. */
export function sendPicture(
  request: FastifyRequest,
  reply: FastifyReply,
  picture: Uint8Array = new Uint8Array(),
): FastifyReply {
  const etag = `"${createHash('sha256').update(picture).digest('base64url').slice(0, 22)}"`;
  void reply
    .header('etag', etag)
    // Asked for again each time: the right to see it may have ended.
    .header('cache-control', 'private, no-cache')
    .header('x-content-type-options', 'nosniff')
    .header('accept-ranges', 'none');
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  const bytes = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength);
  return reply
    .type(pictureType(picture) ?? 'application/octet-stream')
    .header('content-length', bytes.length)
    .send(bytes);
}
