/** The local door: sound and films. */
import * as Type from 'typebox';
import { SharePath } from '../model/entry.ts';
import { DeviceId, ResourceId, Timestamp } from '../model/id.ts';
import { SubtitleTrack } from '../model/media.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1';
const place = Type.Object({ device: DeviceId, share: ResourceId });

/**
 * Answers ranges. A colleague's file comes from every PC that has it, each piece checked. The
 * address holds while it is used, and ten minutes after.
 */
export const createPlayAddress = endpoint({
  method: 'POST',
  path: `${base}/shares/:device/:share/play`,
  summary: 'An address at which a player of this PC reads a file.',
  params: place,
  body: Type.Object({ path: SharePath }),
  answer: Type.Object({ url: Type.String(), expiresAt: Timestamp }),
});

/** Which PCs the pieces of it came from so far; nothing for files of this PC. */
export const listPlaySources = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/play/sources`,
  summary: 'From which PCs a file that is played comes.',
  params: place,
  query: Type.Object({ path: SharePath }),
  answer: Type.Array(Type.Object({ device: DeviceId, bytes: Type.Integer() })),
});

export const readSubtitles = endpoint({
  method: 'GET',
  path: `${base}/shares/:device/:share/subtitles`,
  summary: 'The subtitles that lie beside a film (.vtt, .srt).',
  params: place,
  query: Type.Object({ path: SharePath }),
  answer: Type.Array(SubtitleTrack),
});
