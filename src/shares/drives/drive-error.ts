/** Errors of drives, in words for a person. */
import { HallwayError } from '../../base/errors.ts';

export function driveNotFound(): HallwayError {
  return new HallwayError('drive.not_found', 'There is no such drive.', {
    fix: '`hallway drives` lists those of this PC.',
  });
}

/** Something still has files of it open: programs of this PC, by their names. */
export function driveBusy(programs: readonly string[], cause?: unknown): HallwayError {
  const who = programs.length === 0 ? 'A program on this PC' : programs.join(', ');
  return new HallwayError('drive.busy', `${who} still uses this drive.`, {
    fix: 'Close its files and windows, then eject it again.',
    details: { programs },
    cause,
  });
}

/** Colleagues, by their names, are reading from it or writing to it. */
export function driveInUse(people: readonly string[]): HallwayError {
  const who = people.join(', ');
  const words =
    people.length === 1
      ? `${who} is still using this drive.`
      : `${who} are still using this drive.`;
  return new HallwayError('drive.busy', words, {
    fix: 'Wait until that is done, or eject it with --force, which breaks it off.',
    details: { people },
  });
}

export function ejectFailed(words: string, cause?: unknown): HallwayError {
  return new HallwayError(
    'drive.eject_failed',
    words === '' ? 'The drive could not be ejected.' : `The drive could not be ejected: ${words}`,
    { fix: "Eject it with this system's own means.", cause },
  );
}
