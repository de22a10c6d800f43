/** `share add`: shares a folder or drive of this PC. */
import { resolve } from 'node:path';
import { addShare } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { audience } from '../audience.ts';
import type { Command } from '../command.ts';
import { statHere } from '../local-path.ts';
import { shareOptions, shareRules } from '../share-rules.ts';
import { shareDocument } from '../share-text.ts';

export const shareAdd: Command = {
  name: 'share add',
  usage:
    'PATH [--name N] [--access read|write] [--with everyone|DEVICE…] [--until DATE] [--hidden show|hide] [--limit SIZE]',
  summary: 'share a folder or drive of this PC',
  details:
    'Shared for reading with everyone in the workgroup unless said otherwise. --hidden hide leaves\n' +
    'dot files out, and what systems keep for themselves. --limit is the most that the share may\n' +
    'hold, its trash included, for example 20GB. --until takes the last day, such as 2026-12-24.',
  options: {
    name: { type: 'string' },
    ...shareOptions,
  },
  arguments: [1, 200],
  async run(context) {
    const path = resolve(context.io.cwd, context.argument(0));
    const { until, ...rules } = shareRules(context);
    const at = await statHere(path);
    if (!at.isDirectory())
      throw new HallwayError('path.not_folder', `${displayText(path, 300)} is no folder.`, {
        fix: 'Share the folder that it is in.',
      });
    const share = await context.client.call(addShare, {
      body: {
        path,
        name: context.text('name'),
        ...rules,
        with: await audience(context, 'path', 'devices'),
        until: until ?? undefined,
      },
    });
    context.answer(
      [shareDocument(share)],
      `Shared ${displayText(share.path, 300)} as ${displayText(share.name)}${
        share.access === 'write' ? ', writable' : ', for reading'
      }.`,
    );
  },
};
