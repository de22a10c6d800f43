/** Options of a job, once checked, as job template attributes of IPP (RFC 8011 section 5.2). */
import type { JobOptions } from '../model/job.ts';
import { finishingCode } from './finishings.ts';
import { mediaSizeOf } from './ipp/media-name.ts';
import type { IppAttributes, IppCollection } from './ipp/types.ts';
import { collection, enumeration, integer, keyword, range, resolution } from './ipp/values.ts';
import type { JobCapabilities } from './printer-backend.ts';
import { ORIENTATIONS, QUALITIES } from './printer-offers.ts';

/** What a printer does not offer is left out: only what is the default anyhow was let through. */
export function jobAttributes(options: JobOptions, offers: JobCapabilities): IppAttributes {
  const attributes: IppAttributes = new Map();
  const { copies = 1, sides, color, pages } = options;
  if (copies > 1) attributes.set('copies', integer(copies));
  if (sides && offers.sides.includes(sides)) attributes.set('sides', keyword(sides));
  if (color && offers.colorModes.includes(color))
    attributes.set('print-color-mode', keyword(color));
  if (pages && pages.length > 0)
    attributes.set('page-ranges', range(...pages.map(([lower, upper]) => ({ lower, upper }))));
  for (const [name, values] of [...paper(options), ...layout(options, offers)])
    attributes.set(name, values);
  return attributes;
}

/** `media`, or `media-col` where more than the size was chosen: never both (PWG 5100.7 section 6.3). */
function paper(options: JobOptions): IppAttributes {
  const { media, source, mediaType, borderless, bin, finishings = [] } = options;
  const attributes: IppAttributes = new Map();
  if (source || mediaType || borderless) {
    const members: IppCollection = new Map();
    const size = media === undefined ? undefined : mediaSizeOf(media);
    if (size) {
      const measures: IppCollection = new Map([
        ['x-dimension', integer(size.x)],
        ['y-dimension', integer(size.y)],
      ]);
      members.set('media-size', collection(measures));
    } else if (media) members.set('media-size-name', keyword(media));
    if (source) members.set('media-source', keyword(source));
    if (mediaType) members.set('media-type', keyword(mediaType));
    if (borderless)
      for (const edge of ['top', 'bottom', 'left', 'right'])
        members.set(`media-${edge}-margin`, integer(0));
    attributes.set('media-col', collection(members));
  } else if (media) attributes.set('media', keyword(media));
  if (bin) attributes.set('output-bin', keyword(bin));
  const codes = finishings.flatMap((name) => finishingCode(name) ?? []);
  if (codes.length > 0) attributes.set('finishings', enumeration(...codes));
  return attributes;
}

function layout(options: JobOptions, offers: JobCapabilities): IppAttributes {
  const { quality, numberUp = 1, scaling, orientation, resolution: dpi } = options;
  const attributes: IppAttributes = new Map();
  const qualityCode = QUALITIES.find(([, name]) => name === quality)?.[0];
  if (quality && qualityCode && offers.qualities?.includes(quality))
    attributes.set('print-quality', enumeration(qualityCode));
  if (numberUp > 1) attributes.set('number-up', integer(numberUp));
  if (scaling && offers.scalings?.includes(scaling))
    attributes.set('print-scaling', keyword(scaling));
  const turned = ORIENTATIONS.find(([, name]) => name === orientation)?.[0];
  if (turned) attributes.set('orientation-requested', enumeration(turned));
  if (dpi) attributes.set('printer-resolution', resolution({ x: dpi, y: dpi, units: 3 }));
  return attributes;
}
