/** What others did with what this PC shares, and what the check of the logs found, in words. */
import { phrase, translated } from '../locale/localization.ts';
import { displayName } from '../../src/base/text.ts';
import type { Activity, ActivityCheck, ActivityKind } from '../../src/model/activity.ts';
import { office } from '../state/office.ts';
import { plural } from './format.ts';

/** As a choice in a list. */
export const kindNames: Readonly<Record<Exclude<ActivityKind, 'forgot'>, string>> = translated({
  read: 'Read',
  wrote: 'Written',
  moved: 'Moved',
  copied: 'Copied',
  removed: 'Deleted',
  restored: 'Restored',
  printed: 'Printed',
  searched: 'Searched',
  lent: 'Lent',
  ended: 'Ended',
});

const deeds: Readonly<Record<ActivityKind, string>> = translated({
  read: '{0} read this',
  wrote: '{0} wrote this',
  moved: '{0} moved this',
  copied: '{0} copied this',
  removed: '{0} deleted this',
  restored: '{0} brought this back from the trash',
  printed: '{0} printed this',
  searched: '{0} found words in this',
  lent: '{0} lent this',
  ended: 'This is over',
  forgot: 'Older entries were forgotten',
});

const faultNames: Readonly<Record<ActivityCheck['faults'][number]['what'], string>> = translated({
  changed: 'an entry is not what was signed',
  fact: 'what was noted is not what was signed',
  cut: 'entries are missing',
  forked: 'two entries were signed for one place',
});

/** `guest`: whose link it was done with. */
export function deedText({ what, device, guest }: Activity): string {
  const who =
    guest === undefined
      ? office.deviceName(device)
      : phrase('{0} (guest)', displayName(guest, '?'));
  return phrase(deeds[what], who);
}

/** What was looked through, and what came out. */
export function checkText({ statements, devices, ok }: ActivityCheck): string {
  return phrase(
    ok ? '{0} of {1}: complete and unaltered.' : '{0} of {1}: not as they were signed.',
    plural(statements, 'signed entry', 'signed entries'),
    plural(devices, 'PC', 'PCs'),
  );
}

/** Empty where all others could be asked. */
export function askedText({ asked, others }: ActivityCheck): string {
  return asked < others
    ? phrase('{0} of {1} other PCs were there to say what they have seen.', asked, others)
    : '';
}

export function faultText({ device, seq, what }: ActivityCheck['faults'][number]): string {
  return phrase('{0}, from entry {1} on: {2}.', office.deviceName(device), seq, faultNames[what]);
}
