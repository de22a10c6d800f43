/** `offers`: what colleagues give to this PC; to take it or not, and by which rule. */
import { resolve } from 'node:path';
import {
  decideReceipt,
  getReceiveRules,
  listReceipts,
  setReceiveRule,
} from '../../../src/api/local.ts';
import type { ReceiveRule, ReceiveRules } from '../../../src/model/sending.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { receiptDocument, receiptTable } from '../gift-text.ts';
import { table } from '../output.ts';
import { findDevice, resolveOne } from '../resolve.ts';

export const offers: Command = {
  name: 'offers',
  usage: '',
  summary: 'what colleagues give to this PC',
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listReceipts, {});
    context.answer(found.map(receiptDocument), receiptTable(found));
  },
};

export const offersAccept = decision('accept', '[FOLDER]', 'take what a colleague gives');
export const offersDecline = decision('decline', '', 'do not take what a colleague gives');

const RULES: Readonly<Record<string, ReceiveRule | null>> = {
  ask: 'ask',
  accept: 'accept',
  refuse: 'refuse',
  default: null,
};

export const offersRule: Command = {
  name: 'offers rule',
  usage: '[DEVICE|everyone] [ask|accept|refuse|default] [--into FOLDER]',
  summary: 'whose files come without a question, whose never, and where they go',
  details:
    'Without anything it shows the rules. A device without a rule of its own has that of everyone,\n' +
    'which is ask unless you say otherwise; default takes the rule of a device away.',
  options: { into: { type: 'string' } },
  arguments: [0, 2],
  async run(context) {
    const { client } = context;
    const who = context.argument(0);
    if (who === '') {
      const rules = await client.call(getReceiveRules, {});
      return answerRules(context, rules);
    }
    const word = context.argument(1);
    if (word !== '' && !Object.hasOwn(RULES, word))
      throw new UsageError('The rule is one of ask, accept, refuse, default.');
    const into = context.text('into');
    if (word === '' && into === undefined)
      throw new UsageError('Say the rule (ask, accept, refuse, default) or --into FOLDER.');
    const body = {
      ...(who === 'everyone' ? {} : { device: (await findDevice(client, who)).id }),
      ...(word === '' ? {} : { rule: RULES[word] ?? null }),
      ...(into === undefined ? {} : { folder: resolve(context.io.cwd, into) }),
    };
    const rules = await client.call(setReceiveRule, { body });
    answerRules(context, rules);
  },
};

function decision(word: 'accept' | 'decline', more: string, summary: string): Command {
  return {
    name: `offers ${word}`,
    usage: `ID ${more}`.trim(),
    summary,
    arguments: [1, more === '' ? 1 : 2],
    async run(context) {
      const { id } = await findReceipt(context);
      const folder = context.argument(1);
      const into = folder === '' ? undefined : resolve(context.io.cwd, folder);
      const body = { action: word, ...(into === undefined ? {} : { into }) };
      const receipt = await context.client.call(decideReceipt, { params: { id }, body });
      context.answer(receiptDocument(receipt), receiptTable([receipt]));
    },
  };
}

async function findReceipt(context: Context): Promise<{ id: string }> {
  const all = await context.client.call(listReceipts, {});
  return resolveOne(context.argument(0), all, {
    noun: 'offer',
    notFound: 'transfer.not_found',
    hint: '`hallway offers` lists them.',
  });
}

function answerRules(context: Context, { giveOn, ...rules }: ReceiveRules): void {
  const { rule, folder, devices } = rules;
  const shown = table(
    ['FROM', 'RULE', 'INTO'],
    [
      ['everyone', rule, folder],
      ...devices.map((own) => [own.name, own.rule, own.folder ?? folder]),
    ],
    '',
  );
  context.answer({ ...rules, give_on: giveOn }, shown);
}
