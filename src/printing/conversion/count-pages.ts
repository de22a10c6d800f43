/** How many pages a document has; nothing is drawn. */
import type { StepResult } from './conversion-step.ts';
import type { InputFile } from './input-file.ts';
import { Pdfium } from './pdf/pdfium.ts';
import { readRaster } from './raster/raster-reader.ts';

/** Throws a `ConversionFault` where it is damaged or protected. */
export async function countPages(input: InputFile, of: 'pdf' | 'raster'): Promise<StepResult> {
  if (of === 'pdf') return { pages: (await Pdfium.load()).open(input).pages };
  let pages = 0;
  for (const { lines } of readRaster(input)) {
    // A page begins where the lines of the one before it end.
    for (const _line of lines());
    pages += 1;
  }
  return { pages };
}
