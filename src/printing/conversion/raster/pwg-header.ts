/** The page header of PWG raster (PWG 5102.4 section 4.3): 1796 bytes, big-endian. */
import {
  bitsPerPixel,
  bytesPerLine,
  type RasterColor,
  type RasterPage,
  type RasterQuality,
} from './page-header.ts';

/** What a PWG raster file begins with. */
export const PWG_MAGIC = Buffer.from('RaS2');
export const PWG_HEADER_BYTES = 1796;

/** Offsets of the fields that are used; all others stay zero. */
const AT = {
  contentType: 0,
  duplex: 272,
  resolution: 276,
  pageSize: 352,
  tumble: 368,
  width: 372,
  height: 376,
  bitsPerColor: 384,
  bitsPerPixel: 388,
  bytesPerLine: 392,
  colorOrder: 396,
  colorSpace: 400,
  numColors: 420,
  totalPages: 452,
  crossFeed: 456,
  feed: 460,
  imageBox: 464,
  alternatePrimary: 480,
  quality: 484,
  pageSizeName: 1732,
} as const;

/** `ColorSpace` of section 4.3.3. */
const SPACES: Readonly<Record<RasterColor, number>> = {
  black_1: 3,
  black_8: 3,
  sgray_8: 18,
  srgb_8: 19,
};
const QUALITIES: Readonly<Record<RasterQuality, number>> = { draft: 3, normal: 4, high: 5 };

export function pwgHeader(page: RasterPage): Buffer {
  const header = Buffer.alloc(PWG_HEADER_BYTES);
  header.write('PwgRaster', AT.contentType, 'latin1');
  header.writeUInt32BE(page.sides === 'one-sided' ? 0 : 1, AT.duplex);
  header.writeUInt32BE(page.dpi, AT.resolution);
  header.writeUInt32BE(page.dpi, AT.resolution + 4);
  header.writeUInt32BE(Math.round(page.paper.width), AT.pageSize);
  header.writeUInt32BE(Math.round(page.paper.height), AT.pageSize + 4);
  header.writeUInt32BE(page.sides === 'two-sided-short-edge' ? 1 : 0, AT.tumble);
  header.writeUInt32BE(page.width, AT.width);
  header.writeUInt32BE(page.height, AT.height);
  header.writeUInt32BE(page.color === 'black_1' ? 1 : 8, AT.bitsPerColor);
  header.writeUInt32BE(bitsPerPixel(page.color), AT.bitsPerPixel);
  header.writeUInt32BE(bytesPerLine(page), AT.bytesPerLine);
  header.writeUInt32BE(SPACES[page.color], AT.colorSpace);
  header.writeUInt32BE(page.color === 'srgb_8' ? 3 : 1, AT.numColors);
  header.writeUInt32BE(page.total, AT.totalPages);
  header.writeInt32BE(page.transform.crossFeed, AT.crossFeed);
  header.writeInt32BE(page.transform.feed, AT.feed);
  header.writeUInt32BE(page.width, AT.imageBox + 8);
  header.writeUInt32BE(page.height, AT.imageBox + 12);
  header.writeUInt32BE(0xffffff, AT.alternatePrimary);
  header.writeUInt32BE(QUALITIES[page.quality], AT.quality);
  header.write(page.media.slice(0, 63), AT.pageSizeName, 'latin1');
  return header;
}

/** Undefined where it is no page that we read: other depths, colour spaces or orders. */
export function readPwgHeader(header: Buffer): RasterPage | undefined {
  const at = (offset: number): number => header.readUInt32BE(offset);
  const color = colorOf(at(AT.colorSpace), at(AT.bitsPerPixel));
  const duplex = at(AT.duplex) !== 0;
  const dpi = at(AT.resolution);
  if (!color || at(AT.colorOrder) !== 0) return undefined;
  const page: RasterPage = {
    width: at(AT.width),
    height: at(AT.height),
    dpi,
    color,
    sides: !duplex ? 'one-sided' : at(AT.tumble) ? 'two-sided-short-edge' : 'two-sided-long-edge',
    quality: 'normal',
    media: '',
    paper: { width: at(AT.pageSize), height: at(AT.pageSize + 4) },
    total: at(AT.totalPages),
    transform: {
      crossFeed: header.readInt32BE(AT.crossFeed) === -1 ? -1 : 1,
      feed: header.readInt32BE(AT.feed) === -1 ? -1 : 1,
    },
  };
  const square = at(AT.resolution + 4) === dpi;
  return square && at(AT.bytesPerLine) === bytesPerLine(page) ? page : undefined;
}

function colorOf(space: number, bits: number): RasterColor | undefined {
  if (space === 3) return bits === 1 ? 'black_1' : bits === 8 ? 'black_8' : undefined;
  // Device grey and RGB are read like the standard ones.
  if (space === 18 || space === 0) return bits === 8 ? 'sgray_8' : undefined;
  if (space === 19 || space === 1) return bits === 24 ? 'srgb_8' : undefined;
  return undefined;
}
