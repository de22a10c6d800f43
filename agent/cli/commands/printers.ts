/** `printers`: every printer of the workgroup that this PC may use. */
import { listOwnPrinters, listPrinters } from '../../../src/api/local.ts';
import type { Command } from '../command.ts';
import { shortId, table } from '../output.ts';
import { choicesOf, partsText, stateText } from '../printer-text.ts';
import { listDevices } from '../resolve.ts';

export const printers: Command = {
  name: 'printers',
  usage: '',
  summary: 'every printer of the workgroup',
  arguments: [0, 0],
  async run(context) {
    const { client } = context;
    const found = await client.call(listPrinters, {});
    // Only this PC knows the addresses of its own printers.
    const own = new Map((await client.call(listOwnPrinters, {})).map((one) => [one.id, one.uri]));
    const names = new Map((await listDevices(client)).map((device) => [device.id, device.name]));
    context.answer(
      found.map((printer) => ({
        id: printer.id,
        name: printer.name,
        device: printer.device,
        state: printer.state,
        reasons: printer.reasons,
        accepting: printer.accepting,
        jobs: printer.jobs,
        color: printer.color,
        duplex: printer.duplex,
        uri: own.get(printer.id) ?? null,
        local_uri: printer.localUri ?? null,
        installed: printer.installed?.queue ?? null,
        media: printer.media,
        supplies: printer.supplies ?? [],
        trays: printer.trays ?? [],
        choices: choicesOf(printer),
      })),
      table(
        ['NAME', 'DEVICE', 'STATE', 'JOBS', 'CAN', 'ID'],
        found.map((printer) => [
          printer.name,
          names.get(printer.device) ?? shortId(printer.device),
          stateText(printer),
          printer.jobs,
          [printer.color ? 'color' : 'mono', ...(printer.duplex ? ['duplex'] : [])].join(', '),
          shortId(printer.id),
        ]),
        'No printers. Share one of this PC with `hallway printer share NAME`.',
      ) + found.map(partsText).join(''),
    );
  },
};
