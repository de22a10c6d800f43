/**
 * A file on its way: it grows under a `.part` name of its own and takes its real name when it is
 * whole. The part's name tells where it comes from and which version it is, so that a broken copy
 * goes on only from the same bytes.
 */
import { createHash, hash as hashOf, type Hash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { link, lstat, readdir, rename, rm, truncate, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HallwayError } from '../../src/base/errors.ts';
import { displayText } from '../../src/base/text.ts';

/** Longest part of the real name in a part's name, in bytes; file systems end at 255. */
const MAX_NAME_BYTES = 200;

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

export class PartFile {
  readonly #target: string;
  readonly #prefix: string;

  /** `source` names where the bytes come from; it never reaches the disk. */
  constructor(target: string, source: string) {
    this.#target = target;
    const name = Buffer.from(basename(target)).subarray(0, MAX_NAME_BYTES).toString('utf8');
    this.#prefix = `${name.replace(/\ufffd+$/, '')}.${digest(source)}`;
  }

  /** Path of the part for a version of the source (its ETag). */
  pathFor(version: string): string {
    return join(dirname(this.#target), `${this.#prefix}${digest(version)}.part`);
  }

  /** The part of an earlier run and its size, or undefined. */
  async find(): Promise<{ path: string; size: number } | undefined> {
    const folder = dirname(this.#target);
    for (const name of await readdir(folder)) {
      if (!name.startsWith(this.#prefix) || !name.endsWith('.part')) continue;
      const path = join(folder, name);
      const at = await lstat(path);
      if (at.isFile()) return { path, size: at.size };
    }
    return undefined;
  }

  /** Gives a whole part its real name; throws `path.exists` rather than overwrite. */
  async finish(path: string): Promise<void> {
    try {
      await link(path, this.#target);
      await unlink(path);
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (code === 'EEXIST' || (await exists(this.#target))) throw alreadyThere(this.#target);
      // FAT, exFAT and many network drives know no hard links.
      await rename(path, this.#target);
    }
  }
}

/** Throws where there is no folder that a file of this path could be put into. */
export async function requireFolderOf(path: string): Promise<void> {
  if (await exists(dirname(path))) return;
  throw new HallwayError(
    'path.not_found',
    `There is no folder ${displayText(dirname(path), 300)} to put it into.`,
  );
}

export function alreadyThere(path: string): HallwayError {
  return new HallwayError('path.exists', `${displayText(path, 300)} is already there.`, {
    fix: 'Move it away or name another destination.',
  });
}

export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

/** Cuts a part to `size` bytes and returns the SHA-256 so far, to go on with. */
export async function resumeHash(path: string, size: number): Promise<Hash> {
  await truncate(path, size);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash;
}

/** Up to so many bytes a file is read at once: a stream costs ten times what reading it does. */
const READ_AT_ONCE = 512 * 1024;

/** SHA-256 of a file, lower-case hex. */
export async function hashFile(path: string): Promise<string> {
  if (statSync(path).size <= READ_AT_ONCE) return hashOf('sha256', readFileSync(path), 'hex');
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

export async function discard(path: string): Promise<void> {
  await rm(path, { force: true });
}
