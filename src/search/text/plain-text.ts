/** Text, tables, programs and settings: the file is its text. */
import { decoded, MAX_TEXT, type TextExtractor } from './text-extractor.ts';

const ENDINGS =
  'bat c cfg conf cpp cs css csv go h ics ini java js json log md php ps1 py rb rs sh sql srt tex toml ts tsv txt vcf vtt xml yaml yml';

export const plainText: TextExtractor = {
  endings: ENDINGS.split(' '),
  maxBytes: Number.POSITIVE_INFINITY,
  safe: true,
  extract: async ({ read }) => {
    const bytes = await read(MAX_TEXT);
    // Nothing that people read has zeros, unless it is UTF-16.
    if (bytes[0] !== 0xff && bytes[0] !== 0xfe && bytes.includes(0))
      throw new Error('This is no text.');
    return decoded(bytes);
  },
};
