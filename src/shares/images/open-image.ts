/** Opens an image of a disc as a drive of this PC, for colleagues as well, until it is closed. */
import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HallwayError } from '../../base/errors.ts';
import { parseSharePath } from '../../base/safe-path.ts';
import { displayName } from '../../base/text.ts';
import type { ResourceId } from '../../model/id.ts';
import type { Audience, OwnShare } from '../../model/share.ts';
import { fileError, shareNotFound } from '../file-error.ts';
import type { ShareRegistry } from '../share-registry.ts';
import { ImageFileSystem } from './image-file-system.ts';

export interface ImageToOpen {
  /** Absolute, or inside `share`. */
  path: string;
  /** A share of this PC. */
  share?: ResourceId | undefined;
  name?: string | undefined;
  with?: Audience | undefined;
}

const EXTENSION = /\.(?:iso|img|udf)$/iu;

/** Throws `image.unreadable`, `share.not_found`, or what adding a share throws. */
export async function openImage(shares: ShareRegistry, image: ImageToOpen): Promise<OwnShare> {
  const path = await realpath(wholePath(shares, image)).catch((error: unknown) => {
    throw fileError(error);
  });
  const open = shares.list().find((share) => share.image === true && share.path === path);
  if (open) return open;
  // What cannot be opened is refused now, in words, instead of being shared broken.
  await new ImageFileSystem(path).list('', { limit: 1 });
  const name = image.name ?? displayName(basename(path).replace(EXTENSION, ''), 'Image');
  const add = (called: string): Promise<OwnShare> =>
    shares.add({ path, name: called, with: image.with, image: true });
  return add(name).catch((error: unknown) => {
    const free = error instanceof HallwayError ? error.details?.['suggestion'] : undefined;
    if (image.name !== undefined || typeof free !== 'string') throw error;
    return add(free);
  });
}

function wholePath(shares: ShareRegistry, { path, share }: ImageToOpen): string {
  if (share === undefined) return path;
  const own = shares.list().find(({ id }) => id === share);
  if (!own) throw shareNotFound();
  return join(own.path, ...parseSharePath(path, { windows: false }));
}
