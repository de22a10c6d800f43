/** `peers`: the other members, and whether they are reachable. */
import { listPeers } from '../../../src/api/local.ts';
import type { Command } from '../command.ts';
import { isoTime, shortId, table, timeText } from '../output.ts';

export const peers: Command = {
  name: 'peers',
  usage: '',
  summary: 'the other members, and whether they are reachable',
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listPeers, {});
    context.answer(
      found.map(({ id, name, online, address, latencyMs, lastSeen }) => ({
        id,
        name,
        online,
        address,
        latency_ms: latencyMs,
        last_seen: isoTime(lastSeen),
      })),
      table(
        ['NAME', 'ID', 'STATE', 'ADDRESS', 'LATENCY', 'LAST SEEN'],
        found.map((peer) => [
          peer.name,
          shortId(peer.id),
          peer.online ? 'online' : 'offline',
          peer.address ?? '-',
          peer.latencyMs === null ? '-' : `${peer.latencyMs.toFixed(1)} ms`,
          timeText(peer.lastSeen),
        ]),
        'No other members.',
      ),
    );
  },
};
