/** What PCs give to each other and keep of each other, in words. */
import { phrase, translated } from '../locale/localization.ts';
import { displayText } from '../../src/base/text.ts';
import type { Keep } from '../../src/model/keep.ts';
import type { Gift, GiftState } from '../../src/model/sending.ts';
import { formatSize, plural } from './format.ts';

const STATES: Record<GiftState, string> = translated({
  waiting: 'Waits until that PC is there',
  asked: 'Waits for a yes',
  running: 'On its way',
  paused: 'Paused',
  done: 'Got',
  declined: 'Declined',
  failed: 'Not got',
  cancelled: 'Cancelled',
});

const KEEP_STATES: Record<Keep['state'], string> = translated({
  syncing: 'Being compared with its source',
  current: 'As its source',
  waiting: 'Waits until that PC is there',
  gone: 'Its source is gone',
  failed: 'Could not be brought up to date',
});

export function giftState(state: GiftState): string {
  return STATES[state];
}

export function keepState({ state, missing }: Keep): string {
  const words = KEEP_STATES[state];
  return missing > 0 ? `${words} · ${phrase('{0} to come', formatSize(missing))}` : words;
}

export function giftName({ name }: Pick<Gift, 'name'>): string {
  return displayText(name, 255, '?');
}

export function giftSize({ kind, bytes, files }: Gift): string {
  const size = formatSize(bytes);
  return kind === 'folder' ? `${plural(files, 'file', 'files')}, ${size}` : size;
}
