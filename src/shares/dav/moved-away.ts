/**
 * Programs that save carefully first move the old file away, and write the new one under its name
 * then: over nothing, as it looks. What they moved away may be a version of a colleague that nobody
 * here has seen. It then gets its name back before the new one comes, which meets it there.
 */
import { dropOldest } from '../../base/oldest.ts';
import type { TrashId } from '../../model/trash.ts';
import type { Target } from './changing.ts';
import { namesVersion } from './conditions.ts';
import { type SharePlace, statAt, statOrNothing } from './dav-tree.ts';
import type { Exchange } from './exchange.ts';

interface Away {
  share: string;
  /** Of the version that the programs of this PC know; undefined where they knew what they moved. */
  unseen: { known: string; etag: string } | undefined;
  /** Where the moved version is now. */
  at: { path: string } | { trash: TrashId };
  until: number;
}

/** From moving the old file away until the new one comes; a large one takes a while. */
const SAVING_MS = 10 * 60_000;
const MOST = 500;
/** No version has this tag. */
const NONE = '"none"';

export class MovedAway {
  /** By the place that they were moved from, the latest last. */
  readonly #files = new Map<string, Away>();

  /** `etag`: of the file that is moved now; `known`: of the version that was seen of it last. */
  moved(from: SharePlace, to: SharePlace, now: number, etag: string, known?: string): void {
    const unseen = known === undefined || known === etag ? undefined : { known, etag };
    this.#files.delete(keyOf(from));
    this.#files.set(keyOf(from), {
      share: shareOf(from),
      unseen,
      at: { path: to.path },
      until: now + SAVING_MS,
    });
    dropOldest(this.#files, MOST);
  }

  /** The version that was moved from this very place to that one. */
  of(place: SharePlace, now: number): Away | undefined {
    const away = this.#files.get(keyOf(place));
    return away && away.until > now ? away : undefined;
  }

  /** Programs that have saved throw away what they moved. */
  removed(place: SharePlace, trash: TrashId): void {
    for (const away of this.#at(place)) away.at = { trash };
  }

  /** Somebody here has read it. */
  saw(place: SharePlace, etag: string): void {
    for (const away of this.#at(place)) if (away.unseen?.etag === etag) away.unseen = undefined;
  }

  forget(place: SharePlace): void {
    this.#files.delete(keyOf(place));
  }

  #at({ path, ...place }: SharePlace): Away[] {
    const share = shareOf({ path, ...place });
    return Array.from(this.#files.values()).filter(
      ({ share: of, at }) => of === share && 'path' in at && at.path === path,
    );
  }
}

/**
 * The target of a file that comes, which makes no condition: where its name was given up a moment
 * ago for a version that nobody here has seen, that one stands there again; where somebody else
 * took the name meanwhile, that counts as not seen. `comesFrom`: what is moved there may be that very
 * version, of a program that gave up.
 */
export async function withMovedBack(
  exchange: Exchange,
  target: Target,
  comesFrom?: SharePlace,
): Promise<Target> {
  const { headers, seen, clock } = exchange;
  const { place, stat } = target;
  const away = seen.away.of(place, clock.now());
  if (!away || namesVersion(headers)) return target;
  if (stat) {
    if (stat.kind === 'file' && !seen.of(place)) seen.saw(place, NONE);
    return target;
  }
  if (comesFrom && 'path' in away.at && away.at.path === comesFrom.path) return target;
  seen.away.forget(place);
  if (!away.unseen || !(await putBack(exchange, place, away.at, away.unseen.etag))) return target;
  seen.saw(place, away.unseen.known);
  return { ...target, stat: (await statAt(place)).stat };
}

/** False where it is no longer what it was, or its name is taken. */
async function putBack(
  exchange: Exchange,
  place: SharePlace,
  at: Away['at'],
  etag: string,
): Promise<boolean> {
  const { files, path } = place;
  try {
    if ('trash' in at) await files.restore(at.trash, { to: path });
    else {
      if ((await statOrNothing(files, at.path))?.etag !== etag) return false;
      await files.move(at.path, path, { ifMatch: etag });
      exchange.properties.follow({ ...place, path: at.path }, place, { move: true, deep: false });
    }
    return true;
  } catch {
    return false;
  }
}

function shareOf({ share }: SharePlace): string {
  return `${share.device}/${share.share}`;
}

function keyOf(place: SharePlace): string {
  return `${shareOf(place)}/${place.path}`;
}
