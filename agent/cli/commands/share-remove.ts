/** `share remove`: stops sharing; the files stay. */
import { removeShare } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command } from '../command.ts';
import { findOwnShare } from '../resolve.ts';
import { shareDocument } from '../share-text.ts';

export const shareRemove: Command = {
  name: 'share remove',
  usage: 'N',
  summary: 'stop sharing; the files stay where they are',
  arguments: [1, 1],
  async run(context) {
    const share = await findOwnShare(context.client, context.argument(0));
    await context.client.call(removeShare, { params: { id: share.id } });
    context.answer([shareDocument(share)], `${displayText(share.name)} is no longer shared.`);
  },
};
