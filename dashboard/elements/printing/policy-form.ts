/** What the owner of a printer typed into its settings, as a policy; or what is wrong with it. */
import type { PrinterPolicy } from '../../../src/model/printer-policy.ts';
import { formText } from '../parts/form-text.ts';

const WRONG = 'A whole number, or nothing.';
const PAGES_OF = 'pages-';

export function readPolicy(
  form: FormData,
  some: boolean,
): { policy: PrinterPolicy; errors: Readonly<Record<string, string>> } {
  const errors: Record<string, string> = {};
  const pages = (name: string): number | null => {
    const typed = formText(form, name);
    if (typed !== '' && !/^[0-9]{1,7}$/.test(typed)) errors[name] = WRONG;
    return typed === '' ? null : Number(typed);
  };
  const exceptions = [...form.keys()]
    .filter((name) => name.startsWith(PAGES_OF) && formText(form, name) !== '')
    .map((name) => ({ device: name.slice(PAGES_OF.length), pagesPerMonth: pages(name) }));
  const policy: PrinterPolicy = {
    with: some ? form.getAll('device').map(String) : 'everyone',
    pagesPerMonth: pages('pages'),
    exceptions,
    keepHours: Number(formText(form, 'keepHours')),
  };
  return { policy, errors };
}
