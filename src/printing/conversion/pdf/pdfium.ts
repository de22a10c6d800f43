/** What conversion needs of PDFium: the pages of a file, and new files made of them. */
import { ConversionFault } from '../conversion-fault.ts';
import type { InputFile } from '../input-file.ts';
import { PdfDocument } from './pdf-document.ts';
import { allocate, loadPdfium, type PdfiumApi, type PdfiumHeap } from './pdfium-module.ts';

const PASSWORD_ERROR = 4;

/** A PDF that can be read at any place. */
export type PdfInput = Pick<InputFile, 'size' | 'read'>;

export class Pdfium {
  readonly #api: PdfiumApi;
  readonly #heap: PdfiumHeap;

  private constructor(api: PdfiumApi) {
    this.#api = api;
    this.#heap = api.pdfium as unknown as PdfiumHeap;
  }

  static async load(): Promise<Pdfium> {
    return new Pdfium(await loadPdfium());
  }

  /** Reads what it needs when it needs it. Throws a `ConversionFault`. */
  open(input: PdfInput): PdfDocument {
    const heap = this.#heap;
    const read = heap.addFunction((_param, position, at, length) => {
      if (position === undefined || at === undefined || length === undefined) return 0;
      return readAll(input, heap.HEAPU8, at >>> 0, position >>> 0, length >>> 0) ? 1 : 0;
    }, 'iiiii');
    const access = allocate(heap, 12);
    heap.setValue(access, input.size, 'i32');
    heap.setValue(access + 4, read, 'i32');
    heap.setValue(access + 8, 0, 'i32');
    const document = this.#api.FPDF_LoadCustomDocument(access, '');
    if (document === 0) {
      if (this.#api.FPDF_GetLastError() === PASSWORD_ERROR)
        throw new ConversionFault('protected', 'The PDF is protected by a password.');
      throw new ConversionFault('broken', 'The PDF is damaged and cannot be read.');
    }
    return new PdfDocument(this.#api, heap, document);
  }

  create(): PdfDocument {
    return new PdfDocument(this.#api, this.#heap, this.#api.FPDF_CreateNewDocument());
  }
}

function readAll(
  input: PdfInput,
  into: Uint8Array,
  at: number,
  position: number,
  length: number,
): boolean {
  for (let done = 0; done < length; ) {
    const read = input.read(into, at + done, position + done, length - done);
    if (read === 0) return false;
    done += read;
  }
  return true;
}
