/** `printer add`: shares an IPP printer by its address, or a folder that takes PDFs. */
import { addPrinter } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import { UsageError, type Command } from '../command.ts';

export const printerAdd: Command = {
  name: 'printer add',
  usage: 'URI --name N',
  summary: 'share any IPP printer by its address, or file:///FOLDER as a virtual one',
  options: { name: { type: 'string' } },
  arguments: [1, 1],
  async run(context) {
    const name = context.text('name');
    if (!name) throw new UsageError('Say what to call it: --name N.');
    const uri = context.argument(0);
    if (!/^(ipps?|https?|file):\/\/./.test(uri))
      throw new UsageError('URI starts with ipp://, ipps://, http://, https:// or file://.');
    const printer = await context.client.call(addPrinter, { body: { uri, name } });
    context.answer(
      { id: printer.id, name: printer.name, uri: printer.uri },
      `${displayText(printer.name)} is shared with the workgroup.`,
    );
  },
};
