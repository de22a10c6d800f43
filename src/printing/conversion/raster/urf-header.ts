/**
 * The headers of URF, the raster of AirPrint: no public standard, but read and written by CUPS and
 * by every AirPrint printer. `UNIRAST`, a count of pages, then 32 bytes before each page.
 */
import { bitsPerPixel, type RasterColor, type RasterPage, UPRIGHT } from './page-header.ts';

export const URF_MAGIC = Buffer.from('UNIRAST\0');
/** The magic and the count. */
export const URF_FILE_HEADER_BYTES = 12;
export const URF_PAGE_HEADER_BYTES = 32;

const SIDES = { 'one-sided': 1, 'two-sided-short-edge': 2, 'two-sided-long-edge': 3 } as const;
const QUALITIES = { draft: 3, normal: 4, high: 5 } as const;

export function urfFileHeader(pages: number): Buffer {
  const header = Buffer.alloc(URF_FILE_HEADER_BYTES);
  URF_MAGIC.copy(header);
  header.writeUInt32BE(pages, URF_MAGIC.length);
  return header;
}

export function urfPageHeader(page: RasterPage): Buffer {
  const header = Buffer.alloc(URF_PAGE_HEADER_BYTES);
  header[0] = bitsPerPixel(page.color);
  header[1] = page.color === 'srgb_8' ? 1 : 0;
  header[2] = SIDES[page.sides];
  header[3] = QUALITIES[page.quality];
  header.writeUInt32BE(page.width, 12);
  header.writeUInt32BE(page.height, 16);
  header.writeUInt32BE(page.dpi, 20);
  return header;
}

/** Undefined where it is no page that we read. */
export function readUrfPageHeader(header: Buffer, total: number): RasterPage | undefined {
  const color = colorOf(header[1] ?? 0, header[0] ?? 0);
  if (!color) return undefined;
  const width = header.readUInt32BE(12);
  const height = header.readUInt32BE(16);
  const dpi = header.readUInt32BE(20);
  const sides = header[2];
  return {
    width,
    height,
    dpi,
    color,
    sides:
      sides === SIDES['two-sided-short-edge']
        ? 'two-sided-short-edge'
        : sides === SIDES['two-sided-long-edge']
          ? 'two-sided-long-edge'
          : 'one-sided',
    quality: 'normal',
    media: '',
    paper: { width: (width * 72) / dpi, height: (height * 72) / dpi },
    total,
    transform: UPRIGHT,
  };
}

function colorOf(space: number, bits: number): RasterColor | undefined {
  // 0 and 4: grey; 1, 3 and 5: RGB of some kind.
  if (space === 0 || space === 4) return bits === 8 ? 'sgray_8' : undefined;
  return (space === 1 || space === 3 || space === 5) && bits === 24 ? 'srgb_8' : undefined;
}
