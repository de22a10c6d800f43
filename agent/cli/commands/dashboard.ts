/** `dashboard`: opens it in the browser, signed in. */
import { createHandover } from '../../../src/api/local.ts';
import type { Command } from '../command.ts';
import { showPage } from '../show-page.ts';

export const dashboard: Command = {
  name: 'dashboard',
  usage: '',
  summary: 'open the dashboard, signed in',
  details: 'The address signs one browser in and is good for 30 seconds. --json only prints it.',
  arguments: [0, 0],
  async run(context) {
    const { url } = await context.client.call(createHandover, {});
    await showPage(context, url);
  },
};
