/** A PDF that PDFium has open: its pages drawn, or put into another one. */
import { ConversionFault } from '../conversion-fault.ts';
import type { OutputFile } from '../output-file.ts';
import type { Matrix, PageSize } from '../sheet-layout.ts';
import { allocate, type PdfiumApi as Api, type PdfiumHeap as Heap } from './pdfium-module.ts';

const ANNOTATIONS = 0x01;
const PRINTING = 0x800;
/** Red first. */
const REVERSE_BYTES = 0x10;
/** Kind of bitmap and bytes of a pixel. */
const BITMAPS = { gray: [1, 1], color: [2, 3] } as const;
const FLATTEN_FOR_PRINT = 1;
const REMOVE_SECURITY = 3;
const WHITE = 0xffffffff;

/** Memory for a part of a page. */
export interface Canvas {
  /** As it is now: memory moves when it grows. */
  pixels: () => Uint8Array;
  /** Of red, green and blue; or of grey alone. */
  bytesPerLine: number;
  kind: 'gray' | 'color';
  handle: number;
}

export class PdfDocument {
  readonly #api: Api;
  readonly #heap: Heap;
  readonly #handle: number;
  readonly #scratch: number;
  /** The page that is open, and its index. */
  #page: { index: number; handle: number } | undefined;

  constructor(api: Api, heap: Heap, handle: number) {
    this.#api = api;
    this.#heap = heap;
    this.#handle = handle;
    this.#scratch = allocate(heap, 64);
  }

  get pages(): number {
    return this.#api.FPDF_GetPageCount(this.#handle);
  }

  /** Upright, in points. */
  size(index: number): PageSize {
    const done = this.#api.FPDF_GetPageSizeByIndexF(this.#handle, index, this.#scratch);
    const width = done ? this.#heap.getValue(this.#scratch, 'float') : 0;
    const height = done ? this.#heap.getValue(this.#scratch + 4, 'float') : 0;
    // A page without a sane size is drawn as A4 would be.
    return width > 0 && height > 0 ? { width, height } : { width: 595, height: 842 };
  }

  canvas(width: number, height: number, kind: 'gray' | 'color'): Canvas {
    const [format, pixel] = BITMAPS[kind];
    const bytesPerLine = width * pixel;
    const at = allocate(this.#heap, bytesPerLine * height);
    const handle = this.#api.FPDFBitmap_CreateEx(width, height, format, at, bytesPerLine);
    if (handle === 0) throw new ConversionFault('limit', 'The page needs too much memory.');
    this.#api.FPDFBitmap_FillRect(handle, 0, 0, width, height, WHITE);
    const pixels = (): Uint8Array => this.#heap.HEAPU8.subarray(at, at + bytesPerLine * height);
    return { pixels, bytesPerLine, kind, handle };
  }

  /**
   * Draws a page. `matrix` goes from the upright page in points, origin at its lower left, to the
   * pixels of the canvas, origin at its upper left.
   */
  draw(index: number, canvas: Canvas, size: PageSize, matrix: Matrix): void {
    const page = this.#load(index);
    const { width, height } = this.size(index);
    const [a, b, c, d, e, f] = matrix;
    // PDFium begins with whole points from the upper left, its scale cut off to whole points.
    const x = width / Math.max(1, Math.trunc(width));
    const y = height / Math.max(1, Math.trunc(height));
    const placed = [a * x, b * x, -c * y, -d * y, c * height + e, d * height + f];
    placed.forEach((value, i) => this.#heap.setValue(this.#scratch + i * 4, value, 'float'));
    const clip = [0, 0, size.width, size.height];
    clip.forEach((value, i) => this.#heap.setValue(this.#scratch + 24 + i * 4, value, 'float'));
    this.#api.FPDF_RenderPageBitmapWithMatrix(
      canvas.handle,
      page,
      this.#scratch,
      this.#scratch + 24,
      ANNOTATIONS | PRINTING | (canvas.kind === 'gray' ? 0 : REVERSE_BYTES),
    );
  }

  clear(canvas: Canvas, { width, height }: PageSize): void {
    this.#api.FPDFBitmap_FillRect(canvas.handle, 0, 0, width, height, WHITE);
  }

  #load(index: number): number {
    if (this.#page?.index === index) return this.#page.handle;
    this.closePage();
    const handle = this.#api.FPDF_LoadPage(this.#handle, index);
    if (handle === 0)
      throw new ConversionFault('broken', `Page ${index + 1} of the PDF is damaged.`);
    this.#page = { index, handle };
    return handle;
  }

  closePage(): void {
    if (this.#page) this.#api.FPDF_ClosePage(this.#page.handle);
    this.#page = undefined;
  }

  /** What can be read on a page, at most so many characters (UTF-16). */
  text(index: number, max: number): string {
    const page = this.#api.FPDFText_LoadPage(this.#load(index));
    if (page === 0) return '';
    try {
      const count = Math.min(max, Math.max(0, this.#api.FPDFText_CountChars(page)));
      // With a zero at its end.
      const at = allocate(this.#heap, (count + 1) * 2);
      const got = this.#api.FPDFText_GetText(page, 0, count, at);
      const bytes = this.#heap.HEAPU8.subarray(at, at + Math.max(0, got - 1) * 2);
      const text = Buffer.from(bytes).toString('utf16le');
      this.#heap.wasmExports.free(at);
      return text;
    } finally {
      this.#api.FPDFText_ClosePage(page);
    }
  }

  close(): void {
    this.closePage();
    this.#heap.wasmExports.free(this.#scratch);
    this.#api.FPDF_CloseDocument(this.#handle);
  }

  /** Appends pages of another document as they are. */
  import(from: PdfDocument, indices: readonly number[]): void {
    const list = allocate(this.#heap, Math.max(4, indices.length * 4));
    indices.forEach((index, i) => this.#heap.setValue(list + i * 4, index, 'i32'));
    const done = this.#api.FPDF_ImportPagesByIndex(
      this.#handle,
      from.#handle,
      list,
      indices.length,
      this.pages,
    );
    this.#heap.wasmExports.free(list);
    if (!done) throw new ConversionFault('broken', 'A page of the PDF is damaged.');
  }

  /** Appends an empty page. */
  addPage({ width, height }: PageSize): SheetPage {
    const index = this.pages;
    const handle = this.#api.FPDFPage_New(this.#handle, index, width, height);
    return new SheetPage(this.#api, this.#heap, handle, this.#scratch);
  }

  /** A page as something to be placed on pages of `target`, with its annotations. */
  form(index: number, target: PdfDocument): PageForm {
    const page = this.#load(index);
    this.#api.FPDFPage_Flatten(page, FLATTEN_FOR_PRINT);
    // What was flattened shows after the page was read anew.
    this.closePage();
    this.#load(index);
    const handle = this.#api.FPDF_NewXObjectFromPage(target.#handle, this.#handle, index);
    if (handle === 0)
      throw new ConversionFault('broken', `Page ${index + 1} of the PDF is damaged.`);
    return handle;
  }

  save(out: OutputFile): void {
    const heap = this.#heap;
    let failure: unknown;
    const write = heap.addFunction((_self, at, length) => {
      try {
        out.write(heap.HEAPU8.subarray((at ?? 0) >>> 0, ((at ?? 0) >>> 0) + ((length ?? 0) >>> 0)));
        return 1;
      } catch (error) {
        failure = error;
        return 0;
      }
    }, 'iiii');
    const writer = allocate(heap, 8);
    heap.setValue(writer, 1, 'i32');
    heap.setValue(writer + 4, write, 'i32');
    const done = this.#api.FPDF_SaveAsCopy(this.#handle, writer, REMOVE_SECURITY);
    if (failure !== undefined) throw failure;
    if (!done) throw new ConversionFault('internal', 'The new PDF could not be written.');
  }
}

/** A page to be placed: upright, its lower left corner at the origin. */
export type PageForm = number;

/** A page that is being put together. */
class SheetPage {
  readonly #api: Api;
  readonly #heap: Heap;
  readonly #handle: number;
  readonly #scratch: number;

  constructor(api: Api, heap: Heap, handle: number, scratch: number) {
    this.#api = api;
    this.#heap = heap;
    this.#handle = handle;
    this.#scratch = scratch;
  }

  place(form: PageForm, matrix: Matrix): void {
    const object = this.#api.FPDF_NewFormObjectFromXObject(form);
    matrix.forEach((value, i) => this.#heap.setValue(this.#scratch + i * 4, value, 'float'));
    this.#api.FPDFPageObj_SetMatrix(object, this.#scratch);
    this.#api.FPDFPage_InsertObject(this.#handle, object);
  }

  end(): void {
    this.#api.FPDFPage_GenerateContent(this.#handle);
    this.#api.FPDF_ClosePage(this.#handle);
  }
}
