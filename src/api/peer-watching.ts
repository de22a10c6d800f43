/**
 * Frames on the link about folders that somebody has open: the asker names them, the owner of their
 * share tells of changes. What was asked for ends with the link, and is asked for again on the next
 * one. An owner that does not know these frames says nothing.
 */
import * as Type from 'typebox';
import { SharePath } from '../model/entry.ts';
import { ResourceId } from '../model/id.ts';
import { Problem } from './problem.ts';

/** The asker's number for one folder; it is used once while an asker runs. */
const WatchId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** From the asker: tell me what changes directly in this folder. */
export const WatchFrame = Type.Object({
  type: Type.Literal('watch'),
  id: WatchId,
  share: ResourceId,
  path: SharePath,
});
export type WatchFrame = Type.Static<typeof WatchFrame>;

export const UnwatchFrame = Type.Object({ type: Type.Literal('unwatch'), id: WatchId });
export type UnwatchFrame = Type.Static<typeof UnwatchFrame>;

/** From the owner. `missed`: there may have been changes that nobody saw. */
export const FolderFrame = Type.Object({
  type: Type.Literal('folder'),
  id: WatchId,
  news: Type.Union([
    Type.Object({ state: Type.Literal('watching'), version: Type.String({ maxLength: 64 }) }),
    Type.Object({
      state: Type.Literal('changed'),
      version: Type.String({ maxLength: 64 }),
      missed: Type.Boolean(),
    }),
    /** Nothing more will be told, and why. */
    Type.Object({ state: Type.Literal('ended'), problem: Problem }),
  ]),
});
export type FolderFrame = Type.Static<typeof FolderFrame>;
