/** `printer share` and `printer unshare`: a queue of this PC for the workgroup. */
import { setPrinterShared } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command, Context } from '../command.ts';
import { findOwnPrinter } from '../resolve.ts';

async function setShared(context: Context, shared: boolean): Promise<void> {
  const wanted = await findOwnPrinter(context.client, context.argument(0));
  const { id, name, uri } = await context.client.call(setPrinterShared, {
    params: { id: wanted.id },
    body: { shared },
  });
  context.answer(
    { id, name, uri },
    `${displayText(name)} is ${shared ? 'shared with the workgroup' : 'no longer shared'}.`,
  );
}

export const printerShare: Command = {
  name: 'printer share',
  usage: 'NAME',
  summary: "share one of this PC's printers",
  details:
    'NAME is what the system calls it; one that it does not have shows the names that there are.',
  arguments: [1, 1],
  run: (context) => setShared(context, true),
};

export const printerUnshare: Command = {
  name: 'printer unshare',
  usage: 'NAME',
  summary: "stop sharing one of this PC's printers",
  arguments: [1, 1],
  run: (context) => setShared(context, false),
};
