/** `transfers` and `transfer …`: files that come in pieces, and what PCs give to each other. */
import {
  actOnAllTransfers,
  actOnTransfer,
  cancelSending,
  decideReceipt,
  getReceiveRules,
  listReceipts,
  listSendings,
  listTransfers,
  setReceiveRule,
} from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { type Command, UsageError } from '../command.ts';
import { receiptAsTransfer, sendingAsTransfer } from '../gift-text.ts';
import type { LocalClient } from '../local-client.ts';
import { resolveOne } from '../resolve.ts';
import { transferDocument, type TransferDocument, transferTable } from '../transfer-text.ts';

const DETAILS = {
  pause: '`all` also keeps from coming whatever would come by itself, until `transfer resume all`.',
  resume: 'It goes on whatever `transfer limits` says of times and connections.',
  cancel: '`all` is all that this PC gets; what it gives, and kept copies, stay.',
};
const ALL = {
  pause: 'Everything is paused. `hallway transfer resume all` lets it go on.',
  resume: 'Everything goes on.',
  cancel: 'Everything that was on its way to this PC is cancelled.',
};

type Kind = 'transfer' | 'sending' | 'receipt';
type Listed = TransferDocument & { kind: Kind };

export const transfers: Command = {
  name: 'transfers',
  usage: '',
  summary: 'large files that this PC gets from its colleagues, and what it gives to them',
  arguments: [0, 0],
  async run(context) {
    const found = (await listAll(context.client)).map(({ kind: _kind, ...one }) => one);
    context.answer(found, transferTable(found));
  },
};

export const transferPause = action('pause', 'stop a transfer for now; what is here stays');
export const transferResume = action('resume', 'go on with a transfer');
export const transferCancel = action(
  'cancel',
  'end a transfer and remove what is here of it, or clear one that is over',
);

/** Whether what came to this PC is given on. */
export const transferGiveOn: Command = {
  name: 'transfer give-on',
  usage: '[yes|no]',
  summary: 'whether colleagues who may have a file get it from this PC too, once it is here',
  arguments: [0, 1],
  async run(context) {
    const { client } = context;
    const word = context.argument(0);
    if (word !== '' && word !== 'yes' && word !== 'no') throw new UsageError('Say yes or no.');
    const { giveOn } =
      word === ''
        ? await client.call(getReceiveRules, {})
        : await client.call(setReceiveRule, { body: { giveOn: word === 'yes' } });
    context.answer(
      { give_on: giveOn },
      giveOn
        ? 'What came to this PC is given on to colleagues who may have it.'
        : 'What came to this PC is given to nobody.',
    );
  },
};

/** Everything, latest first. */
async function listAll(client: LocalClient): Promise<Listed[]> {
  const [pieces, sendings, receipts] = await Promise.all([
    client.call(listTransfers, {}),
    client.call(listSendings, {}),
    client.call(listReceipts, {}),
  ]);
  return [
    ...pieces.map((one) => ({ ...transferDocument(one), kind: 'transfer' as const })),
    ...sendings.map((one) => ({ ...sendingAsTransfer(one), kind: 'sending' as const })),
    ...receipts.map((one) => ({ ...receiptAsTransfer(one), kind: 'receipt' as const })),
  ].sort((a, b) => (b.started ?? '').localeCompare(a.started ?? ''));
}

function action(word: 'pause' | 'resume' | 'cancel', summary: string): Command {
  return {
    name: `transfer ${word}`,
    usage: 'ID|all',
    summary,
    details: DETAILS[word],
    arguments: [1, 1],
    async run(context) {
      if (context.argument(0) === 'all') {
        const body = { action: word };
        const { transfers: count } = await context.client.call(actOnAllTransfers, { body });
        return context.answer({ transfers: count }, ALL[word]);
      }
      const all = (await listAll(context.client)).map((one) => ({ ...one, name: one.path }));
      const { id, kind } = resolveOne(context.argument(0), all, {
        noun: 'transfer',
        notFound: 'transfer.not_found',
        label: ({ path }) => path,
        hint: '`hallway transfers` lists them.',
      });
      const document = await act(context.client, kind, id, word);
      context.answer(document, `${displayText(document.path, 300)}: ${document.state}.`);
    },
  };
}

async function act(
  client: LocalClient,
  kind: Kind,
  id: string,
  word: 'pause' | 'resume' | 'cancel',
): Promise<TransferDocument> {
  const input = { params: { id }, body: { action: word } };
  if (kind === 'transfer') return transferDocument(await client.call(actOnTransfer, input));
  if (kind === 'receipt') return receiptAsTransfer(await client.call(decideReceipt, input));
  if (word === 'cancel')
    return sendingAsTransfer(await client.call(cancelSending, { params: { id } }));
  throw new HallwayError('request.invalid', 'What is sent can only be cancelled.', {
    fix: 'Who gets it can pause it.',
  });
}
