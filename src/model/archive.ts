/** An archive of some things of a share, as it is ordered. */
import * as Type from 'typebox';
import { SharePath } from './entry.ts';

export const ArchiveFormat = Type.Union([Type.Literal('zip'), Type.Literal('tar')]);
export type ArchiveFormat = Type.Static<typeof ArchiveFormat>;

export const ArchiveOrder = Type.Object({
  /** Files and folders; each stands at the top of the archive, what is in the share's root too. */
  paths: Type.Array(SharePath, { minItems: 1, maxItems: 500 }),
  format: ArchiveFormat,
});
export type ArchiveOrder = Type.Static<typeof ArchiveOrder>;

/** What an answer with an archive says of it in its head, and at its end if it came to none. */
export const ArchiveHeader = {
  files: 'hallway-archive-files',
  bytes: 'hallway-archive-bytes',
  /** A trailer (RFC 9110 section 6.5): a `Problem` as base64url, where the archive is not whole. */
  problem: 'hallway-problem',
} as const;
