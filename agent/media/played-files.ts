/**
 * Files as a player reads them: a colleague's from every PC that has it, others from where they are.
 * The right to a file is asked when it is opened, and by each PC that gives some of it.
 */
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import { parentPath } from '../../src/base/safe-path.ts';
import type { SubtitleTrack } from '../../src/model/media.ts';
import { contentType } from '../../src/shares/content-type.ts';
import type { FileRead, FileStat, FileSystem, ReadOptions } from '../../src/shares/file-system.ts';
import { MAX_SUBTITLE_BYTES, readSubtitles, subtitlesBeside } from '../../src/media/subtitles.ts';
import type { StreamPlace } from '../../src/transfer/streaming/streamed-file.ts';
import type { Office } from '../office.ts';

/** What `sendFile` needs of a file system, for one file. */
export type PlayedFile = Pick<FileSystem, 'stat' | 'read'>;

/** The type of sound or a film; throws `request.invalid` for everything else. */
export function mediaType(path: string): string {
  const type = contentType(path);
  if (/^(?:audio|video)\//.test(type)) return type;
  throw new HallwayError('request.invalid', 'This file is neither sound nor a film.');
}

/** Throws what the share throws, `path.not_file`, `request.invalid`. */
export async function openPlayed(office: Office, place: StreamPlace): Promise<PlayedFile> {
  mediaType(place.path);
  const { device, share, path } = place;
  const files = office.access.open(device, share);
  const isColleague =
    device !== office.media.device && office.workgroup.members().some(({ id }) => id === device);
  if (!isColleague) {
    await files.stat(path);
    return files;
  }
  const { streams } = office.media;
  try {
    await streams.open(place);
  } catch (error) {
    const { code } = asHallwayError(error);
    // A PC of an older version, or a file too large for pieces: as any other file, from its owner.
    if (code !== 'request.not_found' && code !== 'request.too_large') throw error;
    await files.stat(path);
    return files;
  }
  return {
    stat: async () => statOf(await opened(office, place), path),
    read: async (_path: string, options?: ReadOptions) => readOf(office, place, options),
  };
}

/** Known from before, and opened anew where it was forgotten meanwhile. */
async function opened({ media: { streams } }: Office, place: StreamPlace) {
  return (await streams.known(place)) ?? streams.open(place);
}

async function readOf(
  office: Office,
  place: StreamPlace,
  { range: asked }: ReadOptions = {},
): Promise<FileRead> {
  const file = await opened(office, place);
  const range = office.media.streams.rangeOf(file, asked);
  const { size, modified, etag } = file;
  return { size, modified, etag, range, stream: file.read(range ?? { start: 0, end: size - 1 }) };
}

function statOf(
  { size, modified, etag }: { size: number; modified: number; etag: string },
  path: string,
): FileStat {
  return { name: path, kind: 'file', size, modified, etag };
}

/** What lies beside a film; files that cannot be read are left out. */
export async function subtitlesOf(
  files: Pick<FileSystem, 'list' | 'read'>,
  path: string,
): Promise<SubtitleTrack[]> {
  const folder = parentPath(path);
  const { entries } = await files.list(folder, { limit: 5000 });
  const names = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const tracks: SubtitleTrack[] = [];
  for (const { name, language } of subtitlesBeside(path, names)) {
    const cues = await cuesOf(files, folder === '' ? name : `${folder}/${name}`);
    if (cues.length > 0) tracks.push({ name, language, cues });
  }
  return tracks;
}

async function cuesOf(files: Pick<FileSystem, 'read'>, path: string) {
  try {
    const { stream, size } = await files.read(path);
    if (size > MAX_SUBTITLE_BYTES) {
      stream.destroy();
      return [];
    }
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MAX_SUBTITLE_BYTES) return [];
      chunks.push(chunk);
    }
    return readSubtitles(Buffer.concat(chunks));
  } catch {
    return [];
  }
}
