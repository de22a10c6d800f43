/**
 * What guests are sending just now, by all links together: a disk has room for a file if it has for
 * what was let in before and is not written yet as well.
 */
import { statfs } from 'node:fs/promises';
import { GUEST_LINK_BOUNDS } from '../../src/guests/guest-bounds.ts';

export interface Arrival {
  readonly link: string;
  readonly what: 'drop' | 'print';
  /** Bytes of the whole. */
  readonly size: number;
  readonly body: { readonly received: number };
}

export class GuestArrivals {
  /** In the order in which they were let in. */
  readonly #now = new Set<Arrival>();

  begin(arrival: Arrival): void {
    this.#now.add(arrival);
  }

  end(arrival: Arrival): void {
    this.#now.delete(arrival);
  }

  /** Files that are being dropped by a link, whole as they will be. */
  dropped(link: string): { files: number; bytes: number } {
    const mine = Array.from(this.#now).filter((one) => one.link === link && one.what === 'drop');
    return { files: mine.length, bytes: mine.reduce((sum, { size }) => sum + size, 0) };
  }

  /**
   * Whether it fits onto a disk with `free` bytes, which some do not tell. Which disk the others go
   * to is not asked: near its end a disk is spared once too often.
   */
  hasRoom(arrival: Arrival, free: number | null): boolean {
    if (free === null) return true;
    let left = free - GUEST_LINK_BOUNDS.spareBytes;
    for (const one of this.#now) {
      left -= Math.max(0, one.size - one.body.received);
      if (one === arrival) break;
    }
    return left >= 0;
  }
}

/** Of the disk that a folder is on; null where it does not say. */
export async function freeBytes(folder: string): Promise<number | null> {
  const space = await statfs(folder).catch(() => undefined);
  return !space || space.blocks === 0 ? null : space.bavail * space.bsize;
}
