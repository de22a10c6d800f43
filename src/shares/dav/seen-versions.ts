/**
 * Which version of each file the programs of this PC last read or wrote. Most of them save without
 * saying which version they began with (RFC 9110 section 13.1.1): what a colleague wrote meanwhile
 * would be overwritten unseen. Of the latest files, since the start.
 */
import { dropOldest } from '../../base/oldest.ts';
import { isBelow, type SharePlace } from './dav-tree.ts';
import { MovedAway } from './moved-away.ts';

/** A file that was kept beside one that it would have overwritten. */
export interface KeptCopy {
  path: string;
  etag: string;
}

interface Seen {
  /** The version that was read or written last. */
  etag: string;
  /** Where later versions of somebody who has not seen the other one go. */
  copy?: KeptCopy | undefined;
}

const MOST_FILES = 5000;

export class SeenVersions {
  readonly away = new MovedAway();
  /** By share, then by path, the latest last. */
  readonly #files = new Map<string, Seen & { share: string; path: string }>();

  of(place: SharePlace): Seen | undefined {
    return this.#files.get(keyOf(place));
  }

  saw(place: SharePlace, etag: string): void {
    this.#set(place, { etag });
    this.away.saw(place, etag);
  }

  /** A file of this version got another place of the same share: it is known as well there as here. */
  moved(from: SharePlace, to: SharePlace, etag: string, now: number): void {
    const known = this.of(from)?.etag;
    const back = this.away.of(to, now);
    this.forget(from, false);
    this.forget(to, false);
    // A program that could not save takes back what it moved away.
    const again = back?.unseen?.etag === etag ? back.unseen.known : undefined;
    if (again !== undefined || known === etag) this.#set(to, { etag: again ?? etag });
    this.away.forget(to);
    if (known !== undefined) this.away.moved(from, to, now, etag, known);
  }

  /** The version of somebody who had not seen the present one was kept under another name. */
  kept(place: SharePlace, copy: KeptCopy): void {
    const seen = this.of(place);
    if (seen) this.#set(place, { ...seen, copy });
  }

  /** Something else stands at the place, or nothing; `below` for a folder with all that is in it. */
  forget(place: SharePlace, below: boolean): void {
    this.#files.delete(keyOf(place));
    if (!below) return;
    const share = shareOf(place);
    for (const [key, file] of this.#files)
      if (file.share === share && isBelow(place.path, file.path)) this.#files.delete(key);
  }

  #set(place: SharePlace, seen: Seen): void {
    const key = keyOf(place);
    this.#files.delete(key);
    this.#files.set(key, { ...seen, share: shareOf(place), path: place.path });
    dropOldest(this.#files, MOST_FILES);
  }
}

function shareOf({ share }: SharePlace): string {
  return `${share.device}/${share.share}`;
}

function keyOf(place: SharePlace): string {
  return `${shareOf(place)}/${place.path}`;
}
