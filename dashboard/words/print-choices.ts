/** What a job may ask for, in words: the values of `JobOptions` as a person reads them. */
import { translated } from '../locale/localization.ts';
import type { PageOrientation, PrintQuality, PrintScaling } from '../../src/model/printer.ts';
import { plural } from './format.ts';
import { keywordWords } from './paper.ts';

export const qualityWords: Record<PrintQuality, string> = translated({
  draft: 'Draft',
  normal: 'Normal',
  high: 'Best',
});

export const scalingWords: Record<PrintScaling, string> = translated({
  auto: 'As the printer likes',
  'auto-fit': 'Smaller where it does not fit',
  fit: 'Fit on the paper',
  fill: 'Fill the paper',
  none: 'Actual size',
});

export const orientationWords: Record<PageOrientation, string> = translated({
  portrait: 'Upright',
  landscape: 'Sideways',
  'reverse-portrait': 'Upside down',
  'reverse-landscape': 'Sideways, the other way',
});

export const sidesWords: Record<string, string> = translated({
  'one-sided': 'One side',
  'two-sided-long-edge': 'Both sides',
  'two-sided-short-edge': 'Both sides, flip on the short edge',
});

export function numberUpWords(pages: number): string {
  return plural(pages, 'page', 'pages');
}

const FINISHINGS: Record<string, string> = translated({
  staple: 'Staple',
  punch: 'Punch',
  fold: 'Fold',
  trim: 'Cut',
  bind: 'Bind',
  cover: 'Cover',
  'edge-stitch': 'Stitch at the edge',
  'saddle-stitch': 'Stitch as a booklet',
});

export function finishingWords(finishing: string): string {
  return FINISHINGS[finishing] ?? keywordWords(finishing);
}

const BINS: Record<string, string> = translated({
  auto: 'Automatic',
  'face-down': 'Face down',
  'face-up': 'Face up',
});

export function binWords(bin: string): string {
  return BINS[bin] ?? keywordWords(bin);
}
