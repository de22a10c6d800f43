/** `internet share`, `unshare`, `use`, `status`: a PC's way to the internet for its colleagues. */
import {
  endLentInternet,
  getInternet,
  leaveInternet,
  lendInternet,
  useInternet,
} from '../../../src/api/local.ts';
import type { InternetState } from '../../../src/model/internet.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { internetDocument, internetText } from '../internet-text.ts';
import { findDevice, listDevices } from '../resolve.ts';
import { until } from '../share-rules.ts';
import { sizeOption } from '../size-option.ts';

const DEFAULT_QUOTA = '1GB';

export const internetShare: Command = {
  name: 'internet share',
  usage: 'DEVICE… [--quota 1GB] [--until DATE]',
  summary: 'let members use this PC’s way to the internet',
  details:
    'Web pages only (the ports 80 and 443), and nothing of your own network. --quota is what each of\n' +
    'them may use in a day, both ways together. Again for the same member: the new terms count.',
  options: { quota: { type: 'string' }, until: { type: 'string' } },
  arguments: [1, 50],
  async run(context) {
    const body = {
      quota: sizeOption('quota', context.text('quota') ?? DEFAULT_QUOTA),
      until: until(context.text('until')) ?? null,
    };
    if (body.quota < 1e6) throw new UsageError('--quota takes 1MB at least.');
    for (const device of await named(context))
      await context.client.call(lendInternet, { params: { device }, body });
    await show(context);
  },
};

export const internetUnshare: Command = {
  name: 'internet unshare',
  usage: 'DEVICE…',
  summary: 'lend it to them no more; what goes through this PC for them ends at once',
  arguments: [1, 50],
  async run(context) {
    for (const device of await named(context))
      await context.client.call(endLentInternet, { params: { device } });
    await show(context);
  },
};

export const internetUse: Command = {
  name: 'internet use',
  usage: '[DEVICE] [--off]',
  summary: 'use the way of a colleague who lends it, through a proxy on this PC',
  details:
    'Enter the address of the PAC file in the network settings of the system or the browser, or set\n' +
    'http_proxy and https_proxy to that of the proxy. It stays so over a restart; --off ends it.',
  options: { off: { type: 'boolean' } },
  arguments: [0, 1],
  async run(context) {
    const wanted = context.argument(0);
    if ((wanted === '') !== context.flag('off'))
      throw new UsageError('Name the PC whose way is to be used, or say --off.');
    if (context.flag('off')) return show(context, await context.client.call(leaveInternet, {}));
    const { id } = await findDevice(context.client, wanted);
    const state = await context.client.call(useInternet, { body: { device: id } });
    await show(context, state);
  },
};

export const internetStatus: Command = {
  name: 'internet status',
  usage: '',
  summary: 'to whom the internet is lent, who used how much, and whose is used here',
  arguments: [0, 0],
  run: (context) => show(context),
};

async function named(context: Context): Promise<string[]> {
  const ids: string[] = [];
  // All of them before the first is changed: a wrong name changes nothing.
  for (const wanted of context.argumentsFrom(0))
    ids.push((await findDevice(context.client, wanted)).id);
  return ids;
}

async function show(context: Context, known?: InternetState): Promise<void> {
  const state = known ?? (await context.client.call(getInternet, {}));
  const document = internetDocument(state, await listDevices(context.client));
  context.answer(document, internetText(document));
}
