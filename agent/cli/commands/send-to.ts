/** `send-to`: what “Send with Hallway” in a file manager runs. */
import { resolve } from 'node:path';
import { createHandover } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import type { Command } from '../command.ts';
import { statHere } from '../local-path.ts';
import { ensureRunning } from './start.ts';
import { showPage } from '../show-page.ts';

/** Of the address that a browser is given; the agent's door takes twice as much. */
const MOST_CHARACTERS = 8000;

export const sendTo: Command = {
  name: 'send-to',
  usage: 'PATH…',
  summary: 'choose in the dashboard who gets files or folders of this PC',
  details:
    '“Send with Hallway” in the file manager does this. Hallway is started where it does not run. The\n' +
    'address signs one browser in and is good for 30 seconds; --json only prints it.',
  arguments: [1, 1000],
  async run(context) {
    const paths = context.argumentsFrom(0).map((path) => resolve(context.io.cwd, path));
    for (const path of paths) await statHere(path);
    await ensureRunning(context);
    const url = new URL((await context.client.call(createHandover, {})).url);
    url.pathname = '/transfers';
    for (const path of paths) url.searchParams.append('send', path);
    if (url.href.length > MOST_CHARACTERS)
      throw new HallwayError('request.too_large', 'These are too many files to choose at once.', {
        fix: 'Put them into a folder and send that.',
      });
    await showPage(context, url.href);
  },
};
