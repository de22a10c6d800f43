/** What is said to a guest, in the language of the phone. */
import { formatLocale, phrase, translated } from '../locale/localization.ts';
import { asHallwayError } from '../../src/base/errors.ts';

export const text = translated({
  loading: 'One moment…',
  from: 'From this PC:',
  print: 'Print here',
  printer: 'Printer:',
  chooseDocument: 'Choose a document or picture',
  copies: 'Copies',
  twoSided: 'On both sides',
  gray: 'Black and white',
  drop: 'Drop files here',
  dropHint: 'They go to this PC, and only its person sees them.',
  chooseFiles: 'Choose files',
  take: 'Take these files',
  archive: 'folder, as one ZIP file',
  over: 'This link is over',
  overLead: 'Ask the person who gave it to you for another one.',
  wrong: 'This link does not work',
  wrongLead: 'Part of it may be missing. Scan the code again, or ask for another one.',
  again: 'Try again',
  cancel: 'Cancel',
  open: 'Not encrypted: who is in the same network could read along.',
  waiting: 'Waits for the printer',
  printing: 'Is being printed',
  printed: 'Printed',
  failed: 'Was not printed',
  received: 'Arrived',
  sending: 'Is being sent',
});

const problems: Readonly<Record<string, string>> = translated({
  'guest.ended': 'This link is over.',
  'guest.limit': 'This link was used as much as it may be. Ask for another one.',
  'guest.not_allowed': 'This link is not for that.',
  'share.full': 'There is no room for it on this PC.',
  'disk.full': 'There is no room for it on this PC.',
  'request.too_large': 'It is too large for this link.',
  'request.busy': 'The PC has enough to do now. Try again in a moment.',
  'printer.format': 'The printer cannot print this kind of file. Try a PDF or a picture.',
  'printer.not_found': 'The printer is not there any more. Ask for another link.',
});

/** What went wrong, in one sentence. */
export function problemText(error: unknown): string {
  const { code, message, fix } = asHallwayError(error);
  return problems[code] ?? [message, fix].filter((part) => part !== undefined).join(' ');
}

const STATES: Readonly<Record<string, string>> = {
  completed: text.printed,
  processing: text.printing,
  canceled: text.failed,
  aborted: text.failed,
};

export function jobText(state: string): string {
  return STATES[state] ?? text.waiting;
}

/** Until when the link lives, by the phone's own clock and time zone. */
export function endText(left: number): string {
  const at = new Date(Date.now() + left);
  const soon = left < 20 * 3_600_000;
  const shown = new Intl.DateTimeFormat(formatLocale, {
    ...(soon ? {} : { dateStyle: 'medium' }),
    timeStyle: 'short',
  }).format(at);
  return phrase('Until {0}.', shown);
}
