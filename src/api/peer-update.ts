/** The peer door: the release that a member runs, for members that have an older one. */
import * as Type from 'typebox';
import { ContentHash } from '../model/id.ts';
import { OfferedRelease } from '../model/release.ts';
import { endpoint, Stream } from './endpoint.ts';

const base = '/peer/v1/release';

export const offeredRelease = endpoint({
  method: 'GET',
  path: base,
  summary: 'The signed release that this PC runs; null for a checkout or an unsigned build.',
  answer: Type.Object({ release: Type.Union([OfferedRelease, Type.Null()]) }),
});

/** Nothing of it is believed before the signature is right. */
export const pullReleaseList = endpoint({
  method: 'GET',
  path: `${base}/list`,
  summary: "The release's list of files as it was signed, with the signature in base64.",
  answer: Type.Object({
    text: Type.String({ maxLength: 4_000_000 }),
    signature: Type.String({ maxLength: 256 }),
  }),
});

export const pullReleaseFile = endpoint({
  method: 'GET',
  path: `${base}/files/:hash`,
  summary: 'A file of the release, or a range of it.',
  params: Type.Object({ hash: ContentHash }),
  answer: Stream,
});
