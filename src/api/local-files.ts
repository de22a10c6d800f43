/** The local door: shares, drives and files. */
import * as Type from 'typebox';
import { Drive } from '../model/drive.ts';
import { EntryPage, EntryQuery, SharePath } from '../model/entry.ts';
import { DeviceId, ResourceId, Timestamp } from '../model/id.ts';
import { Audience, OwnShare, ResourceName, Share, ShareAccess } from '../model/share.ts';
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
  }),
  answer: OwnShare,
});

export const removeShare = endpoint({
  method: 'DELETE',
  path: `${base}/own/shares/:id`,
  summary: 'Stop sharing. The files stay where they are.',
  params: Type.Object({ id: ResourceId }),
});

export const listDrives = endpoint({
  method: 'GET',
  path: `${base}/own/drives`,
  summary: "This PC's drives.",
  answer: Type.Array(Drive),
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

/** Answers `Range` with 206/416, and carries ETag and Last-Modified. */
export const readFile = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/file`,
  summary: 'The bytes of a file.',
  params: shareParams,
  query: Type.Object({ path: SharePath }),
  answer: Stream,
});

/** The body is the whole file. Without `replace` an existing name is refused (`path.exists`). */
export const writeFile = endpoint({
  method: 'PUT',
  path: `${base}/shares/:device/:share/file`,
  summary: 'Put a file into a writable share.',
  params: shareParams,
  query: Type.Object({ path: SharePath, replace: Type.Optional(Type.Boolean()) }),
  body: Stream,
  answer: Type.Object({ bytes: Type.Integer(), hash: Type.String() }),
});

export const createFolder = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/folder`,
  summary: 'Make a folder in a writable share.',
  params: shareParams,
  query: Type.Object({ path: SharePath }),
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
