/** Why this PC is no longer in its workgroup, in words for its person. */
import type { DeviceId } from '../../model/id.ts';
import type { Departure } from '../membership.ts';

export interface DepartureStory {
  departure: Departure;
  /** True if a person at this PC has just decided so. */
  own: boolean;
  workgroup: string;
  names: ReadonlyMap<DeviceId, string>;
  /** When this PC learned of it, milliseconds since 1970. */
  time: number;
}

const STAYS = 'Your files and what you share stay on this PC; your colleagues no longer see them. ';
const AGAIN = 'To come back, let a colleague choose “Add a PC” and type the new code here.';

/** Null for a PC whose person has just left: at most 500 characters with the longest names. */
export function departureNotice(story: DepartureStory): string | null {
  const { departure, own, workgroup, names, time } = story;
  const name = (departure.by && names.get(departure.by)) || 'another PC';
  const group = `the workgroup “${workgroup}”`;
  const heard = `This PC learned of it on ${dayOf(time)}. `;
  switch (departure.reason) {
    case 'left':
      return own
        ? null
        : `This PC had left ${group} already; its data may come from a backup. ${heard}${STAYS}${AGAIN}`;
    case 'removed':
      return `${upperFirst(name)} removed this PC from ${group}. ${heard}${STAYS}${AGAIN}`;
    case 'forked':
      return (
        `This PC is out of ${group}: it was in use twice, restored from a backup or copied, and ` +
        `the two contradict each other. ${heard}${STAYS}` +
        'To come back, type a new code from a colleague’s “Add a PC” here, and on the copy too.'
      );
    case 'void':
      return (
        `This PC is out of ${group}: ${name}, which let it in, was put out before, so that ` +
        `does not count. ${heard}${STAYS}${AGAIN}`
      );
  }
}

/** Said after a notice while the disk has no room to keep it. */
export const NOT_KEPT = 'The disk of this PC is full: free some space before you join again.';

/** Like “22 November 2026, 13:14”, by this PC's clock and time zone. */
function dayOf(time: number): string {
  return new Date(time).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

function upperFirst(text: string): string {
  return text.startsWith('another') ? `A${text.slice(1)}` : text;
}
