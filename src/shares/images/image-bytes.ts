/**
 * The bytes of an image file. What stands close together (records of folders and files) is read in
 * pages that are kept, so that looking through a folder does not ask the disk for each file.
 */
import type { FileHandle } from 'node:fs/promises';
import { dropOldest } from '../../base/oldest.ts';
import { damaged } from './image-volume.ts';

export interface ImageBytes {
  readonly size: number;
  /** Exactly these bytes, not to be written to; `image.unreadable` where the image has fewer. */
  read(position: number, length: number): Promise<Buffer>;
}

const PAGE_BYTES = 64 * 1024;
const MOST_PAGES = 64;

/** Pages of one version of an image, whatever handle they are read by. */
export class ImagePages {
  readonly #pages = new Map<number, Promise<Buffer>>();

  /** Page `index` of an image of `size` bytes. */
  page(handle: FileHandle, index: number, size: number): Promise<Buffer> {
    let page = this.#pages.get(index);
    this.#pages.delete(index);
    if (!page) {
      const start = index * PAGE_BYTES;
      page = readFully(handle, start, Math.min(PAGE_BYTES, size - start));
      page.catch(() => this.#pages.delete(index));
    }
    this.#pages.set(index, page);
    dropOldest(this.#pages, MOST_PAGES);
    return page;
  }
}

export class HandleBytes implements ImageBytes {
  readonly size: number;
  readonly #handle: FileHandle;
  readonly #pages: ImagePages;

  constructor(handle: FileHandle, size: number, pages: ImagePages) {
    this.#handle = handle;
    this.size = size;
    this.#pages = pages;
  }

  async read(position: number, length: number): Promise<Buffer> {
    if (!Number.isSafeInteger(position) || position < 0 || position + length > this.size)
      throw damaged('it ends too early');
    const parts: Buffer[] = [];
    for (let at = position; at < position + length; ) {
      const index = Math.floor(at / PAGE_BYTES);
      const page = await this.#pages.page(this.#handle, index, this.size);
      const from = at - index * PAGE_BYTES;
      const part = page.subarray(from, from + position + length - at);
      parts.push(part);
      at += part.length;
    }
    const [only] = parts;
    return parts.length === 1 && only ? only : Buffer.concat(parts);
  }
}

async function readFully(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  for (let got = 0; got < length; ) {
    const { bytesRead } = await handle.read(buffer, got, length - got, position + got);
    if (bytesRead === 0) throw damaged('it ends too early');
    got += bytesRead;
  }
  return buffer;
}
