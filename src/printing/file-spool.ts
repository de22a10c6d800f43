/**
 * The spool as a folder. A document counts once the journal names it, so that it needs no name of its
 * own while it is written: what no job names is cleared at the next start.
 */
import { chmod, copyFile, link, mkdir, open, readdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteRange } from '../base/byte-range.ts';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import { openFolder } from '../store/durable-file.ts';
import { SharedSync } from '../store/shared-sync.ts';
import { DocumentStream } from './document-stream.ts';
import { changed, SpoolWriter } from './spool-writer.ts';
import { SMALL_BYTES, type Spool, type Spooled } from './spool.ts';

/** Names are our own (role and UUID). */
const NAME = /^[a-z0-9-]{1,100}$/;

export class FileSpool implements Spool {
  readonly #folder: string;
  /** The names in the folder. */
  readonly #names: SharedSync;

  constructor(folder: string) {
    this.#folder = folder;
    this.#names = new SharedSync(folder, () => openFolder(folder));
  }

  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    // One that was there before may be open to others.
    await chmod(this.#folder, 0o700);
    for (const name of await readdir(this.#folder))
      if (!NAME.test(name)) await rm(join(this.#folder, name), { recursive: true, force: true });
  }

  stop(): Promise<void> {
    return this.#names.close();
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
    const path = this.#path(name);
    try {
      const writer = new SpoolWriter(open(path, 'w', 0o600), expected?.bytes);
      await pipeline(source, writer, { signal });
      const spooled = writer.result();
      if (expected && (spooled.bytes !== expected.bytes || spooled.sha256 !== expected.sha256))
        throw changed();
      // Both at once: where the disk writes the name down with the file, this costs nothing.
      const settled = whole([spooled.settled, this.#names.settled()]);
      settled.catch(() => {});
      if (spooled.bytes > SMALL_BYTES) await settled;
      return { ...spooled, settled };
    } catch (error) {
      source.destroy();
      await rm(path, { force: true });
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
    await this.#names.settled();
  }

  async #copyBytes(from: string, to: string): Promise<void> {
    try {
      await copyFile(from, to);
      const file = await open(to, 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      await rm(to, { force: true });
      throw asHallwayError(error);
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await unlink(this.#path(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  async names(): Promise<string[]> {
    return readdir(this.#folder);
  }

  /** Anything but a name of our own is a mistake, not a path. */
  #path(name: string): string {
    if (!NAME.test(name))
      throw new HallwayError('path.invalid', 'This is no name of a spooled document.');
    return join(this.#folder, name);
  }
}

/** Everything of a document is on the disk. Throws as `Spooled.settled` does. */
async function whole(parts: readonly Promise<void>[]): Promise<void> {
  try {
    await Promise.all(parts);
  } catch (error) {
    throw asHallwayError(error);
  }
}
