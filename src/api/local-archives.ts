/** The local door: files and folders of a share as one archive. */
import * as Type from 'typebox';
import { ArchiveOrder } from '../model/archive.ts';
import { DeviceId, ResourceId, Timestamp } from '../model/id.ts';
import { endpoint, Stream } from './endpoint.ts';

const base = '/api/v1';
const shareParams = Type.Object({ device: DeviceId, share: ResourceId });

/**
 * Files and folders of a share as one archive, made by its owner's PC while it is sent. The head
 * tells its length, files and bytes (`ArchiveHeader`). What changes meanwhile ends it: whoever says
 * `TE: trailers` gets the reason behind it, for others the connection ends before its length.
 */
export const readArchive = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/archive`,
  summary: 'Files and folders of a share as one archive (zip or tar).',
  params: shareParams,
  body: ArchiveOrder,
  answer: Stream,
});

/**
 * For “Download as zip” of a selection: a short-lived address on the content port, as that of
 * `createContentAddress`, to be opened as `<a href={url} download>` or `location.assign(url)`. The
 * selection is looked at first, so what is not there is told here. `name` is what the download shall
 * be called, without `.zip`; else it is called as the one thing, or as the folder that several are in.
 */
export const createArchiveAddress = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/archive/content`,
  summary: 'A short-lived address of an archive that needs no token.',
  params: shareParams,
  body: Type.Object({
    ...ArchiveOrder.properties,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  }),
  answer: Type.Object({ url: Type.String(), expiresAt: Timestamp }),
});
