/** A picture of a printer as PNG (ISO/IEC 15948), made of rectangles, for `printer-icons`. */
import { crc32, deflateSync } from 'node:zlib';

/** Pixels of the three sizes that PWG 5100.13 section 5.6.15 wants. */
export const ICON_SIZES: readonly number[] = [48, 128, 512];

/** In 24ths of the side: left, top, right, bottom, and a colour as red, green, blue. */
const SHAPES: readonly (readonly [number, number, number, number, readonly number[]])[] = [
  [6, 2, 18, 10, [0xff, 0xff, 0xff]],
  [2, 8, 22, 18, [0x2f, 0x6f, 0x6a]],
  [18, 10, 20, 12, [0xff, 0xff, 0xff]],
  [6, 14, 18, 22, [0xf4, 0xf4, 0xf4]],
  [8, 17, 16, 18, [0x80, 0x80, 0x80]],
];

export function printerIcon(size: number): Buffer {
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (const [left, top, right, bottom, color] of SHAPES) {
    const pixel = Buffer.from([...color, 0xff]);
    for (let y = at(top); y < at(bottom); y += 1)
      for (let x = at(left); x < at(right); x += 1)
        pixel.copy(rows, y * (1 + size * 4) + 1 + x * 4);
  }
  function at(part: number): number {
    return Math.round((part * size) / 24);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits each of red, green, blue and opacity.
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
