/** A refusal as WebDAV says it: a status, words, and the condition that was not met (RFC 4918 section 16). */
import { type ErrorCode, HallwayError, httpStatus } from '../../base/errors.ts';

export class DavFault extends Error {
  readonly status: number;
  /** Name of a precondition in `DAV:`, for the body. */
  readonly condition: string | undefined;
  /** Addresses that the condition is about. */
  readonly hrefs: readonly string[];

  constructor(status: number, message: string, condition?: string, hrefs: readonly string[] = []) {
    super(message);
    this.name = 'DavFault';
    this.status = status;
    this.condition = condition;
    this.hrefs = hrefs;
  }
}

/** Where WebDAV's programs expect another status than the table of errors has. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  'path.not_folder': 404,
  'path.not_file': 405,
  'share.gone': 503,
  'request.cancelled': 400,
  'transfer.interrupted': 400,
  'agent.not_running': 503,
};

/** Any error as a refusal; a stranger's error keeps its words to itself. */
export function asDavFault(error: unknown): DavFault {
  if (error instanceof DavFault) return error;
  if (!(error instanceof HallwayError)) return new DavFault(500, 'Something went wrong.');
  const status = STATUSES[error.code] ?? httpStatus(error.code);
  return new DavFault(status, error.fix ? `${error.message} ${error.fix}` : error.message);
}

export function codeOf(error: unknown): ErrorCode | undefined {
  return error instanceof HallwayError ? error.code : undefined;
}

export function badRequest(message: string): DavFault {
  return new DavFault(400, message);
}

export function forbidden(message: string): DavFault {
  return new DavFault(403, message);
}

export function notThere(): DavFault {
  return new DavFault(404, 'There is no such file or folder.');
}

export function unmet(): DavFault {
  return new DavFault(412, 'A condition of the request is not met.');
}

/** The folder that something is to be made in is missing. */
export function noFolder(): DavFault {
  return new DavFault(409, 'The folder that it belongs into does not exist.');
}

export function locked(href: string): DavFault {
  return new DavFault(423, 'Somebody is working on it.', 'lock-token-submitted', [href]);
}
