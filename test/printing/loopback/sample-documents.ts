/**
 * The documents that ipptool's suites name, small and made in code. The suites come with CUPS
 * (package cups-ipp-utils), their documents do not.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePdf } from '../../support/pdf.ts';

export const SUITES = '/usr/share/cups/ipptool';

const RASTER = /pwg-raster-samples-(\d+)dpi\/[a-z0-9-]+\/[A-Za-z0-9.-]+\.pwg/g;

/** Lays suites and documents into a folder. */
export function layOutSamples(folder: string): void {
  for (const file of readdirSync(SUITES))
    if (file.endsWith('.test')) copyFileSync(join(SUITES, file), join(folder, file));
  for (const paper of ['a4', 'letter']) {
    writeFileSync(join(folder, `document-${paper}.pdf`), makePdf({ pages: 2, text: paper }));
    writeFileSync(join(folder, `onepage-${paper}.pdf`), makePdf({ text: paper }));
    writeFileSync(join(folder, `document-${paper}.ps`), '%!PS-Adobe-3.0\nshowpage\n');
  }
  for (const name of ['color.jpg', 'gray.jpg']) writeFileSync(join(folder, name), tinyJpeg());
  const everywhere = readFileSync(join(SUITES, 'ipp-everywhere.test'), 'utf8');
  for (const [file, dpi] of everywhere.matchAll(RASTER)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), tinyRaster(Number(dpi)));
  }
}

/** A baseline JPEG (ITU-T T.81) of one grey pixel. */
export function tinyJpeg(): Buffer {
  const segment = (marker: number, body: readonly number[]): number[] => {
    const length = body.length + 2;
    return [0xff, marker, length >> 8, length & 0xff, ...body];
  };
  const quantization: number[] = Array.from({ length: 64 }, () => 1);
  // One code of one bit in each table: DC difference 0, and end of block.
  const code = [1, ...Array.from({ length: 15 }, () => 0), 0];
  return Buffer.from([
    0xff,
    0xd8,
    ...segment(0xdb, [0, ...quantization]),
    ...segment(0xc0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
    ...segment(0xc4, [0x00, ...code]),
    ...segment(0xc4, [0x10, ...code]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    0x3f,
    0xff,
    0xd9,
  ]);
}

/** A PWG raster (PWG 5102.4 section 4) of one page of eight white pixels. */
export function tinyRaster(dpi: number): Buffer {
  const header = Buffer.alloc(1796);
  header.write('PwgRaster', 0, 'latin1');
  const fields: readonly (readonly [number, number])[] = [
    [276, dpi],
    [280, dpi],
    [340, 1],
    [352, 595],
    [356, 842],
    [372, 8],
    [376, 1],
    [384, 8],
    [388, 8],
    [392, 8],
    [400, 18],
    [420, 1],
  ];
  for (const [at, value] of fields) header.writeUInt32BE(value, at);
  // One line, one run of eight pixels of white.
  return Buffer.concat([Buffer.from('RaS2'), header, Buffer.from([0, 7, 0xff])]);
}
