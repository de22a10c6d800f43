/** The pages of a PWG raster document as PNG files (RFC 2083), for drivers that draw pictures. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import { InputFile } from '../conversion/input-file.ts';
import { bytesPerLine, type RasterPage } from '../conversion/raster/page-header.ts';
import { type ReadPage, readRaster } from '../conversion/raster/raster-reader.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const deflated = promisify(deflate);

/** Paths in order. One page at a time is in memory. Throws a `ConversionFault` for what is no raster. */
export async function pagePictures(raster: string, folder: string): Promise<string[]> {
  const input = new InputFile(raster);
  try {
    const paths: string[] = [];
    for (const page of readRaster(input)) {
      const path = join(folder, `page-${paths.length + 1}.png`);
      await writeFile(path, await picture(page), { mode: 0o600, flag: 'wx' });
      paths.push(path);
    }
    return paths;
  } finally {
    input.close();
  }
}

async function picture({ header, lines }: ReadPage): Promise<Buffer> {
  const { width, height, dpi, color } = header;
  const stride = bytesPerLine(header) + 1;
  // Each line begins with the number of its filter: none.
  const pixels = Buffer.alloc(stride * height);
  let at = 0;
  for (const line of lines()) {
    pixels.set(line, at + 1);
    at += stride;
  }
  // Ink is the other way round than light.
  if (color.startsWith('black'))
    for (let line = 0; line < height; line += 1)
      for (let byte = line * stride + 1; byte < (line + 1) * stride; byte += 1)
        pixels[byte] = (pixels[byte] ?? 0) ^ 0xff;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = color === 'black_1' ? 1 : 8;
  head[9] = color === 'srgb_8' ? 2 : 0;
  const data = await deflated(pixels, { level: 1 });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('pHYs', density(dpi)),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Pixels per metre in both directions. */
function density(dpi: RasterPage['dpi']): Buffer {
  const said = Buffer.alloc(9);
  const perMetre = Math.round(dpi / 0.0254);
  said.writeUInt32BE(perMetre, 0);
  said.writeUInt32BE(perMetre, 4);
  said[8] = 1;
  return said;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
