/** `transfers` and `transfer …`: files that come in pieces from several PCs. */
import { actOnTransfer, listTransfers } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command } from '../command.ts';
import { findTransfer } from '../resolve.ts';
import { transferDocument, transferTable } from '../transfer-text.ts';

export const transfers: Command = {
  name: 'transfers',
  usage: '',
  summary: 'large files that this PC gets from its colleagues and gives to them',
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listTransfers, {});
    context.answer(found.map(transferDocument), transferTable(found));
  },
};

export const transferPause = action('pause', 'stop a transfer for now; what is here stays');
export const transferResume = action('resume', 'go on with a transfer');
export const transferCancel = action(
  'cancel',
  'end a transfer and remove what is here of it; take one that is over from the list',
);

function action(word: 'pause' | 'resume' | 'cancel', summary: string): Command {
  return {
    name: `transfer ${word}`,
    usage: 'ID',
    summary,
    arguments: [1, 1],
    async run(context) {
      const { id } = await findTransfer(context.client, context.argument(0));
      const body = { action: word };
      const transfer = await context.client.call(actOnTransfer, { params: { id }, body });
      const text = `${displayText(transfer.path, 300)}: ${transfer.state}.`;
      context.answer(transferDocument(transfer), text);
    },
  };
}
