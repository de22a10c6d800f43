/**
 * The guest's door: what somebody with a link may ask over plain HTTP on the LAN. The secret of the
 * link stands in every address; nothing else is asked for.
 */
import * as Type from 'typebox';
import { GuestJob, GuestView } from '../model/guest.ts';
import { JobId } from '../model/id.ts';
import { endpoint, Stream } from './endpoint.ts';

/** 128 random bits in base64url (RFC 4648 section 5). */
export const GuestSecret = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' });
const params = Type.Object({ secret: GuestSecret });
const Name = Type.String({ minLength: 1, maxLength: 255 });

/** Of the page that a person opens. */
export const GUEST_PATH = '/g';

export const viewGuestLink = endpoint({
  method: 'GET',
  path: `${GUEST_PATH}/:secret/link`,
  summary: 'What this link is for, and until when.',
  params,
  answer: GuestView,
});

export const printAsGuest = endpoint({
  method: 'POST',
  path: `${GUEST_PATH}/:secret/print`,
  summary: 'Print a document on the printer of this link.',
  params,
  query: Type.Object(
    {
      name: Name,
      copies: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
      twoSided: Type.Optional(Type.Boolean()),
      gray: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  body: Stream,
  answer: GuestJob,
});

export const getGuestJob = endpoint({
  method: 'GET',
  path: `${GUEST_PATH}/:secret/jobs/:job`,
  summary: 'How a document of this link stands.',
  params: Type.Object({ ...params.properties, job: JobId }),
  answer: GuestJob,
});

export const dropAsGuest = endpoint({
  method: 'PUT',
  path: `${GUEST_PATH}/:secret/drop`,
  summary: 'Put a file into the folder of this link.',
  params,
  query: Type.Object({ name: Name }, { additionalProperties: false }),
  body: Stream,
  answer: Type.Object({ name: Type.String(), bytes: Type.Integer() }),
});

export const takeAsGuest = endpoint({
  method: 'GET',
  path: `${GUEST_PATH}/:secret/take/:item`,
  summary: 'Take one of the files of this link; a folder comes as an archive.',
  params: Type.Object({ ...params.properties, item: Type.String({ pattern: '^\\d{1,2}$' }) }),
  answer: Stream,
});
