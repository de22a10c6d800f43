/**
 * The one table of error codes. A domain throws a `HallwayError` with a code; the status of HTTP
 * is looked up here at the edge and nowhere else.
 *
 * Each entry: `http` status (RFC 9110 section 15). The message at the throw site says what happened
 * and what to do about it.
 */
export const ERROR_CODES = {
  // Requests
  'request.invalid': { http: 400 },
  'request.too_large': { http: 413 },
  'request.range': { http: 416 },
  'request.conflict': { http: 409 },
  'request.unauthorized': { http: 401 },
  'request.forbidden': { http: 403 },
  'request.misdirected': { http: 421 },
  'request.not_found': { http: 404 },
  'request.busy': { http: 429 },
  'request.cancelled': { http: 499 },
  'request.ambiguous': { http: 409 },
  // This PC
  'agent.internal': { http: 500 },
  'agent.already_running': { http: 409 },
  'agent.port_in_use': { http: 409 },
  'agent.not_running': { http: 503 },
  'agent.home_unusable': { http: 500 },
  'update.none': { http: 409 },
  'update.refused': { http: 409 },
  'disk.full': { http: 507 },
  'disk.denied': { http: 403 },
  // Workgroup
  'workgroup.none': { http: 409 },
  'workgroup.already': { http: 409 },
  'workgroup.not_member': { http: 403 },
  'workgroup.unknown_device': { http: 404 },
  'workgroup.removed': { http: 403 },
  'pairing.closed': { http: 409 },
  'pairing.wrong_code': { http: 403 },
  'pairing.locked': { http: 429 },
  'pairing.denied': { http: 403 },
  'pairing.expired': { http: 410 },
  'pairing.not_found': { http: 404 },
  'pairing.ambiguous': { http: 409 },
  'pairing.untrusted': { http: 403 },
  // Signed log
  'log.invalid': { http: 400 },
  'log.fork': { http: 409 },
  // Peers
  'peer.offline': { http: 503 },
  'peer.unreachable': { http: 502 },
  'peer.impostor': { http: 502 },
  'peer.protocol': { http: 502 },
  // Names and paths
  'path.outside': { http: 403 },
  'path.invalid': { http: 400 },
  'path.not_found': { http: 404 },
  'path.exists': { http: 409 },
  'path.changed': { http: 412 },
  'path.not_folder': { http: 409 },
  'path.not_file': { http: 409 },
  // Shares
  'share.not_found': { http: 404 },
  'share.gone': { http: 410 },
  'share.exists': { http: 409 },
  'share.full': { http: 507 },
  'share.read_only': { http: 403 },
  'trash.none': { http: 409 },
  // Drives and images
  'image.unreadable': { http: 422 },
  'drive.not_found': { http: 404 },
  'drive.busy': { http: 409 },
  'drive.eject_failed': { http: 502 },
  // PCs and NAS without Hallway
  'host.not_found': { http: 404 },
  'host.unreachable': { http: 502 },
  'host.sign_in': { http: 403 },
  'host.protocol': { http: 502 },
  // Transfers
  'transfer.changed': { http: 409 },
  'transfer.interrupted': { http: 502 },
  'transfer.not_found': { http: 404 },
  'transfer.held': { http: 409 },
  // Guests
  'guest.not_found': { http: 404 },
  'guest.ended': { http: 410 },
  'guest.not_allowed': { http: 403 },
  'guest.limit': { http: 429 },
  // The internet
  'internet.not_lent': { http: 403 },
  'internet.quota': { http: 429 },
  'internet.refused': { http: 403 },
  'internet.unreachable': { http: 502 },
  // Talking
  'talk.no_conversation': { http: 404 },
  'talk.no_message': { http: 404 },
  // Screens
  'screen.not_found': { http: 404 },
  'screen.unreachable': { http: 502 },
  // Printing
  'printer.not_found': { http: 404 },
  'printer.exists': { http: 409 },
  'printer.no_backend': { http: 503 },
  'printer.unreachable': { http: 502 },
  'printer.rejected': { http: 502 },
  'printer.format': { http: 415 },
  'document.unreadable': { http: 422 },
  'document.too_big': { http: 413 },
  'printer.not_accepting': { http: 503 },
  'printer.install_denied': { http: 403 },
  'printer.install_failed': { http: 502 },
  'printer.quota': { http: 403 },
  'job.not_found': { http: 404 },
  'job.not_possible': { http: 409 },
  'job.pin': { http: 403 },
  'job.pin_locked': { http: 429 },
  'job.document_gone': { http: 410 },
  'ipp.malformed': { http: 400 },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}

/** An error that a person may see: what happened and, where it helps, what to do. */
export class HallwayError extends Error {
  readonly code: ErrorCode;
  /** What the person can do about it; one sentence, or undefined. */
  readonly fix: string | undefined;
  /** Further facts for programs (candidates of an ambiguous name, the path, …). */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      fix?: string | undefined;
      details?: Readonly<Record<string, unknown>> | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HallwayError';
    this.code = code;
    this.fix = options.fix;
    this.details = options.details;
  }
}

export function httpStatus(code: ErrorCode): number {
  return ERROR_CODES[code].http;
}

/** Any thrown value as a `HallwayError`; a stranger's error keeps its text as the cause only. */
export function asHallwayError(
  error: unknown,
  fallback: ErrorCode = 'agent.internal',
): HallwayError {
  if (error instanceof HallwayError) return error;
  const system = (error as { code?: unknown } | null)?.code;
  if (system === 'ENOSPC' || system === 'EDQUOT' || system === 'SQLITE_FULL')
    return new HallwayError('disk.full', 'The disk is full.', {
      fix: 'Free some space and try again.',
      cause: error,
    });
  if (system === 'EACCES' || system === 'EPERM' || system === 'EROFS')
    return new HallwayError(
      'disk.denied',
      'The system does not allow access to this file or folder.',
      {
        fix: 'Check its permissions.',
        cause: error,
      },
    );
  if (system === 'ENOENT' || system === 'ENOTDIR')
    return new HallwayError('path.not_found', 'There is no such file or folder.', { cause: error });
  return new HallwayError(fallback, 'Something went wrong inside Hallway.', {
    fix: 'Try again. If it stays so, `hallway doctor --report FILE` gathers what helps to find out why.',
    cause: error,
  });
}
