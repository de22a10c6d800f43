/**
 * PDFium as WebAssembly. Its memory is its own: a document that gets the better of it reaches
 * nothing else.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { init } from '@embedpdf/pdfium';
import { ConversionFault } from '../conversion-fault.ts';

/** What we call of the module, as its C headers (`public/fpdfview.h` and others) have it. */
export type PdfiumApi = Awaited<ReturnType<typeof init>>;
export type PdfiumHeap = {
  HEAPU8: Uint8Array;
  wasmExports: { malloc: (bytes: number) => number; free: (at: number) => void };
  addFunction: (run: (...values: number[]) => number, signature: string) => number;
  setValue: (at: number, value: number, type: 'i32' | 'float') => void;
  getValue: (at: number, type: 'float') => number;
};

export async function loadPdfium(): Promise<PdfiumApi> {
  const wasm = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  const api = await init({ wasmBinary: readFileSync(wasm) });
  api.PDFiumExt_Init();
  return api;
}

/** Address of so many bytes. Throws a `ConversionFault` where there are none. */
export function allocate(heap: PdfiumHeap, bytes: number): number {
  const at = heap.wasmExports.malloc(bytes) >>> 0;
  if (at === 0) throw new ConversionFault('limit', 'The document needs too much memory.');
  return at;
}
