/** What kind of file something is, by the ending of its name, in words. */
import { phrase } from '../locale/localization.ts';
import type { Entry } from '../../src/model/entry.ts';

const KINDS: Record<string, string> = {
  Picture: 'png jpg jpeg gif webp avif bmp svg heic heif tif tiff',
  Video: 'mp4 m4v webm mov mkv avi ogv',
  Audio: 'mp3 m4a ogg oga opus flac wav aac',
  Text: 'txt md log csv json xml ini yml yaml',
  PDF: 'pdf',
  Document: 'doc docx odt rtf pages',
  Table: 'xls xlsx ods numbers',
  Slides: 'ppt pptx odp key',
  Archive: 'zip tar gz tgz 7z rar xz zst',
  'Image of a disc': 'iso img udf',
};

const known = new Map(
  Object.entries(KINDS).flatMap(([kind, all]) => all.split(' ').map((one) => [one, kind] as const)),
);

/** In lower case, without the dot; empty where there is none. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

export function kindOf({ name, kind }: Entry): string {
  if (kind === 'folder') return phrase('Folder');
  const ending = endingOf(name);
  const kindName = known.get(ending);
  if (kindName !== undefined) return phrase(kindName);
  return /^[a-z0-9]{1,5}$/.test(ending) ? ending.toUpperCase() : phrase('File');
}
