/** An entry of a folder in a share. */
import * as Type from 'typebox';
import { ContentHash, Timestamp } from './id.ts';

export const Entry = Type.Object({
  /** One path segment as the file system has it; any text without `/` and NUL. */
  name: Type.String(),
  kind: Type.Union([Type.Literal('folder'), Type.Literal('file')]),
  /** Bytes; 0 for a folder. */
  size: Type.Integer({ minimum: 0 }),
  modified: Timestamp,
});
export type Entry = Type.Static<typeof Entry>;

/** Entity tag in quotes (RFC 9110 section 8.8.3). */
export const EntityTag = Type.String({ minLength: 2, maxLength: 202 });

/** An entry with its entity tag. */
export const TaggedEntry = Type.Object({ ...Entry.properties, etag: EntityTag });
export type TaggedEntry = Type.Static<typeof TaggedEntry>;

/** Slash-separated path inside a share; empty for its root. */
export const SharePath = Type.String({ maxLength: 8192 });

/** Which page of which folder. */
export const EntryQuery = Type.Object({
  path: Type.Optional(SharePath),
  /** Continue behind this name. */
  after: Type.Optional(Type.String({ maxLength: 1024 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
  /** With the entity tag of each entry. */
  etags: Type.Optional(Type.Boolean()),
});

/** Which folder, as a whole. */
export const WholeFolderQuery = Type.Object({
  path: Type.Optional(SharePath),
  /** With the entity tag of each entry. */
  etags: Type.Optional(Type.Boolean()),
});

/** One page of a folder, sorted by name in code-point order. */
export const EntryPage = Type.Object({
  /** With entity tags where they were asked for. */
  entries: Type.Array(Type.Object({ ...Entry.properties, etag: Type.Optional(EntityTag) })),
  /** Pass it as `after` for the next page; null at the end. */
  next: Type.Union([Type.String(), Type.Null()]),
});
export type EntryPage = Type.Static<typeof EntryPage>;

/** Of a small picture of a file: for a list of files, or to be looked at. */
export const ThumbnailSize = Type.Union([Type.Literal('small'), Type.Literal('large')]);
export type ThumbnailSize = Type.Static<typeof ThumbnailSize>;

/** A line of a whole folder: some entries of it, or at the end how many they were. */
export const EntryLine = Type.Union([
  Type.Object({ entries: EntryPage.properties.entries }),
  Type.Object({ end: Type.Integer({ minimum: 0 }) }),
]);
export type EntryLine = Type.Static<typeof EntryLine>;

/** Where something was put. */
export const Placed = Type.Object({
  /** As asked, or beside it where it was kept beside what has the name. */
  path: SharePath,
  etag: EntityTag,
  /** Something of this name was there. */
  replaced: Type.Boolean(),
});
export type Placed = Type.Static<typeof Placed>;

/** Which upload is asked for: its path, and the bytes that it will have. */
export const UploadQuery = Type.Object({
  path: SharePath,
  size: Type.Integer({ minimum: 0 }),
});

/** What came of an upload before it broke off; 0 where nothing is kept. */
export const ArrivedBytes = Type.Object({ bytes: Type.Integer({ minimum: 0 }) });

/** A file that was put in place. */
export const Written = Type.Object({
  bytes: Type.Integer({ minimum: 0 }),
  hash: ContentHash,
  ...Placed.properties,
});
export type Written = Type.Static<typeof Written>;

const Bytes = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]);

/** Room of a share, in bytes; null where its file system does not say. */
export const ShareSpace = Type.Object({
  /** Of its disk. */
  total: Bytes,
  /** What can still be written, within its limit. */
  free: Bytes,
  /** What its owner lets it take; null without a limit. */
  limit: Bytes,
});
export type ShareSpace = Type.Static<typeof ShareSpace>;
