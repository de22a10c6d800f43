/** What was removed from a share, and can be had back. */
import * as Type from 'typebox';
import { SharePath } from './entry.ts';
import { DeviceId, Timestamp } from './id.ts';

export const TrashId = Type.String({ pattern: '^[a-z2-7]{16}$' });
export type TrashId = Type.Static<typeof TrashId>;

export const TrashEntry = Type.Object({
  id: TrashId,
  /** As it was called. */
  name: Type.String({ maxLength: 1024 }),
  /** Where it was, its name included. */
  path: SharePath,
  kind: Type.Union([Type.Literal('folder'), Type.Literal('file')]),
  /** Bytes of a file; 0 for a folder. */
  size: Type.Integer({ minimum: 0 }),
  removed: Timestamp,
  /** Who removed it; null where that is not known. */
  by: Type.Union([DeviceId, Type.Null()]),
  byName: Type.String({ maxLength: 256 }),
});
export type TrashEntry = Type.Static<typeof TrashEntry>;

/** Latest first. */
export const TrashList = Type.Object({
  entries: Type.Array(TrashEntry, { maxItems: 5000 }),
  /** There are more, which were removed earlier. */
  more: Type.Boolean(),
});
export type TrashList = Type.Static<typeof TrashList>;
