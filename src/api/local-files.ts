/** The local door: shares and files. */
import * as Type from 'typebox';
import { CarryOrder } from '../model/carry.ts';
import {
  EntityTag,
  EntryPage,
  EntryQuery,
  Placed,
  SharePath,
  ShareSpace,
  TaggedEntry,
  WholeFolderQuery,
  ThumbnailSize,
  Written,
} from '../model/entry.ts';
import { ContentHash, DeviceId, ResourceId, Timestamp } from '../model/id.ts';
import { Audience, OwnShare, ResourceName, Share, ShareAccess } from '../model/share.ts';
import { TrashEntry, TrashId, TrashList } from '../model/trash.ts';
import { endpoint, Stream } from './endpoint.ts';

const base = '/api/v1';

// ---- shares

export const listShares = endpoint({
  method: 'GET',
  path: `${base}/shares`,
  summary: 'Every share of the workgroup that this PC may use.',
  answer: Type.Array(Share),
});

export const listOwnShares = endpoint({
  method: 'GET',
  path: `${base}/own/shares`,
  summary: 'What this PC shares.',
  answer: Type.Array(OwnShare),
});

const shareRules = {
  /** Others see hidden files; they do unless told otherwise. */
  hidden: Type.Optional(Type.Boolean()),
  /** Bytes that the share may hold, its trash included; null for no limit. */
  limit: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
};

export const addShare = endpoint({
  method: 'POST',
  path: `${base}/own/shares`,
  summary: 'Share a folder or drive of this PC.',
  body: Type.Object({
    /** Absolute path. */
    path: Type.String({ minLength: 1, maxLength: 4096 }),
    name: Type.Optional(ResourceName),
    access: Type.Optional(ShareAccess),
    with: Type.Optional(Audience),
    until: Type.Optional(Timestamp),
    ...shareRules,
  }),
  answer: OwnShare,
});

export const changeShare = endpoint({
  method: 'POST',
  path: `${base}/own/shares/:id`,
  summary: 'Change whom a share is for and how it may be used; what is left out stays.',
  params: Type.Object({ id: ResourceId }),
  body: Type.Object({
    access: Type.Optional(ShareAccess),
    with: Type.Optional(Audience),
    until: Type.Optional(Type.Union([Timestamp, Type.Null()])),
    ...shareRules,
  }),
  answer: OwnShare,
});

export const removeShare = endpoint({
  method: 'DELETE',
  path: `${base}/own/shares/:id`,
  summary: 'Stop sharing. The files stay where they are.',
  params: Type.Object({ id: ResourceId }),
});

const shareParams = Type.Object({ device: DeviceId, share: ResourceId });

export const listEntries = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/entries`,
  summary: 'A folder of a share, a page at a time.',
  params: shareParams,
  query: EntryQuery,
  answer: EntryPage,
});

/**
 * A whole folder, however large, in the order of `listEntries`, sent while it is read: a line of JSON
 * `{"entries":[…]}` for each group of entries, last `{"end":N}` with their number. Without that line
 * it is not whole; where it fails on the way a `Problem` is the last line.
 */
export const readEntries = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/entries/all`,
  summary: 'A whole folder of a share, as lines.',
  params: shareParams,
  query: WholeFolderQuery,
  answer: Stream,
});

/** One `FolderNews` of JSON a line, and an empty line now and then; ends when its asker goes. */
export const followFolder = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/changes`,
  summary: 'Hear what changes in a folder.',
  params: shareParams,
  query: Type.Object({ path: Type.Optional(SharePath) }),
  answer: Stream,
});

export const statEntry = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/entry`,
  summary: 'One file or folder of a share.',
  params: shareParams,
  query: Type.Object({ path: SharePath }),
  answer: TaggedEntry,
});

/** Answers `Range` with 206/416, and carries ETag and Last-Modified. */
export const readFile = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/file`,
  summary: 'The bytes of a file.',
  params: shareParams,
  query: Type.Object({ path: SharePath }),
  answer: Stream,
});

/**
 * A JPEG or PNG that the PC made where the file is, with an ETag; 204 where none can be made of it.
 */
export const readThumbnail = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/thumbnail`,
  summary: 'A small picture of a file.',
  params: shareParams,
  query: Type.Object({ path: SharePath, size: Type.Optional(ThumbnailSize) }),
  answer: Stream,
});

/**
 * The body is the whole file. Without `replace` an existing name is refused (`path.exists`). What
 * it may find there can be said, also by `If-Match` and `If-None-Match` (`path.changed`); with
 * `keepBoth` it is then kept under a name beside, which the answer tells.
 */
export const writeFile = endpoint({
  method: 'PUT',
  path: `${base}/shares/:device/:share/file`,
  summary: 'Put a file into a writable share.',
  params: shareParams,
  query: Type.Object({
    path: SharePath,
    replace: Type.Optional(Type.Boolean()),
    ifMatch: Type.Optional(EntityTag),
    ifNoneMatch: Type.Optional(Type.Literal('*')),
    keepBoth: Type.Optional(Type.Boolean()),
    modified: Type.Optional(Timestamp),
    /** What comes is kept where it breaks off; the body is what follows the bytes that are there. */
    from: Type.Optional(Type.Integer({ minimum: 0 })),
    /** SHA-256 of the bytes that are there: `transfer.changed` where others came. */
    prefix: Type.Optional(ContentHash),
  }),
  body: Stream,
  answer: Written,
});

export const createFolder = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/folder`,
  summary: 'Make a folder in a writable share.',
  params: shareParams,
  query: Type.Object({ path: SharePath }),
});

const change = Type.Object({
  from: SharePath,
  to: SharePath,
  /** What has the new name goes into the trash. */
  replace: Type.Optional(Type.Boolean()),
});

export const moveEntry = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/move`,
  summary: 'Give a file or folder another name or place in its share.',
  params: shareParams,
  body: Type.Object({ ...change.properties, ifMatch: Type.Optional(EntityTag) }),
  answer: Placed,
});

export const copyEntry = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/copy`,
  summary: 'Copy a file or folder within its share.',
  params: shareParams,
  body: change,
  answer: Placed,
});

/**
 * From share to share, through this PC; within one `moveEntry` and `copyEntry` do it at once. The
 * answer is lines of JSON: `{progress}` now and then, last `{done}`, or a `Problem`. Whoever goes
 * away ends it.
 */
export const carryEntry = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/carry`,
  summary: 'Copy or move a file or folder to another share.',
  params: shareParams,
  body: CarryOrder,
  answer: Stream,
});

export const removeEntry = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/remove`,
  summary: "Move a file or folder into its share's trash.",
  params: shareParams,
  body: Type.Object({
    path: SharePath,
    ifMatch: Type.Optional(EntityTag),
    /** Where there is no trash, which is `trash.none` otherwise: remove it for good. */
    forever: Type.Optional(Type.Boolean()),
  }),
  answer: TrashEntry,
});

export const getSpace = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/space`,
  summary: 'How much room a share has.',
  params: shareParams,
  answer: ShareSpace,
});

export const listTrash = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/trash`,
  summary: 'What was removed from a share: all for its owner, else what this PC removed.',
  params: shareParams,
  answer: TrashList,
});

/** Back to where it was, or to `to`; where that is taken, beside it. */
export const restoreTrash = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/trash/restore`,
  summary: 'Bring something back from the trash of a share.',
  params: shareParams,
  body: Type.Object({ id: TrashId, to: Type.Optional(SharePath) }),
  answer: Placed,
});

/** For the owner of the share alone. */
export const emptyTrash = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/trash/empty`,
  summary: 'Remove these things of the trash, or all, for good.',
  params: shareParams,
  body: Type.Object({ ids: Type.Optional(Type.Array(TrashId, { maxItems: 5000 })) }),
  answer: Type.Object({ removed: Type.Integer({ minimum: 0 }) }),
});

/**
 * A short-lived address on the content port that shows or downloads one file without a bearer,
 * for `<a download>`, `<img>` and `<video>`.
 */
export const createContentAddress = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/content`,
  summary: 'A short-lived address of a file that needs no token.',
  params: shareParams,
  query: Type.Object({ path: SharePath, inline: Type.Optional(Type.Boolean()) }),
  answer: Type.Object({ url: Type.String(), expiresAt: Timestamp }),
});
