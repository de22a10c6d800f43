/** What a job may ask of a printer: `…-default`, `…-supported` and `…-ready` (RFC 8011 section 5.2). */
import type { IppAttributes } from '../types.ts';
import {
  boolean,
  collection,
  enumeration,
  integer,
  keyword,
  range,
  resolution,
} from '../values.ts';
import { type Capabilities, standardResolution } from './capabilities.ts';
import type { MediaSize } from '../media-name.ts';
import { MARGINS, MEDIA_COL_MEMBERS, mediaCol, mediaSize } from './media.ts';

/** Enums of RFC 8011 section 5.2: 3 `none` and `portrait`, 4 `normal`. */
const NO_FINISHING = 3;
const PORTRAIT = 3;
const NORMAL = 4;

export function templateAttributes(can: Capabilities): IppAttributes {
  const { sizes } = can;
  const standard = sizes[0] as MediaSize;
  const names = sizes.map((size) => size.name);
  return new Map([
    ['copies-default', integer(1)],
    ['copies-supported', range({ lower: 1, upper: can.maxCopies })],
    ['finishings-default', enumeration(NO_FINISHING)],
    ['finishings-supported', enumeration(NO_FINISHING)],
    ['job-hold-until-default', keyword('no-hold')],
    ['job-hold-until-supported', keyword('no-hold', 'indefinite')],
    ['job-priority-default', integer(50)],
    ['job-priority-supported', integer(1)],
    ['job-sheets-default', keyword('none')],
    ['job-sheets-supported', keyword('none')],
    ['media-bottom-margin-supported', integer(...MARGINS)],
    ['media-left-margin-supported', integer(...MARGINS)],
    ['media-right-margin-supported', integer(...MARGINS)],
    ['media-top-margin-supported', integer(...MARGINS)],
    ['media-col-default', collection(mediaCol(standard, true))],
    ['media-col-ready', collection(mediaCol(standard, true))],
    ['media-col-supported', keyword(...MEDIA_COL_MEMBERS)],
    ['media-default', keyword(standard.name)],
    ['media-ready', keyword(standard.name)],
    ['media-supported', keyword(...names)],
    ['media-size-supported', collection(...sizes.map(mediaSize))],
    ['media-source-supported', keyword('main')],
    ['media-type-supported', keyword('stationery')],
    ['multiple-document-handling-default', keyword('separate-documents-collated-copies')],
    ['multiple-document-handling-supported', keyword('separate-documents-collated-copies')],
    ['orientation-requested-default', enumeration(PORTRAIT)],
    ['orientation-requested-supported', enumeration(PORTRAIT)],
    ['output-bin-default', keyword('face-down')],
    ['output-bin-supported', keyword('face-down')],
    // IPP Everywhere wants these words of every printer that takes PDF (PWG 5100.14 section 5.2). A
    // job that means them is refused, or told what was ignored.
    ['overrides-supported', keyword('document-number', 'document-numbers', 'pages')],
    ['page-ranges-supported', boolean(true)],
    ['print-color-mode-default', keyword('auto')],
    ['print-color-mode-supported', keyword(...can.colorModes)],
    ['print-content-optimize-default', keyword('auto')],
    ['print-content-optimize-supported', keyword('auto')],
    ['print-quality-default', enumeration(NORMAL)],
    ['print-quality-supported', enumeration(NORMAL)],
    ['print-rendering-intent-default', keyword('auto')],
    ['print-rendering-intent-supported', keyword('auto')],
    ['print-scaling-default', keyword('auto')],
    ['print-scaling-supported', keyword('auto')],
    ['printer-resolution-default', resolution(standardResolution(can))],
    ['printer-resolution-supported', resolution(...can.resolutions)],
    ['sides-default', keyword('one-sided')],
    ['sides-supported', keyword(...can.sides)],
  ]);
}

/** Long, and given only to whoever asks for it by its name (PWG 5100.7 section 6.9). */
export function mediaDatabase(can: Capabilities): IppAttributes {
  return new Map([['media-col-database', collection(...can.sizes.map((size) => mediaCol(size)))]]);
}
