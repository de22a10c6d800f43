/** `adapters` and its choices: which network adapters Hallway uses, and why. */
import { chooseAdapter, listAdapters } from '../../../src/api/local-network.ts';
import type { AdapterChoice, NetworkAdapter } from '../../../src/model/adapter.ts';
import type { Command, Context } from '../command.ts';
import { table } from '../output.ts';

export const adapters: Command = {
  name: 'adapters',
  usage: '',
  summary: 'the network adapters of this PC, which are used, and why',
  details:
    'By itself Hallway uses cables and Wi-Fi, and skips VPNs, containers and virtual machines.',
  arguments: [0, 0],
  async run(context) {
    show(context, await context.client.call(listAdapters, {}));
  },
};

export const adapterUse = choosing(
  'use',
  'use a network adapter, also one that Hallway skips by itself',
);
export const adapterSkip = choosing('skip', 'do not use a network adapter');
export const adapterAuto = choosing('auto', 'take back use or skip: Hallway decides again');

function choosing(choice: AdapterChoice, summary: string): Command {
  return {
    name: `adapters ${choice}`,
    usage: 'NAME',
    summary,
    arguments: [1, 1],
    async run(context) {
      const params = { name: context.argument(0) };
      const all = await context.client.call(chooseAdapter, { params, body: { choice } });
      show(context, all);
      const warning = warningOf(all);
      if (warning !== undefined) context.note(warning);
    },
  };
}

function warningOf(all: readonly NetworkAdapter[]): string | undefined {
  if (all.some(({ fixed }) => fixed))
    return 'HALLWAY_ADAPTERS decides for now. The choice is kept for when Hallway is started without it.';
  if (all.some(({ used, kind }) => used && kind !== 'loopback')) return undefined;
  return 'No adapter is used: nobody finds this PC.';
}

function show(context: Context, all: readonly NetworkAdapter[]): void {
  context.answer(
    all,
    table(
      ['NAME', 'KIND', 'ADDRESSES', 'USED', 'WHY'],
      all.map(({ name, kind, addresses, used, reason }) => [
        name,
        kind,
        addresses.slice(0, 2).join(', ') || '-',
        used ? 'yes' : 'no',
        reason,
      ]),
      'This PC has no network adapter.',
    ),
  );
}
