/** What a guest is allowed at the moment of a request, and what more than that is answered with. */
import type { Readable } from 'node:stream';
import { HallwayError } from '../../src/base/errors.ts';
import type { GuestVisit } from '../../src/guests/guest-links.ts';
import type { Office } from '../office.ts';

export interface Visit extends GuestVisit {
  readonly office: Office;
}

/** What a guest sends, whose length was told beforehand. */
export interface GuestBody extends Readable {
  /** Bytes that came so far. */
  readonly received: number;
}

export function notAllowed(): HallwayError {
  return new HallwayError('guest.not_allowed', 'This link is not for that.');
}

export function tooMuch(): HallwayError {
  return new HallwayError('guest.limit', 'This link was used as much as a link may be.', {
    fix: 'Ask for another one.',
  });
}
