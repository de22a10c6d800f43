/** Pictures made in code: PNG of every kind, and JPEG as cameras turn it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

type Rgba = readonly [number, number, number, number];

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A PNG that claims this size, whatever its data are. */
export function pngWith(width: number, height: number, colorType: 2 | 6, data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, colorType], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A PNG with alpha. */
export function png(width: number, height: number, at: (x: number, y: number) => Rgba): Buffer {
  const rows = Array.from({ length: height }, (_row, y) =>
    Buffer.from([0, ...Array.from({ length: width }, (_pixel, x) => at(x, y)).flat()]),
  );
  return pngWith(width, height, 6, deflateSync(Buffer.concat(rows)));
}

/** Black in the upper left quarter, white elsewhere: shows how it was turned. */
export const cornerPng = (width: number, height: number): Buffer =>
  png(width, height, (x, y) => (x < width / 2 && y < height / 2 ? [0, 0, 0, 255] : [255, 255, 255, 255])); // biome-ignore format: one rule

/** The same as JPEG, by poppler; `orientation` as in Exif. */
export function cornerJpeg(width: number, height: number, orientation?: number): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-jpeg-'));
  try {
    const content = `1 g 0 0 ${width} ${height} re f 0 g 0 ${height / 2} ${width / 2} ${height / 2} re f`;
    const stream = `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
    const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents 4 0 R >>`;
    const objects = [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      page,
      stream,
    ];
    const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('');
    const pdf = join(folder, 'corner.pdf');
    writeFileSync(pdf, `%PDF-1.4\n${body}trailer\n<< /Root 1 0 R >>\n%%EOF\n`);
    spawnSync('pdftoppm', ['-jpeg', '-r', '72', '-singlefile', pdf, join(folder, 'corner')]);
    const jpeg = readFileSync(join(folder, 'corner.jpg'));
    return orientation === undefined ? jpeg : turned(jpeg, orientation);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An Exif segment with nothing but the orientation, after the start of the JPEG. */
function turned(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  const segment = Buffer.concat([
    Buffer.from('ffe1', 'hex'),
    Buffer.alloc(2),
    Buffer.from('Exif\0\0'),
    tiff,
  ]);
  segment.writeUInt16BE(segment.length - 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}
