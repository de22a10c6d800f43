/** An entry of a folder in a share. */
import * as Type from 'typebox';
import { Timestamp } from './id.ts';

export const Entry = Type.Object({
  /** One path segment as the file system has it; any text without `/` and NUL. */
  name: Type.String(),
  kind: Type.Union([Type.Literal('folder'), Type.Literal('file')]),
  /** Bytes; 0 for a folder. */
  size: Type.Integer({ minimum: 0 }),
  modified: Timestamp,
});
export type Entry = Type.Static<typeof Entry>;

/** Slash-separated path inside a share; empty for its root. */
export const SharePath = Type.String({ maxLength: 8192 });

/** Which page of which folder. */
export const EntryQuery = Type.Object({
  path: Type.Optional(SharePath),
  /** Continue behind this name. */
  after: Type.Optional(Type.String({ maxLength: 1024 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
});

/** One page of a folder, sorted by name in code-point order. */
export const EntryPage = Type.Object({
  entries: Type.Array(Entry),
  /** Pass it as `after` for the next page; null at the end. */
  next: Type.Union([Type.String(), Type.Null()]),
});
export type EntryPage = Type.Static<typeof EntryPage>;
