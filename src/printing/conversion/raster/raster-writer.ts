/** Writes a document of PWG raster or URF, line by line. */
import type { OutputFile } from '../output-file.ts';
import { LinePacker } from './line-codec.ts';
import { bytesPerLine, type RasterPage } from './page-header.ts';
import { PWG_MAGIC, pwgHeader } from './pwg-header.ts';
import { urfFileHeader, urfPageHeader } from './urf-header.ts';

export type RasterFormat = 'image/pwg-raster' | 'image/urf';

export class RasterWriter {
  readonly #out: OutputFile;
  readonly #format: RasterFormat;

  /** `pages` is the count of all pages; URF tells it first. */
  constructor(out: OutputFile, format: RasterFormat, pages: number) {
    this.#out = out;
    this.#format = format;
    out.write(format === 'image/urf' ? urfFileHeader(pages) : PWG_MAGIC);
  }

  /** Takes the lines of a page from its top, as its transform has it; `end` after the last. */
  page(page: RasterPage): LinePacker {
    this.#out.write(this.#format === 'image/urf' ? urfPageHeader(page) : pwgHeader(page));
    const pixel = page.color === 'srgb_8' ? 3 : 1;
    return new LinePacker(bytesPerLine(page), pixel, (bytes) => this.#out.write(bytes));
  }
}
