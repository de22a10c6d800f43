/** `transfer limits`: how fast files go, when they come by themselves, and what is given on. */
import { getTransferLimits, setTransferLimits } from '../../../src/api/local.ts';
import type { TransferRulesChange } from '../../../src/model/transfer-limits.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { limitsDocument, limitsText, rateOption, spanOption, timeOption } from '../limit-words.ts';
import { sizeOption } from '../size-option.ts';

const text = { type: 'string' } as const;

export const transferLimits: Command = {
  name: 'transfer limits',
  usage:
    '[--up RATE|none] [--down RATE|none] [--only TIMES]… [--always] [--metered auto|yes|no] [--anyway SPAN|no]\n' +
    '[--give-on-size SIZE] [--give-on-files N] [--give-on-days N]',
  summary: 'how fast files go, when they come by themselves, and how much is given on',
  details:
    'RATE is in bytes a second, of all files together: 2MB. TIMES, by the clock of this PC, once for each:\n' +
    '"mon-fri 18:00-07:00", "22:00-06:00"; --always takes them away. Outside of these times, and on a\n' +
    'connection that costs by what goes over it (--metered auto: as the system says), nothing comes by\n' +
    'itself: what you wait for does, and all does for a while with --anyway 2h. What came from colleagues\n' +
    'is given on to others within the limits of --give-on-…; it stays on this PC in any case.',
  options: {
    up: text,
    down: text,
    only: { type: 'string', multiple: true },
    always: { type: 'boolean' },
    metered: text,
    anyway: text,
    'give-on-size': text,
    'give-on-files': text,
    'give-on-days': text,
  },
  arguments: [0, 0],
  async run(context) {
    const { client } = context;
    const now = await client.call(getTransferLimits, {});
    const body = { ...changeOf(context), ...giveOnOf(context, now.giveOn) };
    const limits =
      Object.keys(body).length === 0 ? now : await client.call(setTransferLimits, { body });
    context.answer(limitsDocument(limits), limitsText(limits));
  },
};

function changeOf(context: Context): TransferRulesChange {
  const change: TransferRulesChange = {};
  for (const way of ['up', 'down'] as const) {
    const rate = context.text(way);
    if (rate !== undefined) change[way] = rateOption(way, rate);
  }
  const only = context.texts('only');
  if (only.length > 0 && context.flag('always'))
    throw new UsageError('Say either --only or --always.');
  if (only.length > 0) change.times = only.map(timeOption);
  if (context.flag('always')) change.times = [];
  const metered = context.choice('metered', { auto: 'auto', yes: 'yes', no: 'no' } as const);
  if (metered !== undefined) change.metered = metered;
  const anyway = context.text('anyway');
  const span = anyway === undefined ? undefined : spanOption('anyway', anyway);
  if (span !== undefined) change.anyway = span === null ? null : Date.now() + span;
  return change;
}

function giveOnOf(
  context: Context,
  { bytes, files, days }: { bytes: number; files: number; days: number },
): TransferRulesChange {
  const size = context.text('give-on-size');
  const most = context.integer('give-on-files', 0, 10_000);
  const age = context.integer('give-on-days', 1, 3650);
  if (size === undefined && most === undefined && age === undefined) return {};
  const giveOn = {
    bytes: size === undefined ? bytes : sizeOption('give-on-size', size),
    files: most ?? files,
    days: age ?? days,
  };
  return { giveOn };
}
