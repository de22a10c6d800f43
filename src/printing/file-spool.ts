/** The spool as a folder: `.part`, fsync, rename, fsync of the folder. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteRange } from '../base/byte-range.ts';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import { syncFolder } from '../store/durable-file.ts';
import { SNIFFED_BYTES } from './document-format.ts';
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
    const meter = new Meter(expected?.bytes);
    try {
      const file = await open(part, 'w', 0o600);
      await pipeline(source, meter, file.createWriteStream({ flush: true }), { signal });
      const spooled = meter.result();
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
    return createReadStream(this.#path(name), range);
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

/** Counts, hashes and keeps the beginning of what passes; refuses more than was announced. */
class Meter extends Transform {
  readonly #hash = createHash('sha256');
  readonly #max: number;
  #bytes = 0;
  #head = Buffer.alloc(0);

  constructor(max = Number.POSITIVE_INFINITY) {
    super();
    this.#max = max;
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    done: (error: Error | null, data?: Buffer) => void,
  ): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#max) {
      done(changed());
      return;
    }
    this.#hash.update(chunk);
    if (this.#head.length < SNIFFED_BYTES)
      this.#head = Buffer.concat([
        this.#head,
        chunk.subarray(0, SNIFFED_BYTES - this.#head.length),
      ]);
    done(null, chunk);
  }

  result(): Spooled {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex'), head: this.#head };
  }
}

function changed(): HallwayError {
  return new HallwayError('transfer.changed', 'The document is not the one that was announced.');
}
