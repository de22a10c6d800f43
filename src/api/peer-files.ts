/** The peer door: files of a share. Every call asks for the right of the caller again. */
import * as Type from 'typebox';
import { ArchiveOrder } from '../model/archive.ts';
import {
  ArrivedBytes,
  EntityTag,
  EntryPage,
  EntryQuery,
  Placed,
  SharePath,
  ShareSpace,
  TaggedEntry,
  WholeFolderQuery,
  ThumbnailSize,
  UploadQuery,
  Written,
} from '../model/entry.ts';
import { ContentHash, OfferId, ResourceId, Timestamp } from '../model/id.ts';
import { TrashEntry, TrashId, TrashList } from '../model/trash.ts';
import { endpoint, Stream } from './endpoint.ts';

const base = '/peer/v1/shares/:share';
const params = Type.Object({ share: ResourceId });
const onePath = Type.Object({ path: SharePath });

export const listPeerEntries = endpoint({
  method: 'GET',
  path: `${base}/entries`,
  summary: 'A folder of a share, a page at a time.',
  params,
  query: EntryQuery,
  answer: EntryPage,
});

/** As `readEntries` of the local door. */
export const readPeerEntries = endpoint({
  method: 'GET',
  path: `${base}/entries/all`,
  summary: 'A whole folder of a share, as lines.',
  params,
  query: WholeFolderQuery,
  answer: Stream,
});

export const statPeerEntry = endpoint({
  method: 'GET',
  path: `${base}/entry`,
  summary: 'One file or folder.',
  params,
  query: onePath,
  answer: TaggedEntry,
});

export const readPeerFile = endpoint({
  method: 'GET',
  path: `${base}/file`,
  summary: 'The bytes of a file, with ranges.',
  params,
  query: onePath,
  answer: Stream,
});

/** As `readArchive` of the local door. */
export const readPeerArchive = endpoint({
  method: 'POST',
  path: `${base}/archive`,
  summary: 'Files and folders as one archive.',
  params,
  body: ArchiveOrder,
  answer: Stream,
});

/** A JPEG or PNG; empty where none can be made of it. */
export const readPeerThumbnail = endpoint({
  method: 'GET',
  path: `${base}/thumbnail`,
  summary: 'A small picture of a file.',
  params,
  query: Type.Object({ path: SharePath, size: ThumbnailSize }),
  answer: Stream,
});

export const createPeerFolder = endpoint({
  method: 'POST',
  path: `${base}/folder`,
  summary: 'Make a folder.',
  params,
  query: onePath,
});

/** Answers when the bytes were pulled, checked and are in place. */
export const offerFile = endpoint({
  method: 'POST',
  path: `${base}/offers`,
  summary: 'Offer a file for a writable share; the owner pulls it from the caller.',
  params,
  body: Type.Object({
    offer: OfferId,
    path: SharePath,
    size: Type.Integer({ minimum: 0 }),
    replace: Type.Boolean(),
    ifMatch: Type.Optional(EntityTag),
    ifNoneMatch: Type.Optional(Type.Literal('*')),
    keepBoth: Type.Optional(Type.Boolean()),
    modified: Type.Optional(Timestamp),
    /** `size` is of what follows. */
    resume: Type.Optional(
      Type.Object({
        from: Type.Integer({ minimum: 0 }),
        prefix: Type.Optional(ContentHash),
      }),
    ),
  }),
  answer: Written,
});

export const statPeerUpload = endpoint({
  method: 'GET',
  path: `${base}/upload`,
  summary: 'How much came of a file before writing it broke off.',
  params,
  query: UploadQuery,
  answer: ArrivedBytes,
});

export const dropPeerUpload = endpoint({
  method: 'DELETE',
  path: `${base}/upload`,
  summary: 'Throw away what came of a file before writing it broke off.',
  params,
  query: UploadQuery,
  answer: ArrivedBytes,
});

/** Bytes on offer to the caller alone; ranges. */
export const readOffer = endpoint({
  method: 'GET',
  path: `/peer/v1/offers/:offer`,
  summary: 'Pull bytes that were offered.',
  params: Type.Object({ offer: OfferId }),
  answer: Stream,
});

export const movePeerEntry = endpoint({
  method: 'POST',
  path: `${base}/move`,
  summary: 'Give a file or folder another name or place in the share.',
  params,
  body: Type.Object({
    from: SharePath,
    to: SharePath,
    replace: Type.Optional(Type.Boolean()),
    ifMatch: Type.Optional(EntityTag),
  }),
  answer: Placed,
});

/** Answers when the copy is whole and in place. */
export const copyPeerEntry = endpoint({
  method: 'POST',
  path: `${base}/copy`,
  summary: 'Copy a file or folder within the share.',
  params,
  body: Type.Object({
    from: SharePath,
    to: SharePath,
    replace: Type.Optional(Type.Boolean()),
    recursive: Type.Optional(Type.Boolean()),
  }),
  answer: Placed,
});

export const removePeerEntry = endpoint({
  method: 'POST',
  path: `${base}/remove`,
  summary: "Move a file or folder into the share's trash.",
  params,
  body: Type.Object({ path: SharePath, ifMatch: Type.Optional(EntityTag) }),
  answer: TrashEntry,
});

export const setPeerModified = endpoint({
  method: 'POST',
  path: `${base}/modified`,
  summary: 'Set the time of a file or folder.',
  params,
  body: Type.Object({
    path: SharePath,
    modified: Timestamp,
    ifMatch: Type.Optional(EntityTag),
  }),
  answer: TaggedEntry,
});

export const getPeerSpace = endpoint({
  method: 'GET',
  path: `${base}/space`,
  summary: 'How much room the share has.',
  params,
  answer: ShareSpace,
});

export const listPeerTrash = endpoint({
  method: 'GET',
  path: `${base}/trash`,
  summary: 'What the caller removed from the share and can have back.',
  params,
  answer: TrashList,
});

export const restorePeerTrash = endpoint({
  method: 'POST',
  path: `${base}/trash/restore`,
  summary: 'Bring something back that the caller removed.',
  params,
  body: Type.Object({ id: TrashId, to: Type.Optional(SharePath) }),
  answer: Placed,
});
