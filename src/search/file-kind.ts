/** What people call a file, by the ending of its name. */
import type { FileKind } from '../model/search.ts';

const ENDINGS: Readonly<Record<Exclude<FileKind, 'folder' | 'other'>, string>> = {
  document:
    'c cfg conf cpp cs css csv doc docx eml epub go h htm html ics ini java js json log md msg odp ods odt pdf php ppt pptx ps py rb rs rtf sh sql tex toml ts txt vcf xls xlsx xml yaml yml',
  picture: 'avif bmp cr2 dng gif heic ico jpeg jpg nef odg png psd raw svg tif tiff webp',
  audio: 'aac aif aiff flac m4a mid midi mp3 ogg opus wav wma',
  video: 'avi flv m4v mkv mov mp4 mpeg mpg ogv ts webm wmv',
  archive: '7z bz2 deb dmg gz iso rar rpm tar tgz xz zip zst',
};

const KINDS: ReadonlyMap<string, FileKind> = new Map(
  // A name that stands twice keeps its first kind: `.ts` is rather a program than a film.
  Object.entries(ENDINGS)
    .toReversed()
    .flatMap(([kind, endings]) =>
      endings.split(' ').map((ending) => [ending, kind as FileKind] as const),
    ),
);

/** In lower case and without the dot; empty where there is none. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

export function fileKind(name: string): FileKind {
  return KINDS.get(endingOf(name)) ?? 'other';
}
