/** What a printer offers together with what its PC converts and does on the document. */
import type { JobCapabilities } from '../printer-backend.ts';
import { MADE_COPIES } from './conversion-plan.ts';
import { type ConversionTools, convertibleFormats, PDF, PWG, URF } from './formats.ts';

export interface Offered {
  formats: readonly string[];
  offers: JobCapabilities;
}

/** Pages per side that are laid out on the document. */
const NUMBER_UP = [1, 2, 4, 6, 8, 9, 16];
const SCALINGS = ['auto', 'auto-fit', 'fill', 'fit', 'none'] as const;
const ORIENTATIONS = ['portrait', 'landscape'] as const;

/** A printer that reads nothing that we make stays as it is. */
export function withConversion({ formats, offers }: Offered, tools: ConversionTools): Offered {
  const raster = formats.includes(PWG) || formats.includes(URF);
  if (!raster && !formats.includes(PDF)) return { formats, offers };
  const modes = raster ? ['monochrome'] : [];
  return {
    formats: union(formats, convertibleFormats(tools)),
    offers: {
      ...offers,
      maxCopies: Math.max(offers.maxCopies, MADE_COPIES),
      colorModes: union(offers.colorModes, modes),
      pageRanges: true,
      numberUp: union(offers.numberUp, NUMBER_UP).sort((a, b) => a - b),
      scalings: union(offers.scalings, SCALINGS),
      orientations: union(offers.orientations, ORIENTATIONS),
    },
  };
}

function union<T>(some: readonly T[] = [], more: readonly T[]): T[] {
  return Array.from(new Set([...some, ...more]));
}
