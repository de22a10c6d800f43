/**
 * Get-Printer-Supported-Values (RFC 3380 section 4.3): what the attributes of the printer could be set
 * to. The printer is its owner's, who sets it up elsewhere: none of them can be set from here.
 */
import { GroupTag } from '../../constants.ts';
import type { IppAttributes } from '../../types.ts';
import { notSettableValue } from '../../values.ts';
import type { OperationAnswer, OperationContext } from '../operation.ts';
import { describePrinter } from './get-printer-attributes.ts';

export function getPrinterSupportedValues(context: OperationContext): OperationAnswer {
  const attributes: IppAttributes = new Map();
  for (const name of describePrinter(context).keys()) attributes.set(name, notSettableValue());
  return { groups: [{ tag: GroupTag['printer-attributes-tag'], attributes }] };
}
