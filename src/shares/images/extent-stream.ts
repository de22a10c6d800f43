/** The bytes of a file that stands in several places of an image, with holes as zeros. */
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { BUFFER_BYTES } from '../buffer-pool.ts';
import { fileChanged, fileError } from '../file-error.ts';
import type { Version } from '../file-stream.ts';
import type { Extent } from './image-volume.ts';

export class ExtentStream extends Readable {
  readonly #handle: FileHandle;
  readonly #version: Version;
  readonly #extents: Extent[];
  #reading: Promise<void> | undefined;

  /** Takes over `handle`, and closes it at its end. `version` is that of the image. */
  constructor(handle: FileHandle, version: Version, extents: readonly Extent[]) {
    super({ highWaterMark: BUFFER_BYTES });
    this.#handle = handle;
    this.#version = version;
    this.#extents = extents.map((extent) => ({ ...extent }));
  }

  override _read(): void {
    this.#reading = this.#next().catch((error: unknown) => {
      this.destroy(fileError(error));
    });
  }

  override _destroy(reason: Error | null, done: (error: Error | null) => void): void {
    // A handle must not be closed under a read.
    const read = Promise.resolve(this.#reading).then(() => this.#handle.close());
    read.then(
      () => done(reason),
      (error: unknown) => done(reason ?? fileError(error)),
    );
  }

  async #next(): Promise<void> {
    const [extent] = this.#extents;
    if (!extent) {
      const now = await this.#handle.stat({ bigint: true });
      if (now.size !== this.#version.size || now.mtimeNs !== this.#version.mtimeNs)
        throw fileChanged();
      this.push(null);
      return;
    }
    const length = Math.min(BUFFER_BYTES, extent.length);
    const buffer = extent.position === null ? Buffer.alloc(length) : Buffer.allocUnsafeSlow(length);
    for (let got = 0; extent.position !== null && got < length; ) {
      const at = extent.position + got;
      const { bytesRead } = await this.#handle.read(buffer, got, length - got, at);
      if (bytesRead === 0) throw fileChanged();
      got += bytesRead;
    }
    if (extent.position !== null) extent.position += length;
    extent.length -= length;
    if (extent.length === 0) this.#extents.shift();
    this.push(buffer);
  }
}
