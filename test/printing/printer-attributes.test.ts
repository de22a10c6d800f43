/** What a printer tells of itself becomes words and choices; what makes no sense is left out. */
import assert from 'node:assert/strict';
import { OwnPrinter } from '../../src/model/printer.ts';
import { shapeError } from '../../src/net/shape.ts';
import { ValueTag } from '../../src/printing/ipp/constants.ts';
import type { IppAttributes, IppValue } from '../../src/printing/ipp/types.ts';
import {
  collection,
  enumeration,
  firstNumber,
  firstString,
  integer,
  keyword,
  name,
  octets,
  range,
  resolution,
} from '../../src/printing/ipp/values.ts';
import { checkOptions } from '../../src/printing/job-options.ts';
import { jobAttributes } from '../../src/printing/job-template.ts';
import { describePrinter } from '../../src/printing/printer-attributes.ts';
import { described, offersOfPrinter } from '../../src/printing/printer-description.ts';

const names = (...all: string[]): IppValue[] => all.flatMap((one) => name(one));
const dots = (x: number, y = x, units = 3) => resolution({ x, y, units })[0] as IppValue;

function readyPaper(x: number, y: number, source: string, type: string): IppValue {
  const size = new Map([
    ['x-dimension', integer(x)],
    ['y-dimension', integer(y)],
  ]);
  return collection(
    new Map([
      ['media-size', collection(size)],
      ['media-source', keyword(source)],
      ['media-type', keyword(type)],
    ]),
  )[0] as IppValue;
}

const tray = (text: string): IppValue => octets(Buffer.from(text))[0] as IppValue;

/** As an office's multifunction printer tells. */
const OFFICE_PRINTER: IppAttributes = new Map([
  ['printer-info', name('Corridor')],
  ['printer-state', enumeration(3)],
  ['copies-supported', range({ lower: 1, upper: 99 })],
  ['finishings-supported', enumeration(3, 4, 74, 4711)],
  ['marker-names', names('Black Toner', 'Color Ink', 'Waste', 'Drum', 'Fuser')],
  ['marker-types', keyword('toner-cartridge', 'ink-cartridge', 'waste-toner', 'opc', 'fuser')],
  ['marker-colors', names('#000000', '#00FFFF#FF00FF#FFFF00', 'none', '', 'none')],
  ['marker-levels', integer(80, 4, 95, -2, 0)],
  ['marker-low-levels', integer(10, 5, 0, 1, 1)],
  ['marker-high-levels', integer(100, 100, 95, 100, 100)],
  ['media-bottom-margin-supported', integer(0, 423)],
  ['media-top-margin-supported', integer(0, 300)],
  ['media-left-margin-supported', integer(0, 423)],
  ['media-right-margin-supported', integer(0, 423)],
  ['media-default', keyword('iso_a4_210x297mm')],
  ['media-ready', keyword('iso_a4_210x297mm', 'iso_a3_297x420mm')],
  ['media-supported', keyword('iso_a4_210x297mm', 'iso_a5_148x210mm', 'iso_a3_297x420mm')],
  ['media-source-supported', keyword('auto', 'tray-1', 'tray-2', 'by-pass-tray')],
  ['media-type-supported', keyword('stationery', 'photographic-glossy')],
  [
    'media-col-ready',
    [
      readyPaper(20990, 29704, 'tray-1', 'stationery'),
      readyPaper(29700, 42000, 'tray-2', 'labels'),
    ],
  ],
  [
    'printer-input-tray',
    [
      tray('type=sheetFeedAuto;maxcapacity=-2;level=-2;status=0;name=auto;'),
      tray('type=sheetFeedAuto;maxcapacity=250;level=125;status=0;name=Tray 1;'),
      tray('type=sheetFeedAuto;maxcapacity=500;level=-3;status=0;name=Tray 2;'),
      tray('type=sheetFeedManual;maxcapacity=50;level=0;status=0;name=Bypass;'),
    ],
  ],
  ['number-up-supported', [...integer(1), ...range({ lower: 2, upper: 4 })]],
  ['orientation-requested-supported', enumeration(3, 4)],
  ['output-bin-supported', keyword('face-down', 'stacker-1')],
  ['page-ranges-supported', [{ tag: ValueTag.boolean, value: true }]],
  ['print-color-mode-supported', keyword('auto', 'color', 'monochrome')],
  ['print-quality-supported', enumeration(3, 4, 5, 9)],
  ['print-scaling-supported', keyword('auto', 'fit', 'stretched')],
  ['printer-resolution-supported', [dots(600), dots(600, 1200), dots(236, 236, 4), dots(1200)]],
  ['sides-supported', keyword('one-sided', 'two-sided-long-edge')],
]);

const seen = describePrinter(
  OFFICE_PRINTER,
  'ipp://corridor/ipp/print',
  'ipp://corridor/ipp/print',
);

function asOwn(attributes: IppAttributes) {
  const printer = describePrinter(attributes, 'key', 'ipp://printer/');
  const ids = { id: 'a'.repeat(16), device: 'b'.repeat(52), name: printer.name };
  const own = { backend: 'ipp' as const, uri: printer.uri, shared: true, opened: false };
  return { ...described(printer), ...ids, ...own };
}

describe('what a printer tells of itself', () => {
  it('shows ink and toner with their levels, negative ones as unknown', () => {
    assert.deepEqual(
      seen.supplies?.map(({ name: called, level, state }) => [called, level, state]),
      [
        ['Black Toner', 80, 'ok'],
        ['Color Ink', 4, 'low'],
        ['Waste', 95, 'nearly-full'],
        ['Drum', null, 'unknown'],
        ['Fuser', 0, 'empty'],
      ],
    );
    assert.deepEqual(seen.supplies?.[1]?.colors, ['#00FFFF', '#FF00FF', '#FFFF00']);
    assert.deepEqual(seen.supplies?.[2]?.colors, []);
    assert.equal(seen.supplies?.[0]?.kind, 'toner-cartridge');
  });

  it('shows what lies in each tray and how full it is', () => {
    assert.deepEqual(seen.trays, [
      { source: 'tray-1', media: 'iso_a4_210x297mm', type: 'stationery', level: 50 },
      { source: 'tray-2', media: 'iso_a3_297x420mm', type: 'labels', level: null },
      { source: 'by-pass-tray', media: null, type: null, level: 0 },
    ]);
  });

  it('lists its choices, and nothing that no job could ask for', () => {
    const { offers } = seen;
    assert.equal(offers.maxCopies, 99);
    assert.deepEqual(offers.qualities, ['draft', 'normal', 'high']);
    assert.deepEqual(offers.numberUp, [1, 2, 4]);
    assert.deepEqual(offers.scalings, ['auto', 'fit']);
    assert.deepEqual(offers.orientations, ['portrait', 'landscape']);
    assert.deepEqual(offers.printResolutions, [600, 1200]);
    assert.deepEqual(offers.finishings, ['staple', 'punch-dual-left']);
    assert.equal(offers.borderless, true);
    assert.deepEqual(seen.margins, { top: 300, bottom: 423, left: 423, right: 423 });
  });

  it('is the same to a colleague as to its owner', () => {
    const own = asOwn(OFFICE_PRINTER);
    assert.equal(shapeError(OwnPrinter, own), undefined);
    assert.deepEqual(offersOfPrinter(own), seen.offers);
  });

  it('keeps its shape whatever a printer claims', () => {
    const long = Array.from({ length: 5000 }, (_nothing, index) => `x${index}`);
    const hostile: IppAttributes = new Map(
      [...OFFICE_PRINTER.keys()].map((attribute) => [
        attribute,
        [
          ...keyword(...long, '\u202Eevil\n', 'a'.repeat(900), ''),
          ...integer(-1, 2 ** 31 - 1, 0),
          ...range({ lower: -5, upper: 2 ** 31 - 1 }),
          dots(-1),
          { tag: ValueTag.unknown, value: null },
          ...collection(new Map()),
          tray(';=;level=x;maxcapacity=0;name=' + 'y'.repeat(5000)),
        ],
      ]),
    );
    for (const attributes of [hostile, new Map()])
      assert.equal(shapeError(OwnPrinter, asOwn(attributes)), undefined);
  });
});

describe('job options', () => {
  const asked = (options: Parameters<typeof jobAttributes>[0]): IppAttributes => {
    checkOptions(options, seen.offers);
    return jobAttributes(options, seen.offers);
  };

  it('become attributes of the right types', () => {
    const job = asked({
      quality: 'high',
      numberUp: 2,
      scaling: 'fit',
      orientation: 'landscape',
      resolution: 1200,
      bin: 'stacker-1',
      finishings: ['staple'],
      color: 'color',
    });
    const tags = Array.from(job, ([attribute, values]) => [attribute, values[0]?.tag]);
    assert.deepEqual(Object.fromEntries(tags), {
      'print-quality': ValueTag.enum,
      'number-up': ValueTag.integer,
      'print-scaling': ValueTag.keyword,
      'orientation-requested': ValueTag.enum,
      'printer-resolution': ValueTag.resolution,
      'output-bin': ValueTag.keyword,
      finishings: ValueTag.enum,
      'print-color-mode': ValueTag.keyword,
    });
    assert.equal(firstNumber(job, 'print-quality'), 5);
    assert.equal(firstNumber(job, 'finishings'), 4);
  });

  it('name paper by media, and by media-col alone where tray or kind are chosen', () => {
    const plain = asked({ media: 'iso_a5_148x210mm' });
    assert.deepEqual([...plain.keys()], ['media']);
    const paper = { media: 'iso_a5_148x210mm', source: 'tray-2', mediaType: 'photographic-glossy' };
    const job = asked({ ...paper, borderless: true });
    assert.deepEqual([...job.keys()], ['media-col']);
    const wanted = job.get('media-col')?.[0]?.value as IppAttributes;
    const size = wanted.get('media-size')?.[0]?.value as IppAttributes;
    assert.equal(firstNumber(size, 'x-dimension'), 14800);
    assert.equal(firstNumber(size, 'y-dimension'), 21000);
    assert.equal(firstString(wanted, 'media-source'), 'tray-2');
    assert.equal(firstString(wanted, 'media-type'), 'photographic-glossy');
    assert.equal(firstNumber(wanted, 'media-left-margin'), 0);
    assert.equal(wanted.has('media-size-name'), false);
  });

  it('are refused with what the printer does offer', () => {
    const refusals: [Parameters<typeof jobAttributes>[0], RegExp][] = [
      [{ source: 'tray-9' }, /auto, tray-1, tray-2, by-pass-tray/],
      [{ mediaType: 'transparency' }, /stationery, photographic-glossy/],
      [{ numberUp: 16 }, /1, 2, 4/],
      [{ scaling: 'none' }, /auto, fit/],
      [{ orientation: 'reverse-portrait' }, /portrait, landscape/],
      [{ resolution: 4800 }, /600, 1200/],
      [{ bin: 'mailbox-1' }, /face-down, stacker-1/],
      [{ finishings: ['staple', 'fold'] }, /staple, punch-dual-left/],
    ];
    for (const [options, fix] of refusals)
      assert.throws(() => asked(options), { code: 'request.invalid', fix });
    const none = { maxCopies: 1, sides: [], colorModes: [], media: [], pageRanges: false };
    for (const options of [{ quality: 'high' }, { borderless: true }, { color: 'color' }] as const)
      assert.throws(() => checkOptions(options, none), { code: 'request.invalid' });
    checkOptions({ quality: 'normal', numberUp: 1, scaling: 'auto', color: 'auto' }, none);
  });
});
