/** Which files a browser can show by itself, told by the ending of their names. */
import { endingOf } from './kinds.ts';

export type Preview = 'image' | 'pdf' | 'text' | 'audio' | 'video';

/** As `contentType` names them in a way that browsers take. */
const ENDINGS: Record<Preview, string> = {
  image: 'png jpg jpeg gif webp avif bmp svg heic tif tiff',
  pdf: 'pdf',
  // Source text, whatever it is the source of: it is never shown as a page.
  text: 'txt md log csv json xml ini yml yaml html htm css js ts sh py c h java sql toml conf vcf ics eml srt tex',
  audio: 'mp3 m4a ogg oga opus flac wav aac',
  video: 'mp4 m4v webm mov mkv ogv',
};

const known = new Map(
  (Object.keys(ENDINGS) as Preview[]).flatMap((kind) =>
    ENDINGS[kind].split(' ').map((ending) => [ending, kind] as const),
  ),
);

/** Pictures that browsers do not know: the PC that has them makes others of them. */
const FOREIGN: ReadonlySet<string> = new Set(['heic', 'tif', 'tiff']);
const THUMBNAILS: ReadonlySet<string> = new Set(
  'pdf png jpg jpeg gif webp avif bmp heic tif tiff'.split(' '),
);

export function isForeignPicture(name: string): boolean {
  return FOREIGN.has(endingOf(name));
}

/** Whether the PC that has the file may have a small picture of it. */
export function hasThumbnail(name: string): boolean {
  return THUMBNAILS.has(endingOf(name));
}

/** Undefined for what can only be downloaded. `name` may be a path. */
export function previewOf(name: string): Preview | undefined {
  return known.get(endingOf(name.slice(name.lastIndexOf('/') + 1)));
}
