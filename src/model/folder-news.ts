/** What is told of a folder that somebody has open. */
import * as Type from 'typebox';
import { SharePath } from './entry.ts';
import { DeviceId, ResourceId } from './id.ts';

/** Which folder of which share. */
export const FolderPlace = Type.Object({ device: DeviceId, share: ResourceId, path: SharePath });
export type FolderPlace = Type.Static<typeof FolderPlace>;

export const FolderNews = Type.Object({
  ...FolderPlace.properties,
  /** `away`: nothing is heard of it now, for a reason; it is tried again. */
  state: Type.Union([Type.Literal('watching'), Type.Literal('changed'), Type.Literal('away')]),
  /** Another one after each change; null while it is away. */
  version: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
  /** It may have changed while nobody looked: read it anew. */
  missed: Type.Boolean(),
  /** Why it is away. */
  code: Type.Union([Type.String(), Type.Null()]),
  message: Type.Union([Type.String(), Type.Null()]),
});
export type FolderNews = Type.Static<typeof FolderNews>;
