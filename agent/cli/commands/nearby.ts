/** `nearby`: what multicast DNS shows on this LAN. */
import { listNearby } from '../../../src/api/local.ts';
import type { Command } from '../command.ts';
import { shortId, table } from '../output.ts';

export const nearby: Command = {
  name: 'nearby',
  usage: '',
  summary: 'what the LAN shows: workgroups to join, agents, printers, file servers',
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listNearby, {});
    context.answer(
      found.map(({ kind, name, addresses, port, device }) => ({
        kind,
        name,
        addresses,
        port,
        device,
      })),
      table(
        ['KIND', 'NAME', 'ADDRESSES', 'PORT', 'DEVICE'],
        found.map((one) => [
          one.kind,
          one.name,
          one.addresses.slice(0, 3).join(', '),
          one.port,
          one.device === null ? '-' : shortId(one.device),
        ]),
        'Nothing nearby.',
      ),
    );
  },
};
