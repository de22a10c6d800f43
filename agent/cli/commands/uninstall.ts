/** `uninstall`: takes what Hallway put into this system away again, for this person. */
import { isInstalled } from '../../life/install-root.ts';
import { UsageError, type Command } from '../command.ts';

export const uninstall: Command = {
  name: 'uninstall',
  usage: '--keep-data|--remove-data',
  summary: 'take printers, mounts and autostart of Hallway off this PC, and on wish its data',
  details:
    'Ends the agent. --remove-data also removes the data folder: identity, settings, the log; the PC\n' +
    'leaves its workgroup first. Shared folders themselves are never touched. The program goes with\n' +
    'the package, which runs this with --keep-data.',
  options: { 'keep-data': { type: 'boolean' }, 'remove-data': { type: 'boolean' } },
  arguments: [0, 0],
  async run(context) {
    const keep = context.flag('keep-data');
    let remove = context.flag('remove-data');
    if (keep && remove) throw new UsageError('Choose --keep-data or --remove-data.');
    if (!keep && !remove) {
      if (context.json || !context.io.err.terminal)
        throw new UsageError('Say --keep-data or --remove-data.');
      remove = await context.io.confirm(
        'Remove your data of Hallway, too (identity, settings, log)? [y/N] ',
      );
    }
    const { leavePc } = await import('../../life/leave-pc.ts');
    const { dataRemoved, ...left } = await leavePc({
      home: context.home,
      removeData: remove,
      env: context.io.env,
    });
    for (const trouble of left.troubles) context.note(trouble);
    const hasTroubles = left.troubles.length > 0;
    context.answer(
      { ...left, data_removed: dataRemoved },
      hasTroubles
        ? 'Something is left. Do what is said above, or run this again as an administrator.'
        : dataRemoved
          ? 'Hallway and its data are gone.'
          : 'Hallway is gone from here.',
    );
    if (hasTroubles) return context.foundFaults();
    if (!context.json && isInstalled && process.platform === 'linux')
      context.note(
        'Remove the package as well: `sudo apt remove hallway` or `sudo dnf remove hallway`.',
      );
  },
};
