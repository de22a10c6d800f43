/** A refusal as IPP says it: a status, words, and the attributes that were at fault. */
import { type ErrorCode, HallwayError } from '../../../base/errors.ts';
import { Status } from '../constants.ts';
import type { IppAttributes } from '../types.ts';

export class IppFault extends Error {
  readonly status: Status;
  /** For the unsupported attributes group (RFC 8011 section 4.1.7). */
  readonly unsupported: IppAttributes | undefined;

  constructor(status: Status, message: string, unsupported?: IppAttributes) {
    super(message);
    this.name = 'IppFault';
    this.status = status;
    this.unsupported = unsupported;
  }
}

export function badRequest(message: string): IppFault {
  return new IppFault(Status['client-error-bad-request'], message);
}

/** Statuses other than `server-error-internal-error`. */
const STATUSES: Partial<Record<ErrorCode, Status>> = {
  'ipp.malformed': Status['client-error-bad-request'],
  'request.invalid': Status['client-error-bad-request'],
  'request.too_large': Status['client-error-request-entity-too-large'],
  'transfer.interrupted': Status['client-error-bad-request'],
  'request.busy': Status['server-error-busy'],
  'request.cancelled': Status['server-error-job-canceled'],
  'printer.not_found': Status['client-error-not-found'],
  'printer.format': Status['client-error-document-format-not-supported'],
  'printer.not_accepting': Status['server-error-not-accepting-jobs'],
  'job.not_found': Status['client-error-not-found'],
  'job.not_possible': Status['client-error-not-possible'],
  'job.pin': Status['client-error-not-authorized'],
  'job.pin_locked': Status['client-error-not-authorized'],
  'peer.offline': Status['server-error-service-unavailable'],
  'peer.unreachable': Status['server-error-service-unavailable'],
  'disk.full': Status['server-error-temporary-error'],
  'agent.not_running': Status['server-error-service-unavailable'],
};

/** Any error as a refusal; a stranger's error keeps its words to itself. */
export function asFault(error: unknown): IppFault {
  if (error instanceof IppFault) return error;
  if (!(error instanceof HallwayError))
    return new IppFault(Status['server-error-internal-error'], 'Something went wrong.');
  const status = STATUSES[error.code] ?? Status['server-error-internal-error'];
  const words = error.fix ? `${error.message} ${error.fix}` : error.message;
  return new IppFault(status, words);
}
