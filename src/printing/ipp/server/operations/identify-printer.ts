/** Identify-Printer (PWG 5100.13 section 5.1). */
import { displayText } from '../../../../base/text.ts';
import { Status } from '../../constants.ts';
import { keyword, strings } from '../../values.ts';
import type { OperationAnswer, OperationContext } from '../operation.ts';

export function identifyPrinter({ asked, identify }: OperationContext): OperationAnswer {
  const actions = strings(asked.attributes, 'identify-actions');
  const unknown = actions.filter((action) => action !== 'display');
  identify(displayText(asked.text('message'), 127));
  if (unknown.length === 0) return {};
  return {
    status: Status['successful-ok-ignored-or-substituted-attributes'],
    unsupported: new Map([['identify-actions', keyword(...unknown)]]),
  };
}
