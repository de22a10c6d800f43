/** Reads PWG raster and URF with a few lines of its own, so that what Hallway wrote is judged apart. */

export interface CheckedPage {
  width: number;
  height: number;
  dpi: number;
  bitsPerPixel: number;
  colorSpace: number;
  duplex: boolean;
  tumble: boolean;
  crossFeed: number;
  feed: number;
  media: string;
  totalPages: number;
  quality: number;
  /** Each line apart, as it was before packing. */
  lines: Buffer[];
}

/** Every page; throws where a byte is missing or left over. */
export function checkPwg(file: Buffer): CheckedPage[] {
  if (file.toString('latin1', 0, 4) !== 'RaS2') throw new Error('no PWG raster');
  const pages: CheckedPage[] = [];
  for (let at = 4; at < file.length; ) {
    const header = file.subarray(at, at + 1796);
    if (header.toString('latin1', 0, 10) !== 'PwgRaster\0') throw new Error('no page header');
    const word = (offset: number): number => header.readUInt32BE(offset);
    const page = {
      width: word(372),
      height: word(376),
      dpi: word(276),
      bitsPerPixel: word(388),
      colorSpace: word(400),
      duplex: word(272) === 1,
      tumble: word(368) === 1,
      crossFeed: header.readInt32BE(456),
      feed: header.readInt32BE(460),
      media: header.toString('latin1', 1732, 1796).replace(/\0.*$/s, ''),
      totalPages: word(452),
      quality: word(484),
    };
    const { lines, end } = unpack(file, at + 1796, page.height, word(392), page.bitsPerPixel);
    pages.push({ ...page, lines });
    at = end;
  }
  return pages;
}

export function checkUrf(file: Buffer): CheckedPage[] {
  if (file.toString('latin1', 0, 8) !== 'UNIRAST\0') throw new Error('no URF');
  const totalPages = file.readUInt32BE(8);
  const pages: CheckedPage[] = [];
  for (let at = 12; at < file.length; ) {
    const [bitsPerPixel = 0, colorSpace = 0, sides = 0, quality = 0] = file.subarray(at, at + 4);
    const [width, height, dpi] = [12, 16, 20].map((offset) => file.readUInt32BE(at + offset)) as [
      number,
      number,
      number,
    ];
    const { lines, end } = unpack(file, at + 32, height, (width * bitsPerPixel) / 8, bitsPerPixel);
    pages.push({
      width, height, dpi, bitsPerPixel, colorSpace, duplex: sides > 1, tumble: sides === 2,
      crossFeed: 1, feed: 1, media: '', totalPages, quality, lines,
    }); // biome-ignore format: a list of fields
    at = end;
  }
  return pages;
}

function unpack(
  file: Buffer,
  from: number,
  height: number,
  bytesPerLine: number,
  bits: number,
): { lines: Buffer[]; end: number } {
  const pixel = Math.max(1, bits / 8);
  const lines: Buffer[] = [];
  let at = from;
  while (lines.length < height) {
    const repeat = (file[at] ?? Number.NaN) + 1;
    at += 1;
    const parts: Buffer[] = [];
    for (let filled = 0; filled < bytesPerLine; ) {
      const code = file[at] ?? Number.NaN;
      if (Number.isNaN(code) || code === 128) throw new Error('a line that does not fit');
      const count = code < 128 ? code + 1 : 257 - code;
      const bytes = file.subarray(at + 1, at + 1 + (code < 128 ? pixel : count * pixel));
      parts.push(code < 128 ? Buffer.concat(Array<Buffer>(count).fill(bytes)) : bytes);
      at += 1 + bytes.length;
      filled += count * pixel;
    }
    const line = Buffer.concat(parts);
    if (line.length !== bytesPerLine) throw new Error('a line that is too long');
    for (let count = 0; count < repeat; count += 1) lines.push(line);
  }
  if (lines.length !== height) throw new Error('too many lines');
  return { lines, end: at };
}

/** The smallest box around what is dark, in pixels; undefined on an empty page. */
export function inkBox({
  lines,
  width,
  bitsPerPixel,
}: CheckedPage): { left: number; top: number; right: number; bottom: number } | undefined {
  const pixel = bitsPerPixel / 8;
  const box = { left: width, top: lines.length, right: -1, bottom: -1 };
  lines.forEach((line, y) => {
    for (let x = 0; x < width; x += 1) {
      if ((line[x * pixel] ?? 255) > 128) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
  });
  return box.right < 0 ? undefined : box;
}
