/** PWG raster or URF as a PDF of pictures, for printers that read PDF only: phones send URF. */
import { setImmediate } from 'node:timers/promises';
import type { StepResult } from '../conversion-step.ts';
import { PngBuilder } from '../image/png-builder.ts';
import type { InputFile } from '../input-file.ts';
import type { OutputFile } from '../output-file.ts';
import { PdfWriter } from '../pdf/pdf-writer.ts';
import { bytesPerLine, type RasterPage } from './page-header.ts';
import { readRaster } from './raster-reader.ts';

export async function rasterToPdf(
  input: InputFile,
  out: OutputFile,
  progress: (pages: number) => void,
): Promise<StepResult> {
  const writer = new PdfWriter(out);
  let pages = 0;
  for (const { header, lines } of readRaster(input)) {
    const { width, height, dpi, transform } = header;
    const png = new PngBuilder(width, height, header.color === 'srgb_8' ? 3 : 1);
    const readable = lineReader(header);
    for (const line of lines()) png.line(readable(line));
    const size = { width: (width * 72) / dpi, height: (height * 72) / dpi };
    await writer.page(size);
    writer.image(png.end(), 0, 0, size, transform);
    await setImmediate();
    pages += 1;
    progress(pages);
  }
  await writer.end();
  return { pages };
}

/** Lines as PNG has them: grey or RGB, black is 0. */
function lineReader(header: RasterPage): (line: Uint8Array) => Uint8Array {
  const made = new Uint8Array(header.width);
  switch (header.color) {
    case 'black_8':
      return (line) => {
        for (let x = 0; x < made.length; x += 1) made[x] = 255 - (line[x] ?? 0);
        return made;
      };
    case 'black_1':
      return (line) => {
        for (let x = 0; x < made.length; x += 1)
          made[x] = ((line[x >> 3] ?? 0) >> (7 - (x & 7))) & 1 ? 0 : 255;
        return made;
      };
    default:
      return (line) => line.subarray(0, bytesPerLine(header));
  }
}
