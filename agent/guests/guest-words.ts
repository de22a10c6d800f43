/** What a link is for, in words for the ledger and the command line. */
import { displayText } from '../../src/base/text.ts';
import type { GuestLink } from '../../src/model/guest.ts';

export function lentWords({ print, drop, take }: GuestLink): string {
  return [
    ...(print ? [`print on ${displayText(print.name, 63)}`] : []),
    ...(drop === null ? [] : [`drop files into ${displayText(drop, 200)}`]),
    ...(take.length > 0
      ? [`take ${take.map(({ name }) => displayText(name, 63)).join(', ')}`]
      : []),
  ].join('; ');
}
