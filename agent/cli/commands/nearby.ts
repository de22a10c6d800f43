/** `nearby`: what the LAN shows, with what can be done with it. */
import { platform } from 'node:os';
import { listNearby } from '../../../src/api/local.ts';
import type { Nearby } from '../../../src/model/nearby.ts';
import type { Command } from '../command.ts';
import { shortId, table } from '../output.ts';

export const nearby: Command = {
  name: 'nearby',
  usage: '',
  summary: 'what the LAN shows: workgroups to join, agents, printers, file servers, players',
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listNearby, {});
    context.answer(
      found,
      table(
        ['KIND', 'NAME', 'WHAT AND WHERE', 'ADDRESS', 'TO USE IT'],
        found.map((one) => [
          one.kind,
          one.name,
          [one.device && shortId(one.device), one.model, one.location].filter(Boolean).join(', ') ||
            '-',
          one.addresses[0] ?? '-',
          useOf(one),
        ]),
        'Nothing nearby.',
      ),
    );
  },
};

/** The command or address that serves most. */
function useOf({ kind, can, uri, files, page }: Nearby): string {
  if (can.includes('join')) return 'hallway workgroup join CODE';
  if (uri !== null) return `hallway printer add ${quoted(uri)} --name NAME`;
  if (kind === 'smb' && files) return `hallway connect ${quoted(files.url)} --user NAME`;
  if (files) return platform() === 'win32' ? files.unc : files.url;
  if (page !== null) return page;
  return kind === 'network-printer' ? 'speaks no IPP: add it to a PC, then share it there' : '-';
}

/** Some shells take the brackets of an IPv6 address for a pattern. */
function quoted(uri: string): string {
  return uri.includes('[') ? `"${uri}"` : uri;
}
