/** What is looked for in the shares of a workgroup, and what is found. */
import * as Type from 'typebox';
import { SharePath } from './entry.ts';
import { DeviceId, ResourceId, Timestamp } from './id.ts';
import { ResourceName } from './share.ts';
import { ContentRoot } from './transfer.ts';

/** What people call a file, by the ending of its name. */
export const FileKind = Type.Union([
  Type.Literal('folder'),
  Type.Literal('document'),
  Type.Literal('picture'),
  Type.Literal('audio'),
  Type.Literal('video'),
  Type.Literal('archive'),
  Type.Literal('other'),
]);
export type FileKind = Type.Static<typeof FileKind>;

export const SearchQuery = Type.Object({
  /** Words in any order; each may be the beginning of one. `"In quotes"` they stand together. */
  words: Type.String({ minLength: 1, maxLength: 200 }),
  kinds: Type.Optional(Type.Array(FileKind, { minItems: 1, maxItems: 7 })),
  /** Bytes. */
  minSize: Type.Optional(Type.Integer({ minimum: 0 })),
  maxSize: Type.Optional(Type.Integer({ minimum: 0 })),
  /** When it was last changed: not before, not after. */
  since: Type.Optional(Timestamp),
  until: Type.Optional(Timestamp),
  /** Words that begin the name of whose PC it is, or of the PC; other PCs find nothing. */
  person: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
  /** Most hits; 50 unless told. */
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
export type SearchQuery = Type.Static<typeof SearchQuery>;

/** Marks in a snippet around what was looked for; no file has them in its text there. */
export const MARK = { open: '\u0002', close: '\u0003' } as const;

export const FoundEntry = Type.Object({
  share: ResourceId,
  path: SharePath,
  kind: FileKind,
  /** Bytes; 0 for a folder. */
  size: Type.Integer({ minimum: 0 }),
  modified: Timestamp,
  /** Where the words stand in its text, with `MARK` around them; empty where its name was found. */
  snippet: Type.String({ maxLength: 1000 }),
  /** Between 0 and 1, the same measure on every PC. */
  score: Type.Number({ minimum: 0, maximum: 1 }),
  /** The same for files with the same ends and size; empty where nobody looked. */
  content: Type.String({ maxLength: 64 }),
  /** Of all its content, where the PC knows it: what is fetched by it is that, whoever told it. */
  root: Type.Optional(ContentRoot),
});
export type FoundEntry = Type.Static<typeof FoundEntry>;

/** Where a file is. */
export const Holder = Type.Object({
  device: DeviceId,
  deviceName: Type.String(),
  share: ResourceId,
  shareName: ResourceName,
  path: SharePath,
  /** That of the hit where all of it is the same; else its name, its size and its ends are. */
  root: Type.Optional(ContentRoot),
});
export type Holder = Type.Static<typeof Holder>;

export const SearchHit = Type.Object({
  ...FoundEntry.properties,
  device: DeviceId,
  deviceName: Type.String(),
  shareName: ResourceName,
  /** Whose PC it is, as that PC says. */
  person: Type.String({ maxLength: 63 }),
  /** Everywhere that this content was found, this hit first. */
  holders: Type.Array(Holder, { minItems: 1, maxItems: 250 }),
});
export type SearchHit = Type.Static<typeof SearchHit>;

export const SearchAnswer = Type.Object({
  /** Best first. */
  hits: Type.Array(SearchHit, { maxItems: 200 }),
  /** PCs that answered, of those that may hold something. */
  answered: Type.Integer({ minimum: 0 }),
  asked: Type.Integer({ minimum: 0 }),
  /** PCs that did not answer, or are still to answer, by name. */
  silent: Type.Array(Type.String(), { maxItems: 250 }),
  /** PCs that are still reading what they share: more may be found later. */
  reading: Type.Array(Type.String(), { maxItems: 250 }),
  /** Nobody is asked any more. */
  done: Type.Boolean(),
});
export type SearchAnswer = Type.Static<typeof SearchAnswer>;
