/** What a printer's refusal means for the person: IPP and HTTP statuses to `HallwayError`s. */
import { type ErrorCode, HallwayError } from '../../base/errors.ts';
import { displayText } from '../../base/text.ts';
import { FIRST_ERROR_STATUS, GroupTag, Status } from './constants.ts';
import { statusName } from './tables.ts';
import type { IppMessage } from './types.ts';
import { attributesOf, firstString } from './values.ts';

/** Codes other than `printer.rejected` (RFC 8011 section 13.1.4 and 13.1.5). */
const CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [Status['client-error-not-found'], 'job.not_found'],
  [Status['client-error-gone'], 'job.not_found'],
  [Status['client-error-not-possible'], 'job.not_possible'],
  [Status['client-error-document-format-not-supported'], 'printer.format'],
  [Status['server-error-service-unavailable'], 'printer.unreachable'],
  [Status['server-error-temporary-error'], 'printer.not_accepting'],
  [Status['server-error-not-accepting-jobs'], 'printer.not_accepting'],
  [Status['server-error-busy'], 'printer.not_accepting'],
]);

const MESSAGES: Partial<Record<ErrorCode, string>> = {
  'job.not_found': 'The printer does not know this job or queue.',
  'job.not_possible': 'The printer says that this is not possible now.',
  'printer.format': 'The printer does not take this kind of document.',
  'printer.unreachable': 'The printer is not available right now.',
  'printer.not_accepting': 'The printer takes no jobs right now.',
};

/** The error in an answer, or undefined for a success. The status's number is in the details. */
export function ippProblem(answer: IppMessage): HallwayError | undefined {
  if (answer.code < FIRST_ERROR_STATUS) return undefined;
  const code = CODES.get(answer.code) ?? 'printer.rejected';
  const said = displayText(
    firstString(attributesOf(answer, GroupTag['operation-attributes-tag']), 'status-message'),
  );
  const name = statusName(answer.code);
  return new HallwayError(
    code,
    MESSAGES[code] ?? `The printer refused: ${said === '' ? name : `${said} (${name})`}.`,
    { details: { status: answer.code, name, said } },
  );
}

/** The error of an HTTP status other than 200; `challenge` is what `WWW-Authenticate` said. */
export function httpProblem(status: number, challenge = ''): HallwayError {
  if (status === 404)
    return new HallwayError('printer.not_found', 'There is no printer at this address.', {
      fix: 'Check the part after the host name, often /ipp/print.',
    });
  if (status === 401 && /\bNegotiate\b/i.test(challenge))
    return new HallwayError('printer.rejected', 'The printer wants a sign-in by Kerberos.', {
      fix: 'Let this PC print there without it, or share the printer from a PC that may.',
      details: { http: status },
    });
  if (status === 401 || status === 403)
    return new HallwayError('printer.rejected', 'The printer wants a user name and password.', {
      fix:
        'Allow printing without a password in the settings of the printer. At a queue of this PC: ' +
        'lpadmin -p QUEUE -u allow:all -o auth-info-required=none, and no “Require user” for ' +
        'Create-Job in cupsd.conf.',
      details: { http: status },
    });
  if (status === 426)
    return new HallwayError('printer.rejected', 'The printer only talks encrypted.', {
      fix: 'Use its address with ipps:// instead of ipp://.',
      details: { http: status },
    });
  return new HallwayError('printer.unreachable', `The printer answered with HTTP ${status}.`, {
    details: { http: status },
  });
}
