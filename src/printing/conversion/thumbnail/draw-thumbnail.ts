/** One small picture of a file, as the thumbnailer's worker makes it: JPEG of pictures, PNG of PDFs. */
import { ConversionFault } from '../conversion-fault.ts';
import { shrinkImage } from '../image/decoder.ts';
import { PngBuilder } from '../image/png-builder.ts';
import { capMemory } from '../memory-cap.ts';
import { Pdfium } from '../pdf/pdfium.ts';

export interface ThumbnailOrder {
  /** MIME type: one of `DECODED_FORMATS`, or that of PDF. */
  format: string;
  /** Pixels of the longer side at most. */
  edge: number;
}

export const PDF_FORMAT = 'application/pdf';
/** Of one picture: decoded, a camera's largest has 200 MB. */
const MEMORY_BYTES = 384 * 1024 * 1024;
const POINTS = 72;

/** `magick` is ImageMagick compiled. Throws a `ConversionFault`, whatever went wrong. */
export async function drawThumbnail(
  { format, edge }: ThumbnailOrder,
  bytes: Uint8Array,
  magick: WasmModule | undefined,
): Promise<Uint8Array> {
  const cap = capMemory(MEMORY_BYTES);
  try {
    if (format === PDF_FORMAT) return await drawPage(bytes, edge);
    if (!magick) throw new ConversionFault('internal', 'There is no decoder.');
    return await shrinkImage(bytes, format, edge, magick);
  } catch (error) {
    if (cap.reached) throw new ConversionFault('limit', 'It needs too much memory.', error);
    if (error instanceof ConversionFault) throw error;
    throw new ConversionFault('broken', 'It is damaged.', error);
  }
}

/** The first page. */
async function drawPage(bytes: Uint8Array, edge: number): Promise<Buffer> {
  const pdfium = await Pdfium.load();
  const document = pdfium.open({
    size: bytes.length,
    read: (into, offset, position, length = into.length - offset) => {
      const part = bytes.subarray(position, position + length);
      into.set(part, offset);
      return part.length;
    },
  });
  if (document.pages < 1) throw new ConversionFault('broken', 'The PDF has no pages.');
  const { width, height } = document.size(0);
  // No larger than a screen shows it at its own size, twice as fine.
  const scale = Math.min(edge / Math.max(width, height), (2 * 96) / POINTS);
  const pixels = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const canvas = document.canvas(pixels.width, pixels.height, 'color');
  document.draw(0, canvas, pixels, [scale, 0, 0, -scale, 0, pixels.height]);
  const png = new PngBuilder(pixels.width, pixels.height, 3);
  const { bytesPerLine } = canvas;
  const drawn = canvas.pixels();
  for (let line = 0; line < pixels.height; line += 1)
    png.line(drawn.subarray(line * bytesPerLine, line * bytesPerLine + pixels.width * 3));
  return png.end();
}
