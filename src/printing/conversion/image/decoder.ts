/**
 * Pictures of all kinds as pictures that PDF can carry, by ImageMagick as WebAssembly. Upright,
 * white where they were transparent, and no bigger than paper can show.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  AlphaAction,
  ColorSpace,
  ImageMagick,
  initializeImageMagick,
  MagickColors,
  MagickFormat,
  ResourceLimits,
} from '@imagemagick/magick-wasm';
import { ConversionFault } from '../conversion-fault.ts';
import { MAX_IMAGES, MAX_PICTURE_PIXELS, USEFUL_PIXELS } from '../limits.ts';

export interface DecodedImage {
  /** PNG, or JPEG where the source was one of photographs. */
  bytes: Uint8Array;
  width: number;
  height: number;
}

/** By MIME type: no other decoder of ImageMagick's hundreds is ever reached. */
const FORMATS: Readonly<Record<string, MagickFormat>> = {
  'image/avif': MagickFormat.Avif,
  'image/bmp': MagickFormat.Bmp,
  'image/gif': MagickFormat.Gif,
  'image/heic': MagickFormat.Heic,
  'image/jpeg': MagickFormat.Jpeg,
  'image/png': MagickFormat.Png,
  'image/tiff': MagickFormat.Tiff,
  'image/webp': MagickFormat.WebP,
};

/** Made by cameras: kept as JPEG, which is a tenth of the size. */
const PHOTOS: ReadonlySet<string> = new Set(['image/avif', 'image/heic', 'image/jpeg']);
/** Several pages in one file. */
const PAGED: ReadonlySet<string> = new Set(['image/tiff']);

export const DECODED_FORMATS: readonly string[] = Object.keys(FORMATS);

/** Calls `each` for every page. Throws a `ConversionFault`. */
export async function decodeImages(
  source: Uint8Array,
  format: string,
  each: (image: DecodedImage, index: number, count: number) => void,
): Promise<void> {
  const known = FORMATS[format];
  if (!known) throw new ConversionFault('internal', `There is no decoder for ${format}.`);
  const wasm = createRequire(import.meta.url).resolve('@imagemagick/magick-wasm/magick.wasm');
  await initializeImageMagick(readFileSync(wasm));
  ResourceLimits.area = BigInt(MAX_PICTURE_PIXELS);
  ResourceLimits.width = 60_000n;
  ResourceLimits.height = 60_000n;
  ResourceLimits.disk = 0n;
  ResourceLimits.listLength = BigInt(MAX_IMAGES);
  const photo = PHOTOS.has(format);
  try {
    ImageMagick.readCollection(source, known, (images) => {
      const count = PAGED.has(format) ? images.length : 1;
      images.slice(0, count).forEach((image, index) => {
        image.autoOrient();
        image.backgroundColor = MagickColors.White;
        if (image.hasAlpha) image.alpha(AlphaAction.Remove);
        image.alpha(AlphaAction.Off);
        image.colorSpace = ColorSpace.sRGB;
        image.resetPage();
        const much = (image.width * image.height) / USEFUL_PIXELS;
        if (much > 1) {
          const factor = Math.sqrt(much);
          image.resize(Math.floor(image.width / factor), Math.floor(image.height / factor));
        }
        if (photo) image.quality = 92;
        image.write(photo ? MagickFormat.Jpeg : MagickFormat.Png24, (bytes) =>
          each(
            { bytes: Buffer.from(bytes), width: image.width, height: image.height },
            index,
            count,
          ),
        );
      });
    });
  } catch (error) {
    if (error instanceof ConversionFault) throw error;
    const said = error instanceof Error ? error.message : '';
    if (/limit|memory|too (?:big|large)/i.test(said))
      throw new ConversionFault('limit', 'The picture is too big to be converted.', error);
    throw new ConversionFault('broken', 'The picture is damaged and cannot be read.', error);
  }
}
