/** `dashboard`: opens it in the browser, signed in. */
import { createHandover } from '../../../src/api/local.ts';
import { openBrowser } from '../../platform/browser.ts';
import type { Command } from '../command.ts';

export const dashboard: Command = {
  name: 'dashboard',
  usage: '',
  summary: 'open the dashboard, signed in',
  details: 'The address signs one browser in and is good for 30 seconds. --json only prints it.',
  arguments: [0, 0],
  async run(context) {
    const { url } = await context.client.call(createHandover, {});
    context.answer({ url }, url);
    if (context.json) return;
    if (!(await openBrowser(url, context.home)))
      context.note('No browser could be opened here: open the address above yourself.');
  },
};
