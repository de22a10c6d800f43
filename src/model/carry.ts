/** Bringing something from one share to another: how far it is, and what came of it. */
import * as Type from 'typebox';
import { SharePath } from './entry.ts';
import { DeviceId, ResourceId } from './id.ts';
import { TrashId } from './trash.ts';

const Count = Type.Integer({ minimum: 0 });

export const CarryOrder = Type.Object({
  from: SharePath,
  to: Type.Object({ device: DeviceId, share: ResourceId, path: SharePath }),
  /** What was brought is removed where it was, into the trash there. */
  move: Type.Optional(Type.Boolean()),
  /** What has the new name goes into the trash. */
  replace: Type.Optional(Type.Boolean()),
});
export type CarryOrder = Type.Static<typeof CarryOrder>;

export const Carried = Type.Object({
  path: SharePath,
  files: Count,
  bytes: Count,
  replaced: Type.Boolean(),
  /** The source in the trash of its share, after a move; else null. */
  trash: Type.Union([TrashId, Type.Null()]),
});
export type Carried = Type.Static<typeof Carried>;

export const CarryProgress = Type.Object({
  files: Count,
  bytes: Count,
  totalFiles: Count,
  totalBytes: Count,
});
export type CarryProgress = Type.Static<typeof CarryProgress>;
