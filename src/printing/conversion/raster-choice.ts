/** Which raster a printer gets: resolution by quality, colours as it reads them. */
import type { JobOptions } from '../../model/job.ts';
import type { RasterKind, RasterSupport } from '../raster-support.ts';
import type { RasterSetup } from './conversion-step.ts';
import { PWG } from './formats.ts';
import { type PaperFacts, paperName } from './paper.ts';
import type { RasterColor } from './raster/page-header.ts';
import type { RasterFormat } from './raster/raster-writer.ts';

export interface RasterFacts {
  color: boolean;
  /** Absent: nobody knows. */
  raster?: RasterSupport | undefined;
}

/** What every such printer reads (PWG 5100.14 section 4.2, and AirPrint's practice). */
const USUAL: RasterKind = { types: [], resolutions: [300], sheetBack: 'normal' };
/** For draft, normal and high quality, in dots per inch. */
const WANTED = { draft: 150, normal: 300, high: 600 } as const;
/** More than anybody sees, and more than is kind to a PC. */
const MOST = 1200;

const COLORS: readonly RasterColor[] = ['srgb_8', 'sgray_8', 'black_8', 'black_1'];
const GRAYS: readonly RasterColor[] = ['sgray_8', 'black_8', 'black_1', 'srgb_8'];

export function rasterSetup(
  format: RasterFormat,
  options: JobOptions,
  facts: RasterFacts & PaperFacts,
): RasterSetup {
  const kind = (format === PWG ? facts.raster?.pwg : facts.raster?.urf) ?? USUAL;
  const gray = !facts.color || options.color === 'monochrome';
  const wanted = gray ? GRAYS : COLORS;
  const quality = options.quality ?? 'normal';
  return {
    format,
    dpi: nearest(kind.resolutions, options.resolution ?? WANTED[quality]),
    color: wanted.find((one) => kind.types.includes(one)) ?? (gray ? 'sgray_8' : 'srgb_8'),
    sides: options.sides ?? 'one-sided',
    sheetBack: kind.sheetBack,
    quality,
    media: paperName(options, facts),
  };
}

/** The one that is wanted, else the next finer, else the finest. */
function nearest(resolutions: readonly number[], wanted: number): number {
  const usable = resolutions.filter((one) => one <= MOST).sort((a, b) => a - b);
  return usable.find((one) => one >= wanted) ?? usable.at(-1) ?? 300;
}
