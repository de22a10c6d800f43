/** `printer open`, `printer close`, `printer opened`: this PC's printers for every device of the LAN. */
import type { LanPrinting } from '../../../src/model/lan-printing.ts';
import { getLanPrinting, setPrinterOpened } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command, Context } from '../command.ts';
import { table } from '../output.ts';
import { findOwnPrinter } from '../resolve.ts';

async function setOpened(context: Context, opened: boolean): Promise<void> {
  const { client } = context;
  const wanted = await findOwnPrinter(client, context.argument(0));
  const { id, name } = await client.call(setPrinterOpened, {
    params: { id: wanted.id },
    body: { opened },
  });
  const { message, printers } = await client.call(getLanPrinting, {});
  const shown = printers.find((one) => one.id === id);
  const uris = shown?.uris ?? [];
  if (message !== '') context.note(message);
  context.answer(
    { id, name, uri: uris[0] ?? null, uris, shown_as: shown?.shownAs ?? null },
    opened
      ? `Every device of the network may print on ${displayText(name)} now, without a password.`
      : `${displayText(name)} is closed to devices without Hallway.`,
  );
}

export const printerOpen: Command = {
  name: 'printer open',
  usage: 'PRINTER',
  summary: "let every device of the network print on one of this PC's printers",
  details: 'Phones and PCs without Hallway find it by AirPrint, Mopria or IPP Everywhere.',
  arguments: [1, 1],
  run: (context) => setOpened(context, true),
};

export const printerClose: Command = {
  name: 'printer close',
  usage: 'PRINTER',
  summary: 'close it again to devices without Hallway',
  arguments: [1, 1],
  run: (context) => setOpened(context, false),
};

export const printerOpened: Command = {
  name: 'printer opened',
  usage: '',
  summary: 'which printers of this PC the network may use, and where',
  arguments: [0, 0],
  async run(context) {
    const facts = await context.client.call(getLanPrinting, {});
    if (facts.message !== '') context.note(facts.message);
    context.answer(
      documentOf(facts),
      table(
        ['PRINTER', 'SHOWN AS', 'ADDRESS'],
        facts.printers.map(({ name, shownAs, uris }) => [name, shownAs, uris[0] ?? '']),
        'None. Open one by `hallway printer open PRINTER`.',
      ),
    );
  },
};

function documentOf({ securePort, printers, ...facts }: LanPrinting) {
  return {
    ...facts,
    secure_port: securePort,
    printers: printers.map(({ shownAs, ...one }) => ({ ...one, shown_as: shownAs })),
  };
}
