/** Why this PC is no longer in its workgroup, in words for its person. */
import type { DeviceId } from '../model/id.ts';
import type { Departure } from './membership.ts';

/** Null for a PC that left of its own accord. */
export function departureNotice(
  departure: Departure,
  workgroup: string,
  names: ReadonlyMap<DeviceId, string>,
): string | null {
  const name = (departure.by && names.get(departure.by)) || 'Another PC';
  switch (departure.reason) {
    case 'left':
      return null;
    case 'removed':
      return `${name} removed this PC from the workgroup “${workgroup}”.`;
    case 'forked':
      return (
        `This PC is out of the workgroup “${workgroup}”, because its log went two ways. That ` +
        'happens when a PC is restored from a backup or copied. Join again with a new code.'
      );
    case 'void':
      return (
        `This PC is no longer in the workgroup “${workgroup}”, because its admission by ` +
        `${name} does not count any more. Ask another member for a new code.`
      );
  }
}
