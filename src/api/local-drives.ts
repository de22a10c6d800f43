/** The local door: this PC's drives, and images of discs that are opened as drives. */
import * as Type from 'typebox';
import { Drive, DriveChoice } from '../model/drive.ts';
import { ResourceId } from '../model/id.ts';
import { Audience, OwnShare, ResourceName, ShareAccess } from '../model/share.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1';
/** Network drives are called by their server's address. */
const DriveId = Type.String({ minLength: 1, maxLength: 1024 });

export const listDrives = endpoint({
  method: 'GET',
  path: `${base}/own/drives`,
  summary: "This PC's drives, and the images that are open as drives.",
  answer: Type.Array(Drive),
});

/** The share comes back, the same one, whenever the drive does, unless it is for once. */
export const offerDrive = endpoint({
  method: 'POST',
  path: `${base}/own/drives/offer`,
  summary: 'Share a drive while it is there, or decide never to be asked about it.',
  body: Type.Object({
    id: DriveId,
    /** `ask` takes back what was decided. */
    choice: Type.Union([DriveChoice, Type.Literal('ask')]),
    name: Type.Optional(ResourceName),
    access: Type.Optional(ShareAccess),
    with: Type.Optional(Audience),
  }),
  answer: Drive,
});

export const ejectDrive = endpoint({
  method: 'POST',
  path: `${base}/own/drives/eject`,
  summary: 'Let go of a drive, so that it may be pulled.',
  body: Type.Object({
    id: DriveId,
    /** Break off what colleagues read and write. */
    force: Type.Optional(Type.Boolean()),
  }),
});

/** `removeShare` closes it. An image that is open already is answered as it is. */
export const openImage = endpoint({
  method: 'POST',
  path: `${base}/own/drives/open`,
  summary: 'Open an image of a disc as a drive that can be read.',
  body: Type.Object({
    /** Absolute path, or one inside the share of this PC that is named. */
    path: Type.String({ minLength: 1, maxLength: 8192 }),
    share: Type.Optional(ResourceId),
    name: Type.Optional(ResourceName),
    with: Type.Optional(Audience),
  }),
  answer: OwnShare,
});
