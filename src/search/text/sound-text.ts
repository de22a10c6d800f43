/**
 * What is written into music and recordings: title, artist, album, year, style, comment (ID3, and
 * what MP4, FLAC, Ogg and others have instead).
 */
import type { ICommonTagsResult } from 'music-metadata';
import { endingOf } from '../file-kind.ts';
import type { TextExtractor } from './text-extractor.ts';

/** Tags stand at the beginning; those behind the music are not looked for. */
const BYTES = 1024 * 1024;
const MAX_FIELD = 4000;
const MAX_FIELDS = 60;

const TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  m4b: 'audio/mp4',
  aac: 'audio/aac',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  aif: 'audio/aiff',
  aiff: 'audio/aiff',
  wma: 'audio/x-ms-wma',
};

export const soundText: TextExtractor = {
  endings: Object.keys(TYPES),
  maxBytes: Number.POSITIVE_INFINITY,
  extract: async ({ name, size, read }) => {
    // Its readers are many, and most shares hold no music.
    const { parseBuffer } = await import('music-metadata');
    let common: ICommonTagsResult | undefined;
    const head = await read(BYTES);
    const mimeType = TYPES[endingOf(name)];
    const parsed = parseBuffer(
      head,
      { size: head.length, ...(mimeType === undefined ? {} : { mimeType }) },
      {
        skipCovers: true,
        skipPostHeaders: size > head.length,
        observer: ({ metadata }) => (common = metadata.common),
      },
    );
    try {
      ({ common } = await parsed);
    } catch (error) {
      // The music was cut off, but what is written before it was read.
      if (!common) throw error;
    }
    return fieldsOf(common).join('\n');
  },
};

function fieldsOf(tags: ICommonTagsResult): string[] {
  const { title, subtitle, artists, artist, albumartist, album, composer, genre, year } = tags;
  const comments = tags.comment?.map(({ text }) => text);
  const all = [title, subtitle, artists ?? artist, albumartist, album, composer, genre, year];
  const fields = [...all, comments].flat().filter((field) => field !== undefined);
  const lines = fields.map((field) => String(field).slice(0, MAX_FIELD).trim());
  return Array.from(new Set(lines)).filter(Boolean).slice(0, MAX_FIELDS);
}
