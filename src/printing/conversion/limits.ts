/** What one conversion may cost this PC, whatever the document wants. */

const MIB = 1024 * 1024;

/** Memory of the converters' WebAssembly: where a document wants more, its conversion ends. */
export const WASM_BYTES = 768 * MIB;
/** Memory of their JavaScript. */
export const HEAP_MIB = 256;
/** What a converted document may take on the disk. */
export const OUTPUT_BYTES = 4096 * MIB;
/** A document read into memory as one piece: pictures and text. */
export const WHOLE_BYTES = 256 * MIB;
/** What a text may have: some ten thousand pages. */
export const TEXT_BYTES = 32 * MIB;
/** Without a sign of progress for this long, a converter hangs. */
export const SILENT_MS = 90_000;
/** Nobody waits longer for one document. */
export const WHOLE_MS = 30 * 60_000;
/** Office documents tell no progress. */
export const OFFICE_MS = 180_000;

export const MAX_PAGES = 10_000;
/** Of one page of raster or of a picture that is decoded: 24 × 36 cm at 1200 dpi. */
export const MAX_PAGE_PIXELS = 200_000_000;
/** Of a picture: any camera of today. */
export const MAX_PICTURE_PIXELS = 120_000_000;
/** Pages of a TIFF. */
export const MAX_IMAGES = 500;
/** Pixels that are worth decoding: A3 at 600 dpi; a bigger picture is made smaller. */
export const USEFUL_PIXELS = 70_000_000;
