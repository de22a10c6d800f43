/** The spool as a folder: `.part`, fsync, rename, fsync of the folder. */
import { chmod, copyFile, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteRange } from '../base/byte-range.ts';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import { syncFolder } from '../store/durable-file.ts';
import { DocumentStream } from './document-stream.ts';
import { changed, SpoolWriter } from './spool-writer.ts';
import type { Spool, Spooled } from './spool.ts';

const PART = '.part';

export class FileSpool implements Spool {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    // One that was there before may be open to others.
    await chmod(this.#folder, 0o700);
    for (const name of await readdir(this.#folder))
      if (name.endsWith(PART)) await rm(join(this.#folder, name), { force: true });
  }

  async store(
    name: string,
    source: Readable,
    options: {
      expected?: { bytes: number; sha256: string } | undefined;
      signal?: AbortSignal | undefined;
    } = {},
  ): Promise<Spooled> {
    const { expected, signal } = options;
    const part = this.#path(name) + PART;
    try {
      const writer = new SpoolWriter(await open(part, 'w', 0o600), expected?.bytes);
      await pipeline(source, writer, { signal });
      const spooled = writer.result();
      if (expected && (spooled.bytes !== expected.bytes || spooled.sha256 !== expected.sha256))
        throw changed();
      await rename(part, this.#path(name));
      await syncFolder(this.#folder);
      return spooled;
    } catch (error) {
      source.destroy();
      await rm(part, { force: true });
      await rm(this.#path(name), { force: true });
      if (signal?.aborted)
        throw new HallwayError('request.cancelled', 'The document was given up.', { cause: error });
      if (
        error instanceof HallwayError ||
        typeof (error as NodeJS.ErrnoException).syscall === 'string'
      )
        throw asHallwayError(error);
      throw new HallwayError('transfer.interrupted', 'The document did not arrive whole.', {
        cause: error,
      });
    }
  }

  read(name: string, range?: ByteRange): Readable {
    return new DocumentStream(this.#path(name), range);
  }

  file(name: string): string {
    return this.#path(name);
  }

  async copy(name: string, second: string): Promise<void> {
    const [from, to] = [this.#path(name), this.#path(second)];
    await rm(to, { force: true });
    try {
      await link(from, to);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') throw asHallwayError(error);
      // A file system without hard links.
      await this.#copyBytes(from, to);
    }
    await syncFolder(this.#folder);
  }

  async #copyBytes(from: string, to: string): Promise<void> {
    try {
      await copyFile(from, to + PART);
      const file = await open(to + PART, 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(to + PART, to);
    } catch (error) {
      await rm(to + PART, { force: true });
      throw asHallwayError(error);
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
  }

  async names(): Promise<string[]> {
    return readdir(this.#folder);
  }

  /** Names are our own (role and UUID); anything else is a mistake, not a path. */
  #path(name: string): string {
    if (!/^[a-z0-9-]{1,100}$/.test(name))
      throw new HallwayError('path.invalid', 'This is no name of a spooled document.');
    return join(this.#folder, name);
  }
}
