/**
 * A file that is being collected: sparse, under a name of its own beside its place. Its real name
 * appears only when it is whole and on the disk.
 */
import { constants } from 'node:fs';
import { link, lstat, open, rename, rm, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import { displayText } from '../base/text.ts';
import { pieceLength, type Layout } from './manifest.ts';

/** Longest part of the real name in the partial one, in bytes; file systems end at 255. */
const MAX_NAME_BYTES = 200;
/** So much goes to the disk while more comes, so that little is left to wait for at the end. */
const SYNC_BYTES = 16 << 20;

export class PartialFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #layout: Layout;
  /** There was none before. */
  readonly fresh: boolean;
  #closed = false;
  #unsynced = 0;
  #syncing: Promise<void> | undefined;
  /** What went wrong meanwhile: the system tells it once. */
  #lost: unknown;

  private constructor(path: string, handle: FileHandle, layout: Layout, fresh: boolean) {
    this.path = path;
    this.#handle = handle;
    this.#layout = layout;
    this.fresh = fresh;
  }

  get pieceSize(): number {
    return this.#layout.pieceSize;
  }

  /** Where the file for `target` grows. `id`: of the transfer. */
  static pathFor(target: string, id: string): string {
    const name = Buffer.from(basename(target)).subarray(0, MAX_NAME_BYTES).toString('utf8');
    return join(dirname(target), `${name.replace(/\ufffd+$/, '')}.${id}.part`);
  }

  /** Opens what an earlier run left, or makes it. Throws `disk.denied`, `disk.full`, `path.not_found`. */
  static async open(path: string, layout: Layout): Promise<PartialFile> {
    try {
      // A link that somebody put there is not followed.
      const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
      const found = await open(path, O_RDWR | O_NOFOLLOW).catch((error: unknown) => {
        if ((error as { code?: string }).code === 'ENOENT') return undefined;
        throw error;
      });
      const handle = found ?? (await open(path, O_RDWR | O_CREAT | O_EXCL, 0o666));
      try {
        await handle.truncate(layout.size);
      } catch (error) {
        await handle.close();
        throw error;
      }
      return new PartialFile(path, handle, layout, found === undefined);
    } catch (error) {
      throw asHallwayError(error);
    }
  }

  /** Throws `disk.full`. */
  async write(piece: number, bytes: Uint8Array): Promise<void> {
    const { pieceSize } = this.#layout;
    try {
      for (let done = 0; done < bytes.length; ) {
        const at = piece * pieceSize + done;
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, at);
        done += bytesWritten;
      }
    } catch (error) {
      throw asHallwayError(error);
    }
    this.#unsynced += bytes.length;
    if (this.#unsynced >= SYNC_BYTES && !this.#closed) this.#syncMeanwhile();
  }

  #syncMeanwhile(): void {
    if (this.#syncing) return;
    this.#unsynced = 0;
    this.#syncing = this.#handle
      .datasync()
      .catch((error: unknown) => void (this.#lost ??= error))
      .finally(() => (this.#syncing = undefined));
  }

  /** Fewer bytes than the piece has if the file was cut meanwhile. */
  async read(piece: number, into: Buffer): Promise<Buffer> {
    const part = into.subarray(0, pieceLength(this.#layout, piece));
    return readFully(this.#handle, piece * this.#layout.pieceSize, part);
  }

  /**
   * Puts the whole file in its place, with its time. Throws `path.exists` rather than overwrite.
   * From then on it can be read here no more.
   */
  async finish(target: string, modified: number): Promise<void> {
    try {
      await this.#handle.utimes(new Date(), new Date(modified));
      await this.#syncing;
      await this.#handle.sync();
      if (this.#lost !== undefined) throw this.#lost;
      await this.close();
      await place(this.path, target);
      await syncFolder(dirname(target));
    } catch (error) {
      throw asHallwayError(error);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#syncing;
    await this.#handle.close();
  }

  static async discard(path: string): Promise<void> {
    await rm(path, { force: true });
  }
}

/** Fills a buffer; a part of it where the file ends before. */
export async function readFully(handle: FileHandle, at: number, buffer: Buffer): Promise<Buffer> {
  const { length } = buffer;
  let got = 0;
  while (got < length) {
    const { bytesRead } = await handle.read(buffer, got, length - got, at + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return buffer.subarray(0, got);
}

export function alreadyThere(path: string): HallwayError {
  return new HallwayError('path.exists', `${displayText(path, 300)} is already there.`, {
    fix: 'Move it away or name another destination.',
  });
}

/** Gives a whole file its name. Throws `path.exists` rather than overwrite. */
export async function place(path: string, target: string): Promise<void> {
  try {
    await link(path, target);
    await unlink(path);
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') throw alreadyThere(target);
    // FAT, exFAT and many network drives know no hard links.
    if (await lstat(target).catch(() => undefined)) throw alreadyThere(target);
    await rename(path, target);
  }
}

/** The new name is on the disk too; Windows cannot be told so. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  try {
    await folder?.sync().catch(() => {});
  } finally {
    await folder?.close();
  }
}
