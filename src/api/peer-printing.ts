/** The peer door: print jobs on their way from their sender to the owner of a printer. */
import * as Type from 'typebox';
import { JobId, OfferId, ResourceId, Timestamp } from '../model/id.ts';
import { Job, JobOptions } from '../model/job.ts';
import { endpoint } from './endpoint.ts';

const base = '/peer/v1';

/** What the owner of a printer tells the sender of a job. */
export const JobNews = Type.Object({
  id: JobId,
  state: Job.properties.state,
  reasons: Type.Array(Type.String({ maxLength: 255 }), { maxItems: 20 }),
  message: Type.String({ maxLength: 1024 }),
  pages: Job.properties.pages,
  position: Job.properties.position,
  pagesTotal: Job.properties.pagesTotal,
});

export const PinCheck = Type.Object({
  salt: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});
export type PinCheck = Type.Static<typeof PinCheck>;

export const PeerJobAction = Type.Union([
  Type.Literal('hold'),
  Type.Literal('release'),
  Type.Literal('withdraw'),
  Type.Literal('printed'),
  Type.Literal('again'),
]);
export type PeerJobAction = Type.Static<typeof PeerJobAction>;

/** Idempotent by the job's id. The owner pulls the document from `readOffer` and checks its hash. */
export const offerJob = endpoint({
  method: 'POST',
  path: `${base}/printers/:printer/jobs`,
  summary: "Offer a print job to a printer's owner.",
  params: Type.Object({ printer: ResourceId }),
  body: Type.Object({
    id: JobId,
    offer: OfferId,
    name: Type.String({ maxLength: 255 }),
    owner: Type.String({ maxLength: 255 }),
    format: Type.String({ maxLength: 127 }),
    bytes: Type.Integer({ minimum: 1 }),
    /** SHA-256 of the document, lower-case hex. */
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    options: JobOptions,
    created: Timestamp,
    /** The job waits at the printer's PC for a PIN: scrypt over it, in lower-case hex. */
    pin: Type.Optional(PinCheck),
    /** Seconds after which the owner gives it up unprinted. */
    expiresIn: Type.Optional(Type.Integer({ minimum: 0, maximum: 31_536_000 })),
    account: Job.properties.account,
  }),
  answer: Type.Object({ state: Job.properties.state }),
});

export const getPeerJob = endpoint({
  method: 'GET',
  path: `${base}/jobs/:id`,
  summary: 'State of a job that the caller sent.',
  params: Type.Object({ id: JobId }),
  answer: JobNews,
});

export const cancelPeerJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/cancel`,
  summary: 'Cancel a job that the caller sent.',
  params: Type.Object({ id: JobId }),
  answer: JobNews,
});

/**
 * What the sender wants the owner to do with a job. `withdraw`: give it up, but only while no byte
 * of it has left for the printer; whatever the caller hears afterwards, an answer means that none
 * will. 409 `job.not_possible` where it is too late.
 */
export const actOnPeerJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/actions`,
  summary: 'Hold, release, withdraw or settle a job that the caller sent.',
  params: Type.Object({ id: JobId }),
  body: Type.Object({ action: PeerJobAction }),
  answer: JobNews,
});
