/** Every extractor of the search; that of PDFs is another domain's, and passed in. */
import { mailText } from './mail-text.ts';
import { htmlText } from './markup-text.ts';
import { officeText } from './office-text.ts';
import { pictureText } from './picture-text.ts';
import { plainText } from './plain-text.ts';
import { richText } from './rich-text.ts';
import { soundText } from './sound-text.ts';
import { MAX_TEXT, TextExtractors } from './text-extractor.ts';

/** PDFium has them in memory as a whole. */
const PDF_BYTES = 64 * 1024 * 1024;

/** `pdfText` gives at most so many characters. */
export function allExtractors(
  pdfText: (pdf: Buffer, most: number) => Promise<string> | string,
): TextExtractors {
  return new TextExtractors([
    plainText,
    htmlText,
    officeText,
    richText,
    mailText,
    pictureText,
    soundText,
    {
      endings: ['pdf'],
      maxBytes: PDF_BYTES,
      extract: async ({ size, read }) => pdfText(await read(size), MAX_TEXT),
    },
  ]);
}
