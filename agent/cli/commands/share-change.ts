/** `share change`: another audience or other rules for what this PC shares. */
import { changeShare } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import { audience } from '../audience.ts';
import { UsageError, type Command } from '../command.ts';
import { findOwnShare } from '../resolve.ts';
import { shareOptions, shareRules } from '../share-rules.ts';
import { shareDocument } from '../share-text.ts';

export const shareChange: Command = {
  name: 'share change',
  usage:
    'N [--access read|write] [--with everyone|DEVICE…] [--until DATE|never] [--hidden show|hide] [--limit SIZE|none]',
  summary: 'change whom a share is for and how it may be used',
  details: 'What is not named stays as it is.',
  options: shareOptions,
  arguments: [1, 200],
  async run(context) {
    const rules = shareRules(context);
    const audienceNow = await audience(context, 'share', 'devices');
    const body = { ...rules, ...(audienceNow === undefined ? {} : { with: audienceNow }) };
    if (Object.values(body).every((value) => value === undefined))
      throw new UsageError('Say what to change: --access, --with, --until, --hidden or --limit.');
    const { id } = await findOwnShare(context.client, context.argument(0));
    const share = await context.client.call(changeShare, { params: { id }, body });
    context.answer([shareDocument(share)], `Changed ${displayText(share.name)}.`);
  },
};
