/** What a picture says of itself before anybody decodes it: size, orientation, density. */

export interface ImageHeader {
  kind: 'jpeg' | 'png';
  /** Upright, in pixels. */
  width: number;
  height: number;
  /** Dots per inch; undefined where it does not tell. */
  dpi: number | undefined;
  /** PDF can carry it as it is. */
  plain: boolean;
}

/** Undefined where it is neither JPEG nor PNG, or damaged. */
export function readImageHeader(bytes: Buffer): ImageHeader | undefined {
  if (bytes.readUInt32BE(0) === 0x89504e47) return png(bytes);
  return bytes.readUInt16BE(0) === 0xffd8 ? jpeg(bytes) : undefined;
}

/** PNG (third edition) sections 11.2.2 and 11.3.4.3. */
function png(bytes: Buffer): ImageHeader | undefined {
  if (bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  const [depth = 0, color = 0, , , interlace = 0] = bytes.subarray(24, 29);
  // Palettes may hold transparency; it shows only further on.
  const opaque = color === 0 || color === 2;
  const hasTransparency = bytes.subarray(0, 4096).includes('tRNS');
  let dpi: number | undefined;
  const density = bytes.subarray(0, 4096).indexOf('pHYs');
  if (density > 0 && density + 13 <= bytes.length && bytes[density + 12] === 1)
    dpi = sane(bytes.readUInt32BE(density + 4) * 0.0254);
  return {
    kind: 'png',
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    dpi,
    plain: opaque && depth === 8 && interlace === 0 && !hasTransparency,
  };
}

/** JPEG (ISO/IEC 10918-1) annex B; JFIF; Exif 2.3 section 4.5. */
function jpeg(bytes: Buffer): ImageHeader | undefined {
  let dpi: number | undefined;
  let orientation = 1;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    const segment = bytes.subarray(at + 4, at + 2 + length);
    if (length < 2 || at + 2 + length > bytes.length) return undefined;
    if (marker === 0xe0 && segment.toString('latin1', 0, 4) === 'JFIF' && segment.length >= 12)
      dpi = jfifDensity(segment);
    if (marker === 0xe1 && segment.toString('latin1', 0, 4) === 'Exif')
      orientation = exifOrientation(segment.subarray(6)) ?? 1;
    // Start of frame; C4, C8 and CC are none.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return frame(segment, marker, orientation, dpi);
    at += 2 + length;
  }
  return undefined;
}

function frame(
  segment: Buffer,
  marker: number,
  orientation: number,
  dpi: number | undefined,
): ImageHeader | undefined {
  if (segment.length < 6) return undefined;
  const [high, wide] = [segment.readUInt16BE(1), segment.readUInt16BE(3)];
  const turned = orientation >= 5;
  return {
    kind: 'jpeg',
    width: turned ? high : wide,
    height: turned ? wide : high,
    dpi,
    // PDF knows baseline, extended and progressive of 8 bits.
    plain: segment[0] === 8 && marker <= 0xc2 && [1, 3, 4].includes(segment[5] ?? 0),
  };
}

function jfifDensity(segment: Buffer): number | undefined {
  const units = segment[7];
  const density = segment.readUInt16BE(8);
  if (units === 1) return sane(density);
  return units === 2 ? sane(density * 2.54) : undefined;
}

/** The tag 0x0112 of the first directory (TIFF 6.0 section 2). */
function exifOrientation(tiff: Buffer): number | undefined {
  if (tiff.length < 14) return undefined;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number): number =>
    at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const start = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const entries = Math.min(u16(start), 100);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = start + 2 + entry * 12;
    if (u16(at) !== 0x0112) continue;
    const value = u16(at + 8);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

function sane(dpi: number): number | undefined {
  return dpi >= 10 && dpi <= 4800 ? dpi : undefined;
}
