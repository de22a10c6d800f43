/** What the owner of a printer decides: `printer pause|resume|policy|usage`. */
import {
  listOwnPrinters,
  listPrinterUsage,
  setPrinterPaused,
  setPrinterPolicy,
} from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import { MAX_KEEP_HOURS } from '../../../src/model/job-terms.ts';
import type { OwnPrinter } from '../../../src/model/printer.ts';
import { OPEN_POLICY, type PrinterPolicy } from '../../../src/model/printer-policy.ts';
import { audience } from '../audience.ts';
import { UsageError, type Command, type Context } from '../command.ts';
import { shortId, table } from '../output.ts';
import { findDevice, findOwnPrinter, listDevices } from '../resolve.ts';

async function setPaused(context: Context, paused: boolean): Promise<void> {
  const { id } = await findOwnPrinter(context.client, context.argument(0));
  const printer = await context.client.call(setPrinterPaused, {
    params: { id },
    body: { paused },
  });
  const name = displayText(printer.name);
  context.answer(
    { id, name: printer.name, paused },
    paused ? `${name} is paused: jobs are taken and wait.` : `${name} prints again.`,
  );
}

export const printerPause: Command = {
  name: 'printer pause',
  usage: 'NAME',
  summary: "keep one of this PC's printers from printing; jobs are taken and wait",
  arguments: [1, 1],
  run: (context) => setPaused(context, true),
};

export const printerResume: Command = {
  name: 'printer resume',
  usage: 'NAME',
  summary: 'let a paused printer print again',
  arguments: [1, 1],
  run: (context) => setPaused(context, false),
};

export const printerPolicy: Command = {
  name: 'printer policy',
  usage:
    'NAME [--with everyone|DEVICE…] [--pages-per-month N|any] [--pages-of DEVICE=N|any…] [--keep HOURS]',
  summary: 'who may print on a printer of this PC, and how much; without options: as it is',
  details:
    '--pages-of gives a member another number of pages than the others; --keep lets this PC keep what\n' +
    'was printed for a reprint. This PC itself has no limit.',
  options: {
    with: { type: 'string', multiple: true },
    'pages-per-month': { type: 'string' },
    'pages-of': { type: 'string', multiple: true },
    keep: { type: 'string' },
  },
  arguments: [1, 200],
  async run(context) {
    const printer = await findOwnPrinter(context.client, context.argument(0));
    const now = printer.policy ?? OPEN_POLICY;
    const policy: PrinterPolicy = {
      with: (await audience(context, 'printer', 'members')) ?? now.with,
      pagesPerMonth: pagesOption(context.text('pages-per-month')) ?? now.pagesPerMonth,
      exceptions: await exceptions(context, now.exceptions),
      keepHours: context.integer('keep', 0, MAX_KEEP_HOURS) ?? now.keepHours,
    };
    if (context.text('pages-per-month') === 'any') policy.pagesPerMonth = null;
    const same = JSON.stringify(policy) === JSON.stringify(now);
    const { id } = printer;
    const kept = same
      ? printer
      : await context.client.call(setPrinterPolicy, { params: { id }, body: policy });
    await tell(context, kept);
  },
};

/** Pages, or undefined where the option says nothing or `any`. */
function pagesOption(text: string | undefined): number | undefined {
  if (text === undefined || text === 'any') return undefined;
  if (!/^\d{1,7}$/.test(text)) throw new UsageError('Pages are a whole number, or any.');
  return Number(text);
}

async function exceptions(
  context: Context,
  now: PrinterPolicy['exceptions'],
): Promise<PrinterPolicy['exceptions']> {
  const all = new Map(now.map((one) => [one.device, one.pagesPerMonth]));
  for (const text of context.texts('pages-of')) {
    const at = text.lastIndexOf('=');
    if (at < 1) throw new UsageError('--pages-of takes DEVICE=N, for example Ben=50.');
    const { id } = await findDevice(context.client, text.slice(0, at));
    all.set(id, pagesOption(text.slice(at + 1)) ?? null);
  }
  return Array.from(all, ([device, pagesPerMonth]) => ({ device, pagesPerMonth }));
}

async function tell(context: Context, { id, name, policy = OPEN_POLICY }: OwnPrinter) {
  const names = await deviceNames(context);
  const nameOf = (device: string): string => displayText(names.get(device) ?? shortId(device));
  const pages = (count: number | null): string =>
    count === null ? 'as many pages as they like' : `${count} pages a month`;
  const who = policy.with === 'everyone' ? 'everyone' : policy.with.map(nameOf).join(', ');
  context.answer(
    {
      id,
      name,
      with: policy.with,
      pages_per_month: policy.pagesPerMonth,
      exceptions: policy.exceptions.map((one) => ({
        device: one.device,
        pages_per_month: one.pagesPerMonth,
      })),
      keep_hours: policy.keepHours,
    },
    [
      `${displayText(name)} prints for ${who || 'nobody but this PC'}, ${pages(policy.pagesPerMonth)} each.`,
      ...policy.exceptions.map((one) => `${nameOf(one.device)}: ${pages(one.pagesPerMonth)}.`),
      policy.keepHours === 0
        ? 'Documents are wiped as soon as they are printed.'
        : `Documents are kept for ${policy.keepHours} h.`,
    ].join('\n'),
  );
}

async function deviceNames(context: Context): Promise<Map<string, string>> {
  return new Map((await listDevices(context.client)).map((device) => [device.id, device.name]));
}

export const printerUsage: Command = {
  name: 'printer usage',
  usage: '[NAME] [--month YYYY-MM]',
  summary: "what each member printed on this PC's printers",
  options: { month: { type: 'string' } },
  arguments: [0, 1],
  async run(context) {
    const month = context.text('month');
    if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
      throw new UsageError('--month takes a month such as 2030-12.');
    const wanted = context.argument(0);
    const { client } = context;
    const query = {
      ...(month === undefined ? {} : { month }),
      ...(wanted === '' ? {} : { printer: (await findOwnPrinter(client, wanted)).id }),
    };
    const found = await client.call(listPrinterUsage, { query });
    const names = await deviceNames(context);
    const printers = new Map((await client.call(listOwnPrinters, {})).map((p) => [p.id, p.name]));
    context.answer(
      found,
      table(
        ['MONTH', 'PRINTER', 'MEMBER', 'ACCOUNT', 'JOBS', 'PAGES'],
        found.map((row) => [
          row.month,
          printers.get(row.printer) ?? shortId(row.printer),
          names.get(row.device) ?? shortId(row.device),
          row.account === '' ? '-' : row.account,
          row.jobs,
          row.pages,
        ]),
        'Nothing was printed yet.',
      ),
    );
  },
};
