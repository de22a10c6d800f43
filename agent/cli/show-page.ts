/** Opens a page of the dashboard for the person, or says that it has to be done by hand. */
import { openBrowser } from '../platform/browser.ts';
import type { Context } from './command.ts';

/** `url` signs one browser in. It is the command's answer; with --json nothing is opened. */
export async function showPage(context: Context, url: string): Promise<void> {
  context.answer({ url }, url);
  if (context.json) return;
  if (!(await openBrowser(url, context.home)))
    context.note('No browser could be opened here: open the address above yourself.');
}
