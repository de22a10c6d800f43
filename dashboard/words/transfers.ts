/** Transfers in words. */
import { phrase, translated } from '../locale/localization.ts';
import type { Transfer, TransferSource } from '../../src/model/transfer.ts';
import { plural } from './format.ts';
import { said } from './said.ts';

const STATES: Record<Transfer['state'], string> = translated({
  preparing: 'Looking what the file is made of',
  running: 'Coming',
  waiting: 'Waiting for a PC that has the rest',
  paused: 'Paused',
  failed: 'Not got',
  cancelled: 'Cancelled',
  done: 'Got',
});

export function stateWords({ state }: Transfer): string {
  return STATES[state];
}

export function isOver({ state }: Transfer): boolean {
  return state === 'done' || state === 'cancelled';
}

/** Empty where that cannot be told. */
export function timeLeft({ secondsLeft, state }: Transfer): string {
  if (secondsLeft === null || state !== 'running') return '';
  if (secondsLeft < 60) return phrase('less than a minute left');
  const minutes = Math.round(secondsLeft / 60);
  if (minutes < 90) return phrase('{0} left', plural(minutes, 'minute', 'minutes'));
  return phrase('{0} left', plural(Math.round(minutes / 60), 'hour', 'hours'));
}

/** Why it gives nothing now; empty where it does. */
export function sourceWords({ state, problem }: TransferSource): string {
  if (state === 'wrong') return phrase('sent wrong pieces, and is not asked again');
  if (state === 'active') return '';
  return problem ? said(problem) : phrase(state === 'gone' ? 'not there now' : 'asked again soon');
}
