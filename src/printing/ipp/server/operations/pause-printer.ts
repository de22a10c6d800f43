/** Pause-Printer and Resume-Printer (RFC 8011 sections 4.2.7 and 4.2.8): for its owner alone. */
import { Status } from '../../constants.ts';
import { IppFault } from '../fault.ts';
import type { OperationAnswer, OperationContext } from '../operation.ts';

export function pausePrinter(context: OperationContext): Promise<OperationAnswer> {
  return decide(context, true);
}

export function resumePrinter(context: OperationContext): Promise<OperationAnswer> {
  return decide(context, false);
}

async function decide({ pause }: OperationContext, paused: boolean): Promise<OperationAnswer> {
  if (!(await pause?.(paused)))
    throw new IppFault(
      Status['client-error-not-authorized'],
      'Only the PC that shares the printer can do that.',
    );
  return {};
}
