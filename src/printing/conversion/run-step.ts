/**
 * One step of a conversion, as the converter's own process runs it: from a file to a file, with
 * libraries that are memory-safe or WebAssembly. Each is loaded only by the step that needs it.
 */
import { ConversionFault } from './conversion-fault.ts';
import type { ConversionStep, StepResult } from './conversion-step.ts';
import { InputFile } from './input-file.ts';
import { OUTPUT_BYTES, WASM_BYTES } from './limits.ts';
import { capMemory } from './memory-cap.ts';
import { OutputFile } from './output-file.ts';

export interface StepOrder {
  step: ConversionStep;
  source: string;
  /** Must not exist. */
  target: string;
  /** Folders with fonts. */
  fonts: readonly string[];
}

export type Progress = (done: number, total?: number) => void;

/** Throws a `ConversionFault`, whatever went wrong. */
export async function runStep(order: StepOrder, progress: Progress): Promise<StepResult> {
  const cap = capMemory(WASM_BYTES);
  try {
    const input = new InputFile(order.source);
    const out = new OutputFile(order.target, OUTPUT_BYTES);
    const result = await run(order, input, out, progress);
    out.close();
    input.close();
    return result;
  } catch (error) {
    if (error instanceof ConversionFault && !cap.reached) throw error;
    if (cap.reached)
      throw new ConversionFault(
        'limit',
        'The document needs too much memory to be converted.',
        error,
      );
    const { code } = error as { code?: unknown };
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new ConversionFault('disk', 'The disk is full.', error);
    if (error instanceof WebAssembly.RuntimeError)
      throw new ConversionFault(
        'broken',
        'The document is damaged and cannot be converted.',
        error,
      );
    throw new ConversionFault('internal', 'The document could not be converted.', error);
  }
}

async function run(
  { step, fonts }: StepOrder,
  input: InputFile,
  out: OutputFile,
  progress: Progress,
): Promise<StepResult> {
  switch (step.kind) {
    case 'image-to-pdf': {
      const { imageToPdf } = await import('./image/image-to-pdf.ts');
      return imageToPdf(input, out, step);
    }
    case 'text-to-pdf': {
      const { textToPdf } = await import('./text/text-to-pdf.ts');
      return textToPdf(input, out, step, fonts, progress);
    }
    case 'raster-to-pdf': {
      const { rasterToPdf } = await import('./raster/raster-to-pdf.ts');
      return rasterToPdf(input, out, progress);
    }
    case 'count-pages': {
      const { countPages } = await import('./count-pages.ts');
      return countPages(input, step.of);
    }
    case 'pdf-pages':
    case 'pdf-sheets': {
      const { makeSheets, pickPages } = await import('./pdf/make-pdf.ts');
      const { Pdfium } = await import('./pdf/pdfium.ts');
      const pdfium = await Pdfium.load();
      const source = pdfium.open(input);
      return step.kind === 'pdf-pages'
        ? pickPages(pdfium, source, out, step)
        : makeSheets(pdfium, source, out, step.sheets, progress);
    }
    case 'pdf-to-raster': {
      const { drawRaster } = await import('./pdf/draw-raster.ts');
      const { Pdfium } = await import('./pdf/pdfium.ts');
      const pdfium = await Pdfium.load();
      return drawRaster(pdfium.open(input), out, step.sheets, step.raster, progress);
    }
    default:
      throw new ConversionFault('internal', `${step.kind} is the work of another program.`);
  }
}
