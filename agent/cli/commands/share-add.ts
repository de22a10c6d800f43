/** `share add`: shares a folder or drive of this PC. */
import { resolve } from 'node:path';
import { addShare } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { audience } from '../audience.ts';
import { UsageError, type Command } from '../command.ts';
import { statHere } from '../local-path.ts';
import { shareDocument } from '../share-text.ts';

/** A date alone means until that day is over. */
function until(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.test(text);
  const at = Date.parse(day ? `${text}T23:59:59.999` : text);
  if (Number.isNaN(at)) throw new UsageError('--until takes a date such as 2030-12-31.');
  if (at <= Date.now()) throw new UsageError('--until lies in the past.');
  return at;
}

export const shareAdd: Command = {
  name: 'share add',
  usage: 'PATH [--name N] [--access read|write] [--with everyone|DEVICE…] [--until DATE]',
  summary: 'share a folder or drive of this PC',
  details: 'Shared for reading with everyone in the workgroup unless said otherwise.',
  options: {
    name: { type: 'string' },
    access: { type: 'string' },
    with: { type: 'string', multiple: true },
    until: { type: 'string' },
  },
  arguments: [1, 200],
  async run(context) {
    const path = resolve(context.io.cwd, context.argument(0));
    const access = context.choice('access', { read: 'read', write: 'write' } as const);
    const end = until(context.text('until'));
    const at = await statHere(path);
    if (!at.isDirectory())
      throw new HallwayError('path.not_folder', `${displayText(path, 300)} is no folder.`, {
        fix: 'Share the folder that it is in.',
      });
    const share = await context.client.call(addShare, {
      body: {
        path,
        name: context.text('name'),
        access,
        with: await audience(context, 'path', 'devices'),
        until: end,
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
