/** Get-Printer-Attributes (RFC 8011 section 4.2.5). */
import { GroupTag } from '../../constants.ts';
import type { IppAttributes } from '../../types.ts';
import type { OperationAnswer, OperationContext } from '../operation.ts';
import { printerAttributes } from '../printer-attributes.ts';
import { pick, requestedAttributes } from '../requested.ts';
import { documentForm } from '../submission.ts';
import { mediaDatabase, templateAttributes } from '../template-attributes.ts';

export function getPrinterAttributes(context: OperationContext): OperationAnswer {
  documentForm(context);
  const attributes = describePrinter(context);
  return { groups: [{ tag: GroupTag['printer-attributes-tag'], attributes }] };
}

/** Those that were asked for; all without any words about it. */
export function describePrinter({ asked, can, served, moment }: OperationContext): IppAttributes {
  const requested = requestedAttributes(asked.attributes) ?? new Set(['all']);
  return new Map([
    ...pick(templateAttributes(can), requested, ['job-template']),
    ...pick(printerAttributes(served, can, moment()), requested, [
      'printer-description',
      'printer-defaults',
    ]),
    ...(requested.has('media-col-database') ? mediaDatabase(can) : []),
  ]);
}
