/** The local door: this PC's way to the internet for colleagues, and theirs for this PC. */
import * as Type from 'typebox';
import { DeviceId } from '../model/id.ts';
import { InternetState, LentTerms } from '../model/internet.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1/internet';
const Member = Type.Object({ device: DeviceId });

export const getInternet = endpoint({
  method: 'GET',
  path: base,
  summary: 'Who may use this PC’s way to the internet, who lends theirs, and which one is used.',
  answer: InternetState,
});

/** Again for the same member: the new terms count at once, what was used today stays used. */
export const lendInternet = endpoint({
  method: 'PUT',
  path: `${base}/lent/:device`,
  summary: 'Let a member use this PC’s way to the internet, so much a day.',
  params: Member,
  body: LentTerms,
  answer: InternetState,
});

export const endLentInternet = endpoint({
  method: 'DELETE',
  path: `${base}/lent/:device`,
  summary: 'Take that back: what goes through this PC for the member ends at once.',
  params: Member,
  answer: InternetState,
});

export const useInternet = endpoint({
  method: 'PUT',
  path: `${base}/used`,
  summary: 'Use a colleague’s way to the internet, through a proxy on this PC.',
  body: Member,
  answer: InternetState,
});

export const leaveInternet = endpoint({
  method: 'DELETE',
  path: `${base}/used`,
  summary: 'Use it no more: the proxy closes, with all that goes through it.',
  answer: InternetState,
});
