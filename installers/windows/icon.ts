/**
 * The mark as an icon of Windows (ICO): the dashboard's largest picture of it made smaller, 32 bits a
 * pixel, without compression.
 */
import { inflateSync } from 'node:zlib';

/** Each goes into the drawn one without a rest. */
const SIZES = [16, 32, 64, 128, 256];
const HEADER = 40;

interface Picture {
  size: number;
  /** Red, green, blue, opacity, row by row. */
  pixels: Buffer;
}

/** `png`: `icon-512.png`, as dashboard/vite.config.ts writes it. */
export function windowsIcon(png: Buffer): Buffer {
  const drawn = readPicture(png);
  const images = SIZES.map((size) => bitmap(drawn, size));
  const list = Buffer.alloc(6 + 16 * SIZES.length);
  list.writeUInt16LE(1, 2);
  list.writeUInt16LE(SIZES.length, 4);
  let at = list.length;
  for (const [index, image] of images.entries()) {
    const entry = 6 + 16 * index;
    // 256 is said as 0.
    const size = (SIZES[index] ?? 0) % 256;
    list.set([size, size], entry);
    list.writeUInt16LE(1, entry + 4);
    list.writeUInt16LE(32, entry + 6);
    list.writeUInt32LE(image.length, entry + 8);
    list.writeUInt32LE(at, entry + 12);
    at += image.length;
  }
  return Buffer.concat([list, ...images]);
}

/** PNG of the one shape that is written here: square, RGBA, unfiltered rows. */
function readPicture(png: Buffer): Picture {
  const size = png.readUInt32BE(16);
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const rows = inflateSync(Buffer.concat(parts));
  const line = 1 + size * 4;
  if (rows.length !== line * size) throw new Error('The icon is drawn otherwise than was thought.');
  const lines = Array.from({ length: size }, (_, y) => rows.subarray(y * line + 1, (y + 1) * line));
  return { size, pixels: Buffer.concat(lines) };
}

/** BITMAPINFOHEADER, pixels from the last row up as blue, green, red, opacity, and an empty mask. */
function bitmap(drawn: Picture, size: number): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(HEADER, 0);
  header.writeInt32LE(size, 4);
  header.writeInt32LE(2 * size, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const pixels = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const [red = 0, green = 0, blue = 0, opacity = 0] = mean(drawn, size, x, y);
      pixels.set([blue, green, red, opacity], ((size - 1 - y) * size + x) * 4);
    }
  // Rows of the mask are whole words of 32 bits.
  return Buffer.concat([header, pixels, Buffer.alloc(Math.ceil(size / 32) * 4 * size)]);
}

/** Of the drawn pixels that one of the small picture stands for. */
function mean({ size: large, pixels }: Picture, size: number, x: number, y: number): number[] {
  const step = large / size;
  const sum = [0, 0, 0, 0];
  for (let row = y * step; row < (y + 1) * step; row += 1)
    for (let column = x * step; column < (x + 1) * step; column += 1) {
      const at = (row * large + column) * 4;
      const opacity = pixels[at + 3] ?? 0;
      for (let part = 0; part < 3; part += 1)
        sum[part] = (sum[part] ?? 0) + (pixels[at + part] ?? 0) * opacity;
      sum[3] = (sum[3] ?? 0) + opacity;
    }
  const opacity = sum[3] ?? 0;
  const colours = sum.slice(0, 3).map((part) => Math.round(part / Math.max(1, opacity)));
  return [...colours, Math.round(opacity / step ** 2)];
}
