/** Printers of the fake office: a laser with every choice, and an inkjet that has run dry. */
import type { OwnPrinter, Printer, Supply } from '../../src/model/printer.ts';

export const LASER = 'p'.repeat(16);
export const OWN_PRINTER = 'q'.repeat(16);
const FOLDER_PRINTER = 'r'.repeat(16);

function supply(name: string, kind: string, color: string[], level: number | null): Supply {
  const waste = kind.startsWith('waste');
  const state =
    level === null
      ? 'unknown'
      : waste
        ? level >= 90
          ? 'nearly-full'
          : 'ok'
        : level === 0
          ? 'empty'
          : level <= 10
            ? 'low'
            : 'ok';
  return { name, kind, colors: color, level, state };
}

export function laserPrinter(device: string): Printer {
  return {
    id: LASER,
    device,
    name: 'Laser, first floor',
    state: 'idle',
    reasons: [],
    message: '',
    accepting: true,
    jobs: 0,
    color: false,
    duplex: true,
    formats: ['application/pdf', 'image/jpeg', 'image/png', 'text/plain'],
    media: ['iso_a4_210x297mm', 'iso_a5_148x210mm', 'na_letter_8.5x11in'],
    location: 'Bookkeeping, next to the window',
    model: 'Brother HL-L5100DN',
    choices: {
      copies: 99,
      monochrome: true,
      pageRanges: true,
      sides: ['one-sided', 'two-sided-long-edge', 'two-sided-short-edge'],
      colorModes: ['auto', 'monochrome'],
      sources: ['auto', 'tray-1', 'tray-2', 'manual'],
      mediaTypes: ['stationery', 'labels', 'envelope'],
      qualities: ['draft', 'normal', 'high'],
      numberUp: [1, 2, 4],
      scalings: ['auto', 'fit', 'none'],
      orientations: ['portrait', 'landscape'],
      bins: ['face-down'],
      finishings: ['staple', 'punch-dual-left'],
      borderless: false,
    },
    supplies: [
      supply('Black toner', 'toner', ['#000000'], 64),
      supply('Drum', 'opc', [], 8),
      supply('Waste toner box', 'waste-toner', [], 93),
    ],
    trays: [
      { source: 'tray-1', media: 'iso_a4_210x297mm', type: 'stationery', level: 80 },
      { source: 'tray-2', media: 'iso_a5_148x210mm', type: null, level: 0 },
      { source: 'manual', media: null, type: null, level: null },
    ],
  };
}

export function ownPrinters(device: string): OwnPrinter[] {
  const inkjet: OwnPrinter = {
    id: OWN_PRINTER,
    device,
    name: 'Inkjet at the front desk',
    state: 'stopped',
    reasons: ['media-empty-error'],
    message: '',
    accepting: true,
    jobs: 1,
    color: true,
    duplex: false,
    formats: ['application/pdf', 'image/jpeg', 'image/png'],
    media: ['iso_a4_210x297mm', 'iso_a5_148x210mm', 'na_letter_8.5x11in'],
    location: '',
    model: 'Epson ET-2850',
    supplies: [
      supply('Black ink', 'ink', ['#000000'], 0),
      supply('Cyan ink', 'ink', ['#00FFFF'], 71),
      supply('Magenta ink', 'ink', ['#FF00FF'], 38),
      supply('Yellow ink', 'ink', ['#FFFF00'], null),
      supply('Three colours', 'ink', ['#00FFFF', '#FF00FF', '#FFFF00'], 55),
      supply('Maintenance box', 'waste-ink', [], 20),
    ],
    trays: [
      { source: 'rear', media: 'iso_a4_210x297mm', type: 'photographic-glossy', level: null },
    ],
    backend: 'cups',
    uri: 'ipp://localhost/printers/epson',
    shared: true,
    opened: false,
  };
  return [
    inkjet,
    {
      ...inkjet,
      id: FOLDER_PRINTER,
      name: 'PDF into a folder',
      state: 'idle',
      reasons: [],
      backend: 'virtual',
      model: '',
      supplies: [],
      trays: [],
      uri: 'file:///home/anna/Printed',
      shared: false,
    },
  ];
}

/** Every text that a printer or its PC chooses is `evil`, or a word without an end. */
export function makePrinterHostile(printer: Printer, evil: string, long: string): void {
  Object.assign(printer, { name: evil, model: long, location: evil, message: evil });
  for (const one of printer.supplies ?? [])
    Object.assign(one, { name: evil, kind: long, colors: ['red;background:url(//evil.example)'] });
  for (const one of printer.trays ?? [])
    Object.assign(one, { source: long, media: evil, type: long.toLowerCase() });
  const { choices } = printer;
  if (choices) Object.assign(choices, { sources: [long, 'tray-1'], mediaTypes: [long, 'labels'] });
}
