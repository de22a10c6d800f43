/** A picture as a PDF for one paper: turned, scaled as `print-scaling` says, in the middle. */
import { ConversionFault } from '../conversion-fault.ts';
import type { PaperSetup, Scaling, StepResult } from '../conversion-step.ts';
import type { InputFile } from '../input-file.ts';
import { MAX_PICTURE_PIXELS, USEFUL_PIXELS, WHOLE_BYTES } from '../limits.ts';
import type { OutputFile } from '../output-file.ts';
import { PdfWriter } from '../pdf/pdf-writer.ts';
import type { PageSize } from '../sheet-layout.ts';
import { decodeImages } from './decoder.ts';
import { type ImageHeader, readImageHeader } from './image-header.ts';

/** What most screens and programs take where a picture tells no density. */
const USUAL_DPI = 96;

export interface ImageJob {
  format: string;
  setup: PaperSetup;
  scaling: Scaling;
  landscape: boolean;
}

export async function imageToPdf(
  input: InputFile,
  out: OutputFile,
  job: ImageJob,
): Promise<StepResult> {
  const bytes = input.whole(WHOLE_BYTES);
  const header = bytes.length > 16 ? readImageHeader(bytes) : undefined;
  if (header && header.width * header.height > MAX_PICTURE_PIXELS)
    throw new ConversionFault(
      'limit',
      `The picture has ${header.width} × ${header.height} pixels: too many to be converted.`,
    );
  const writer = new PdfWriter(out);
  const pictures = header && isPlain(header) ? [{ bytes, ...header }] : await decoded(bytes, job);
  for (const picture of pictures) {
    const { page, box } = placeImage(picture, picture.dpi ?? USUAL_DPI, job);
    await writer.page(page);
    writer.image(picture.bytes, box.left, box.top, box);
  }
  await writer.end();
  return { pages: pictures.length };
}

function isPlain({ plain, width, height, kind }: ImageHeader): boolean {
  return plain && (kind === 'jpeg' || width * height <= USEFUL_PIXELS);
}

async function decoded(
  bytes: Buffer,
  { format }: ImageJob,
): Promise<(PageSize & { bytes: Uint8Array; dpi: undefined })[]> {
  const pictures: (PageSize & { bytes: Uint8Array; dpi: undefined })[] = [];
  await decodeImages(bytes, format, (image) => pictures.push({ ...image, dpi: undefined }));
  return pictures;
}

/** The page, and where on it the picture lies, from the upper left. */
function placeImage(
  picture: PageSize,
  dpi: number,
  { setup, scaling, landscape }: Pick<ImageJob, 'setup' | 'scaling' | 'landscape'>,
): { page: PageSize; box: PageSize & { left: number; top: number } } {
  // Without a word for it a picture lies as its shape does.
  const lies = landscape || picture.width > picture.height * 1.001;
  const { paper, margins } = setup;
  const turned = lies !== paper.width > paper.height;
  const page = turned ? { width: paper.height, height: paper.width } : paper;
  const edge = turned
    ? { top: margins.left, left: margins.top, right: margins.bottom, bottom: margins.right }
    : margins;
  const free = {
    width: Math.max(1, page.width - edge.left - edge.right),
    height: Math.max(1, page.height - edge.top - edge.bottom),
  };
  const factor = {
    none: 72 / dpi,
    fill: Math.max(page.width / picture.width, page.height / picture.height),
    fit: Math.min(free.width / picture.width, free.height / picture.height),
  }[scaling === 'none' || scaling === 'fill' ? scaling : 'fit'];
  const width = picture.width * factor;
  const height = picture.height * factor;
  const within = scaling === 'fit' || scaling === 'auto' || scaling === 'auto-fit';
  const left = within ? edge.left + (free.width - width) / 2 : (page.width - width) / 2;
  const top = within ? edge.top + (free.height - height) / 2 : (page.height - height) / 2;
  return { page, box: { left, top, width, height } };
}
