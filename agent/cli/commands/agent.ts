/** `agent`: runs the agent in the foreground until it is told to stop. */
import { commandName } from '../../life/install-root.ts';
import { createHandover } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { openBrowser } from '../../platform/browser.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { stopRequested } from '../stop-signal.ts';

export const agent: Command = {
  name: 'agent',
  usage:
    '[--name N] [--peer-port P] [--local-port P] [--ipp-port P] [--dav-port P] [--no-tray] [--open]',
  summary: 'run the agent of this PC in the foreground',
  details:
    '--name is what colleagues see of this PC; it is kept. Ctrl-C ends the agent; `hallway start` runs\n' +
    'it in the background. Port 0 picks a free one. --open opens the dashboard once the\n' +
    "agent serves. --no-tray keeps Hallway off this PC's desktop: no icon beside the clock, and no\n" +
    'notifications.',
  options: {
    name: { type: 'string' },
    'peer-port': { type: 'string' },
    'local-port': { type: 'string' },
    'ipp-port': { type: 'string' },
    'dav-port': { type: 'string' },
    'no-tray': { type: 'boolean' },
    open: { type: 'boolean' },
  },
  arguments: [0, 0],
  async run(context) {
    const name = context.text('name');
    if (name !== undefined && (name.trim() === '' || name.length > 63 || name.includes('/')))
      throw new UsageError('--name takes 1 to 63 characters without "/".');
    const stop = stopRequested();
    try {
      const running = await context.io.startAgent({
        home: context.home,
        name,
        peerPort: context.integer('peer-port', 0, 65_535),
        localPort: context.integer('local-port', 0, 65_535),
        ippPort: context.integer('ipp-port', 0, 65_535),
        davPort: context.integer('dav-port', 0, 65_535),
        tray: !context.flag('no-tray'),
      });
      context.io.out.write(`ready ${running.url}\n`);
      if (context.flag('open')) await open(context);
      await Promise.race([stop.requested, running.stopped]);
      await running.stop();
    } catch (error) {
      const already = error instanceof HallwayError && error.code === 'agent.already_running';
      if (!already || !context.flag('open')) throw error;
      context.note('Hallway already runs for this home; opening its dashboard.');
      await open(context);
    } finally {
      stop.dispose();
    }
  },
};

async function open(context: Context): Promise<void> {
  const { url } = await context.client.call(createHandover, {});
  const headless = Boolean(context.io.env['CI']);
  if (headless || !(await openBrowser(url, context.home)))
    context.note(
      `Open ${url} in a browser (good for 30 seconds; \`${commandName} dashboard\` makes another).`,
    );
}
