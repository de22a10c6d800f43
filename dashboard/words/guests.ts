/** What a link for guests is for, and how it was used. */
import { phrase } from '../locale/localization.ts';
import type { GuestLink } from '../../src/model/guest.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import { lastSegment } from '../../src/base/safe-path.ts';
import { formatCount } from './format.ts';

/** `Print on “Laser”, drop files into “Scans”`. */
export function purposes({ print, drop, take }: GuestLink): string[] {
  return [
    ...(print ? [phrase('Print on “{0}”', displayName(print.name, '?'))] : []),
    ...(drop === null
      ? []
      : [
          phrase(
            'Drop files into “{0}”',
            displayText(lastSegment(drop.replaceAll('\\', '/')), 100, drop),
          ),
        ]),
    ...(take.length === 1 ? [phrase('Take “{0}”', displayText(take[0]?.name, 100, '?'))] : []),
    ...(take.length > 1 ? [phrase('Take {0} things', formatCount(take.length))] : []),
  ];
}

export function uses({ used }: GuestLink): string {
  const { printed, dropped, taken } = used;
  if (printed + dropped + taken === 0) return phrase('Not used yet');
  return phrase(
    '{0} printed, {1} dropped, {2} taken',
    formatCount(printed),
    formatCount(dropped),
    formatCount(taken),
  );
}
