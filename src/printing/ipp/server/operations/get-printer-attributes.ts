/** Get-Printer-Attributes (RFC 8011 section 4.2.5). */
import { GroupTag } from '../../constants.ts';
import type { IppAttributes } from '../../types.ts';
import type { OperationAnswer, OperationContext } from '../operation.ts';
import { printerAttributes } from '../printer-attributes.ts';
import { pick, requestedAttributes } from '../requested.ts';
import { documentForm } from '../submission.ts';
import { mediaDatabase, templateAttributes } from '../template-attributes.ts';

export function getPrinterAttributes(context: OperationContext): OperationAnswer {
  const { asked, can, served, moment } = context;
  documentForm(context);
  const requested = requestedAttributes(asked.attributes) ?? new Set(['all']);
  const attributes: IppAttributes = new Map([
    ...pick(templateAttributes(can), requested, ['job-template']),
    ...pick(printerAttributes(served, can, moment()), requested, [
      'printer-description',
      'printer-defaults',
    ]),
    ...(requested.has('media-col-database') ? mediaDatabase(can) : []),
  ]);
  return { groups: [{ tag: GroupTag['printer-attributes-tag'], attributes }] };
}
