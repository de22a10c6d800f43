/** What Print-Job, Validate-Job, Create-Job and Send-Document have in common. */
import { pipeline, type Readable } from 'node:stream';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { displayText } from '../../../base/text.ts';
import { ANYTHING } from '../../document-format.ts';
import { Status } from '../constants.ts';
import type { IppAttributes } from '../types.ts';
import { keyword, mimeType } from '../values.ts';
import { IppFault } from './fault.ts';
import { encodeTicket } from './job-attributes.ts';
import type { JobRecord } from './job-book.ts';
import { type JobTicket, readTicket } from './job-ticket.ts';
import type { OperationContext } from './operation.ts';
import { isAccepting } from './printer-attributes.ts';

const COMPRESSIONS = ['none', 'gzip', 'deflate'];

/** Throws where the printer takes no jobs, or not this one. */
export function checkJob({ asked, job, can, served }: OperationContext): JobTicket {
  if (!isAccepting(served.printer))
    throw new IppFault(
      Status['server-error-not-accepting-jobs'],
      'The printer takes no jobs right now.',
    );
  return readTicket(job, asked.attributes, can);
}

/** The accepted attributes with which a job begins. */
export function beginning(
  { asked, job, served, jobs, printing }: OperationContext,
  { unsupported }: JobTicket,
): Pick<JobRecord, 'printer' | 'name' | 'user' | 'ticket'> {
  jobs.prune(printing);
  const accepted: IppAttributes = new Map(
    Array.from(job).filter(([attribute]) => !unsupported.has(attribute)),
  );
  const given = asked.text('job-name') ?? asked.text('document-name');
  return {
    printer: served.key,
    name: displayText(given, 255, 'Untitled'),
    user: asked.user(),
    ticket: encodeTicket(accepted),
  };
}

export interface DocumentForm {
  /** Undefined: look into the document. */
  format: string | undefined;
  /** As the client said it. */
  supplied: string;
  compression: string;
}

/** `document-format` and `compression`. Throws where the printer does not take them. */
export function documentForm({ asked, can }: OperationContext): DocumentForm {
  const supplied = asked.mimeType('document-format') ?? ANYTHING;
  if (!can.formats.includes(supplied))
    throw new IppFault(
      Status['client-error-document-format-not-supported'],
      `This printer does not take ${displayText(supplied, 100)}.`,
      new Map([['document-format', mimeType(supplied)]]),
    );
  const compression = asked.keyword('compression') ?? 'none';
  if (!COMPRESSIONS.includes(compression))
    throw new IppFault(
      Status['client-error-compression-not-supported'],
      'This printer takes gzip and deflate.',
      new Map([['compression', keyword(compression)]]),
    );
  return { format: supplied === ANYTHING ? undefined : supplied, supplied, compression };
}

/** The document as it was before its compression; `deflate` has no header (RFC 8011 section 5.4.32). */
export function plainDocument(document: Readable, compression: string): Readable {
  if (compression === 'none') return document;
  const inflate = compression === 'gzip' ? createGunzip() : createInflateRaw();
  // What goes wrong shows at the end that is read.
  return pipeline(document, inflate, () => {});
}
