/** What a job may ask of a printer: `…-default`, `…-supported` and `…-ready` (RFC 8011 section 5.2). */
import type { IppAttributes, IppValue } from '../types.ts';
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
import {
  EDGES,
  everyCol,
  MEDIA_COL_MEMBERS,
  marginsAt,
  mediaSize,
  type Paper,
  type ReadyPaper,
  readyCol,
} from './media.ts';

/** Enums of RFC 8011 section 5.2: 3 `none` and `portrait`, 4 `normal`. */
const NO_FINISHING = 3;
const PORTRAIT = 3;
const NORMAL = 4;

export function templateAttributes(can: Capabilities): IppAttributes {
  return new Map([
    ['copies-default', integer(1)],
    ['copies-supported', range({ lower: 1, upper: can.maxCopies })],
    ['finishings-default', enumeration(NO_FINISHING)],
    ['finishings-supported', enumeration(...can.finishings)],
    ['job-hold-until-default', keyword('no-hold')],
    ['job-hold-until-supported', keyword('no-hold', 'indefinite')],
    ['job-priority-default', integer(50)],
    ['job-priority-supported', integer(1)],
    ['job-sheets-default', keyword('none')],
    ['job-sheets-supported', keyword('none')],
    ...paperAttributes(can.paper),
    ['multiple-document-handling-default', keyword('separate-documents-collated-copies')],
    ['multiple-document-handling-supported', keyword('separate-documents-collated-copies')],
    ['number-up-default', integer(1)],
    ['number-up-supported', integer(...can.numberUp)],
    ['orientation-requested-default', enumeration(first(can.orientations, PORTRAIT))],
    ['orientation-requested-supported', enumeration(...can.orientations)],
    ['output-bin-default', keyword(can.bins[0] ?? 'face-down')],
    ['output-bin-supported', keyword(...can.bins)],
    // IPP Everywhere wants these words of every printer that takes PDF (PWG 5100.14 section 5.2). A
    // job that means them is refused, or told what was ignored.
    ['overrides-supported', keyword('document-number', 'document-numbers', 'pages')],
    ['page-ranges-supported', boolean(true)],
    ['print-color-mode-default', keyword('auto')],
    ['print-color-mode-supported', keyword(...can.colorModes)],
    ['print-content-optimize-default', keyword('auto')],
    ['print-content-optimize-supported', keyword('auto')],
    ['print-quality-default', enumeration(first(can.qualities, NORMAL))],
    ['print-quality-supported', enumeration(...can.qualities)],
    ['print-rendering-intent-default', keyword('auto')],
    ['print-rendering-intent-supported', keyword('auto')],
    ['print-scaling-default', keyword(can.scalings.includes('auto') ? 'auto' : 'none')],
    ['print-scaling-supported', keyword(...can.scalings)],
    ['printer-resolution-default', resolution(standardResolution(can.printResolutions))],
    ['printer-resolution-supported', resolution(...can.printResolutions)],
    ['sides-default', keyword('one-sided')],
    ['sides-supported', keyword(...can.sides)],
  ]);
}

function first(offered: readonly number[], usual: number): number {
  return offered.includes(usual) ? usual : (offered[0] ?? usual);
}

function paperAttributes(paper: Paper): [string, IppValue[]][] {
  const { sizes, ready, sources, types, margins } = paper;
  const [standard] = sizes;
  const lying = ready.map((one) => readyCol(one, margins));
  const usual = ready.find(({ size }) => size === standard) ?? {
    ...(ready[0] as ReadyPaper),
    size: standard as ReadyPaper['size'],
  };
  return [
    ...EDGES.map((edge): [string, IppValue[]] => [
      `media-${edge}-margin-supported`,
      integer(...marginsAt(edge, paper)),
    ]),
    ['media-col-default', collection(readyCol(usual, margins))],
    ['media-col-ready', collection(...lying)],
    ['media-col-supported', keyword(...MEDIA_COL_MEMBERS)],
    ['media-default', keyword(usual.size.name)],
    ['media-ready', keyword(...new Set(ready.map(({ size }) => size.name)))],
    ['media-supported', keyword(...sizes.map(({ name }) => name))],
    ['media-size-supported', collection(...sizes.map(mediaSize))],
    ['media-source-supported', keyword(...sources)],
    ['media-type-supported', keyword(...types)],
  ];
}

/** Long, and given only to whoever asks for it by its name (PWG 5100.7 section 6.9). */
export function mediaDatabase(can: Capabilities): IppAttributes {
  return new Map([['media-col-database', collection(...everyCol(can.paper))]]);
}
