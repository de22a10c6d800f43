/** A small picture as a peer gives it: within bounds, and a picture by its first bytes. */
import type { Readable } from 'node:stream';
import type { ThumbnailSize } from '../../model/entry.ts';
import { senseless } from '../../net/shape.ts';

const MAX_BYTES: Record<ThumbnailSize, number> = { small: 1024 * 1024, large: 8 * 1024 * 1024 };

/** Empty where there is none. Throws `peer.protocol`. */
export async function readThumbnail(body: Readable, size: ThumbnailSize): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > MAX_BYTES[size]) throw senseless();
    }
  } finally {
    body.destroy();
  }
  const picture = Buffer.concat(chunks);
  if (picture.length > 0 && pictureType(picture) === undefined) throw senseless();
  return picture;
}

/** What browsers show as a picture and as nothing else. */
export function pictureType(picture: Uint8Array): 'image/jpeg' | 'image/png' | undefined {
  const [a, b, c, d] = picture;
  if (a === 0xff && b === 0xd8 && c === 0xff) return 'image/jpeg';
  return a === 0x89 && b === 0x50 && c === 0x4e && d === 0x47 ? 'image/png' : undefined;
}
