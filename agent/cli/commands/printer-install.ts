/** `printer install`, `printer uninstall`, `printer installed`: printers of this PC's system. */
import { installPrinter, listInstalledPrinters, uninstallPrinter } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Command } from '../command.ts';
import { table } from '../output.ts';
import { findPrinter, resolveOne } from '../resolve.ts';

export const printerInstall: Command = {
  name: 'printer install',
  usage: 'PRINTER',
  summary: 'make a printer of the workgroup a printer of this system, for every program',
  arguments: [1, 1],
  async run(context) {
    const { id, device, name } = await findPrinter(context.client, context.argument(0));
    const { queue, uri } = await context.client.call(installPrinter, {
      params: { device, printer: id },
    });
    context.answer(
      { id, name, uri, queue },
      `${displayText(name)} is a printer of this PC now. Programs show it as ${displayText(queue)}.`,
    );
  },
};

export const printerUninstall: Command = {
  name: 'printer uninstall',
  usage: 'PRINTER',
  summary: 'remove from this system what installing it made',
  arguments: [1, 1],
  async run(context) {
    const { client } = context;
    const installed = await client.call(listInstalledPrinters, {});
    const wanted = context.argument(0);
    // By the system's name, by the printer's, or as `printer install` takes it.
    const named = installed.find(({ queue }) => queue === wanted);
    const meant = wanted.includes('/') ? await findPrinter(client, wanted) : undefined;
    const { id, device, name, uri, queue } =
      named ??
      resolveOne(meant?.id ?? wanted, installed, {
        noun: 'installed printer',
        notFound: 'printer.not_found',
        label: (one) => one.queue,
        hint: '`hallway printer installed` lists them.',
      });
    await client.call(uninstallPrinter, { params: { device, printer: id } });
    context.answer({ id, name, uri, queue }, `${displayText(queue)} is removed from this PC.`);
  },
};

export const printerInstalled: Command = {
  name: 'printer installed',
  usage: '',
  summary: 'printers of the workgroup that are printers of this system',
  arguments: [0, 0],
  async run(context) {
    const installed = await context.client.call(listInstalledPrinters, {});
    context.answer(
      installed,
      table(
        ['PRINTER', 'QUEUE', 'STATE'],
        installed.map(({ name, queue, state, message }) => [
          name,
          queue,
          message === '' ? state : `${state}: ${message}`,
        ]),
        'None. Make one by `hallway printer install PRINTER`.',
      ),
    );
  },
};
