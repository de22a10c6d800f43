/** What somebody wants to share, and what is kept of it. */
import { randomBytes } from 'node:crypto';
import { base32 } from '../base/base32.ts';
import type { Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import type { ResourceId } from '../model/id.ts';
import type { Audience, ShareAccess } from '../model/share.ts';
import { sharableImage, sharablePath, shareName } from './share-rules.ts';
import type { ShareRecord } from './share-store.ts';

export interface NewShare {
  /** Absolute path of a folder. */
  path: string;
  name?: string | undefined;
  access?: ShareAccess | undefined;
  with?: Audience | undefined;
  /** Milliseconds since 1970; the share ends then. */
  until?: number | null | undefined;
  /** Others see hidden files; they do unless told otherwise. */
  hidden?: boolean | undefined;
  /** Bytes that it may hold. */
  limit?: number | null | undefined;
  /** The path is an image of a disc, which can only be read. */
  image?: boolean | undefined;
  /** It is there again: as it was known before. */
  id?: ResourceId | undefined;
  /** Not kept over a restart: whoever adds it does so again. */
  passing?: boolean | undefined;
}

/** What may be changed of a share; what is left out stays. */
export type ShareChange = Pick<NewShare, 'access' | 'with' | 'until' | 'hidden' | 'limit'>;

/** Throws as `ShareRegistry.add`. `taken` are the names of other shares. */
export async function newShareRecord(
  share: NewShare,
  taken: readonly string[],
  here: { home: string; clock: Clock; isDrive: (path: string) => Promise<boolean> },
): Promise<ShareRecord> {
  const { home, clock, isDrive } = here;
  const until = checkEnd(share.until ?? null, clock);
  const image = share.image === true;
  const path = await (image ? sharableImage : sharablePath)(share.path, home);
  const kind = image || (await isDrive(path)) ? 'drive' : 'folder';
  return {
    id: share.id ?? base32(randomBytes(10)),
    name: shareName(share.name, path, taken),
    path,
    kind,
    access: image ? 'read' : (share.access ?? 'read'),
    with: share.with ?? 'everyone',
    until,
    hidden: share.hidden ?? true,
    limit: share.limit ?? null,
    created: clock.now(),
    ...(image ? { image } : {}),
  };
}

/** The time at which a share ends, if it lies ahead. */
export function checkEnd(until: number | null, clock: Clock): number | null {
  if (until === null || until > clock.now()) return until;
  throw new HallwayError('request.invalid', 'The time until which to share is over already.');
}
