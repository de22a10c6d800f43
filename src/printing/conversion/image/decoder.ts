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
  MagickGeometry,
  MagickReadSettings,
  ResourceLimits,
  type IMagickImage,
} from '@imagemagick/magick-wasm';
import { ConversionFault } from '../conversion-fault.ts';
import { MAX_IMAGES, MAX_PICTURE_PIXELS, USEFUL_PIXELS } from '../limits.ts';

/** Of a picture that is made small: what a screen can show is far less. */
const MAX_SHRUNK_PIXELS = 60_000_000;

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
  const known = knownFormat(format);
  await initializeImageMagick(readFileSync(imageMagickFile()));
  limit(MAX_PICTURE_PIXELS, MAX_IMAGES);
  const photo = PHOTOS.has(format);
  try {
    ImageMagick.readCollection(source, known, (images) => {
      const count = PAGED.has(format) ? images.length : 1;
      images.slice(0, count).forEach((image, index) => {
        layFlat(image);
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
    throw faultOf(error);
  }
}

/** ImageMagick as it lies on the disk: WebAssembly. */
export function imageMagickFile(): string {
  return createRequire(import.meta.url).resolve('@imagemagick/magick-wasm/magick.wasm');
}

/**
 * The first picture as a JPEG, no side longer than `edge` pixels. `wasm` is `imageMagickFile`
 * compiled. Throws a `ConversionFault`.
 */
export async function shrinkImage(
  source: Uint8Array,
  format: string,
  edge: number,
  wasm: WasmModule,
): Promise<Uint8Array> {
  const settings = new MagickReadSettings({ format: knownFormat(format), frameIndex: 0 });
  settings.frameCount = 1;
  // A JPEG is decoded no finer than is needed.
  settings.setDefine(MagickFormat.Jpeg, 'size', `${2 * edge}x${2 * edge}`);
  await initializeImageMagick(wasm);
  limit(MAX_SHRUNK_PIXELS, MAX_IMAGES);
  try {
    return ImageMagick.read(source, settings, (image) => {
      layFlat(image);
      const room = new MagickGeometry(edge, edge);
      room.greater = true;
      image.thumbnail(room);
      image.strip();
      image.quality = 82;
      return image.write(MagickFormat.Jpeg, (bytes) => Buffer.from(bytes));
    });
  } catch (error) {
    throw faultOf(error);
  }
}

function knownFormat(format: string): MagickFormat {
  const known = FORMATS[format];
  if (!known) throw new ConversionFault('internal', `There is no decoder for ${format}.`);
  return known;
}

function limit(pixels: number, images: number): void {
  ResourceLimits.area = BigInt(pixels);
  ResourceLimits.width = 60_000n;
  ResourceLimits.height = 60_000n;
  ResourceLimits.disk = 0n;
  ResourceLimits.listLength = BigInt(images);
}

/** Upright, opaque, in the colours of screens. */
function layFlat(image: IMagickImage): void {
  image.autoOrient();
  image.backgroundColor = MagickColors.White;
  if (image.hasAlpha) image.alpha(AlphaAction.Remove);
  image.alpha(AlphaAction.Off);
  image.colorSpace = ColorSpace.sRGB;
  image.resetPage();
}

function faultOf(error: unknown): ConversionFault {
  if (error instanceof ConversionFault) return error;
  const said = error instanceof Error ? error.message : '';
  if (/limit|memory|too (?:big|large)/i.test(said))
    return new ConversionFault('limit', 'The picture is too big to be converted.', error);
  return new ConversionFault('broken', 'The picture is damaged and cannot be read.', error);
}
