/** `demo`: a whole office on this machine. */
import { commandName } from '../../life/install-root.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { displayText } from '../../../src/base/text.ts';
import { openBrowser } from '../../platform/browser.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { DemoOffice, type DemoPc } from '../demo/office.ts';
import { stopRequested } from '../stop-signal.ts';

export const demo: Command = {
  name: 'demo',
  usage: '[--pcs 3] [--open | --no-open]',
  summary: 'a whole office on this machine, to look around in',
  details:
    'Starts that many agents with homes of their own, joins them, and gives each sample folders\n' +
    'and a virtual printer. They find each other by real multicast DNS on this machine. With\n' +
    '--home DIR the office is kept there; otherwise it is gone when the demo ends (Ctrl-C).',
  options: {
    pcs: { type: 'string' },
    open: { type: 'boolean' },
    'no-open': { type: 'boolean' },
  },
  arguments: [0, 0],
  async run(context) {
    const pcs = context.integer('pcs', 1, 12) ?? 3;
    if (context.flag('open') && context.flag('no-open'))
      throw new UsageError('Choose --open or --no-open, not both.');
    const kept = context.text('home') !== undefined;
    const folder = kept ? context.home : mkdtempSync(join(tmpdir(), 'hallway-demo-'));
    const stop = stopRequested();
    const office = new DemoOffice(folder, (message) => context.note(message));
    try {
      const started = performance.now();
      context.note('Setting up the office over real mDNS on this machine …');
      const opened = office.open(pcs);
      const ready = await Promise.race([opened, stop.requested.then(() => undefined)]);
      if (ready === undefined) {
        // Told to stop while it was being set up: what fails now fails because of that.
        opened.catch(() => undefined);
        return;
      }
      context.note(`Ready after ${((performance.now() - started) / 1000).toFixed(1)} s.`);
      await show(context, ready);
      await Promise.race([stop.requested, office.ended]);
    } finally {
      await office.close();
      if (!kept) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      stop.dispose();
    }
  },
};

/** One line for each PC, and last the address of the first one's dashboard. */
async function show(context: Context, pcs: readonly DemoPc[]): Promise<void> {
  const [first] = pcs;
  if (!first) return;
  const url = await first.handover();
  for (const pc of pcs)
    context.io.out.write(
      `${displayText(pc.name).padEnd(8)} ${pc.url}   ${commandName} dashboard --home ${pc.home}\n`,
    );
  context.note(`Ctrl-C ends the office. ${first.name}'s dashboard, signed in (good for 30 s):`);
  context.io.out.write(`${url}\n`);
  if (context.flag('no-open') || context.io.env['CI']) return;
  await openBrowser(url, first.home);
}
