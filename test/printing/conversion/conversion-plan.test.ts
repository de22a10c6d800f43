/** What is done to a document before a printer gets it: nothing where that does, else the least. */
import assert from 'node:assert/strict';
import type { JobOptions } from '../../../src/model/job.ts';
import {
  planConversion,
  type PrinterFacts,
} from '../../../src/printing/conversion/conversion-plan.ts';
import type { ConversionTools } from '../../../src/printing/conversion/formats.ts';
import { withConversion } from '../../../src/printing/conversion/offers.ts';

const PDF_ONLY: PrinterFacts = {
  name: 'Laser',
  formats: ['application/pdf'],
  color: true,
  letter: false,
  offers: {
    maxCopies: 1,
    sides: ['one-sided', 'two-sided-long-edge'],
    colorModes: ['auto'],
    media: ['iso_a4_210x297mm', 'iso_a5_148x210mm'],
    pageRanges: false,
  },
};
const CAPABLE: PrinterFacts = {
  ...PDF_ONLY,
  offers: {
    ...PDF_ONLY.offers,
    maxCopies: 99,
    colorModes: ['auto', 'monochrome'],
    pageRanges: true,
    numberUp: [1, 2, 4],
    scalings: ['auto', 'fit'],
  },
};
const RASTER_ONLY: PrinterFacts = {
  ...PDF_ONLY,
  formats: ['image/urf', 'image/pwg-raster'],
  raster: {
    pwg: { types: ['sgray_8', 'srgb_8'], resolutions: [150, 300, 600], sheetBack: 'rotated' },
    urf: { types: ['sgray_8'], resolutions: [600], sheetBack: 'flipped' },
  },
};
const TOOLS: ConversionTools = { office: '/usr/bin/soffice', ghostscript: '/usr/bin/gs' };
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** The names of the steps, what the printer gets, and with what options. */
function plan(format: string, options: JobOptions, printer: PrinterFacts, tools = TOOLS) {
  const {
    steps,
    format: sent,
    options: left,
  } = planConversion({ format, options }, printer, tools);
  return [steps.map(({ kind }) => kind).join(' '), sent, left];
}

describe('conversion plan', () => {
  it('passes on untouched whatever the printer can do all of', () => {
    const options: JobOptions = {
      copies: 3,
      pages: [[2, 3]],
      numberUp: 2,
      scaling: 'fit',
      color: 'monochrome',
      sides: 'two-sided-long-edge',
    };
    assert.deepEqual(plan('application/pdf', options, CAPABLE), ['', 'application/pdf', options]);
    assert.deepEqual(plan('image/urf', {}, RASTER_ONLY), ['', 'image/urf', {}]);
  });

  it('does on the document only what the printer does not', () => {
    const paper: JobOptions = { media: 'iso_a5_148x210mm', sides: 'two-sided-long-edge' };
    assert.deepEqual(plan('application/pdf', { ...paper, pages: [[2, 3]] }, PDF_ONLY), [
      'pdf-pages', 'application/pdf', paper,
    ]); // biome-ignore format: short
    assert.deepEqual(plan('application/pdf', { ...paper, copies: 2 }, PDF_ONLY), [
      'pdf-pages', 'application/pdf', paper,
    ]); // biome-ignore format: short
    // Eight on a side is laid out here, and the pages are picked before; copies are the printer's.
    const eight: JobOptions = { ...paper, numberUp: 8, pages: [[1, 16]], copies: 5 };
    assert.deepEqual(plan('application/pdf', eight, CAPABLE), [
      'pdf-sheets', 'application/pdf', { ...paper, copies: 5 },
    ]); // biome-ignore format: short
    // Pages are picked here, the rest stays with the printer.
    const printer = { ...CAPABLE, offers: { ...CAPABLE.offers, pageRanges: false } };
    assert.deepEqual(plan('application/pdf', { pages: [[2, 2]], numberUp: 2 }, printer), [
      'pdf-pages', 'application/pdf', { numberUp: 2 },
    ]); // biome-ignore format: short
  });

  it('makes a PDF of what a PDF printer cannot read, and raster of it for one that reads raster', () => {
    const ways: [string, string][] = [
      ['text/plain', 'text-to-pdf'],
      ['text/plain; charset=utf-8', 'text-to-pdf'],
      ['image/jpg', 'image-to-pdf'],
      ['image/heic', 'image-to-pdf'],
      ['image/urf', 'raster-to-pdf'],
      [DOCX, 'office-to-pdf'],
      ['application/postscript', 'postscript-to-pdf'],
    ];
    for (const [format, step] of ways) {
      assert.deepEqual(plan(format, {}, PDF_ONLY), [step, 'application/pdf', {}]);
      if (format === 'image/urf') continue;
      assert.deepEqual(plan(format, {}, RASTER_ONLY), [
        `${step} pdf-to-raster`, 'image/pwg-raster', {},
      ]); // biome-ignore format: short
    }
    const asked: JobOptions = { pages: [[2, 3]], numberUp: 2, scaling: 'fill', copies: 1 };
    assert.deepEqual(plan(DOCX, asked, RASTER_ONLY), [
      'office-to-pdf pdf-to-raster', 'image/pwg-raster', { copies: 1 },
    ]); // biome-ignore format: short
  });

  it('chooses raster as the printer reads it', () => {
    const raster = (options: JobOptions, printer = RASTER_ONLY) => {
      const step = planConversion({ format: 'application/pdf', options }, printer, TOOLS).steps.at(
        -1,
      );
      return step?.kind === 'pdf-to-raster' ? step.raster : assert.fail();
    };
    const usual = raster({});
    assert.deepEqual([usual.dpi, usual.color, usual.sheetBack], [300, 'srgb_8', 'rotated']);
    assert.equal(raster({ quality: 'draft' }).dpi, 150);
    assert.equal(raster({ quality: 'high' }).dpi, 600);
    assert.equal(raster({ resolution: 600 }).dpi, 600);
    assert.equal(raster({ color: 'monochrome' }).color, 'sgray_8');
    assert.equal(raster({}, { ...RASTER_ONLY, color: false }).color, 'sgray_8');
    const urf = raster({}, { ...RASTER_ONLY, formats: ['image/urf'] });
    assert.deepEqual(
      [urf.format, urf.dpi, urf.color, urf.sheetBack],
      ['image/urf', 600, 'sgray_8', 'flipped'],
    );
    const oneBit = { types: ['black_1'], resolutions: [], sheetBack: 'normal' } as const;
    const label = raster(
      {},
      { ...RASTER_ONLY, color: false, raster: { pwg: oneBit, urf: oneBit } },
    );
    assert.deepEqual([label.color, label.dpi], ['black_1', 300]);
  });

  it('lays out for the paper asked for, the printer’s own, or the usual one', () => {
    const paper = (options: JobOptions, printer: PrinterFacts) => {
      const [step] = planConversion({ format: 'text/plain', options }, printer, TOOLS).steps;
      const { width, height } = step?.kind === 'text-to-pdf' ? step.setup.paper : assert.fail();
      return [Math.round(width), Math.round(height)];
    };
    assert.deepEqual(paper({ media: 'iso_a5_148x210mm' }, PDF_ONLY), [420, 595]);
    assert.deepEqual(paper({}, PDF_ONLY), [595, 842]);
    const silent = { ...PDF_ONLY, offers: { ...PDF_ONLY.offers, media: [] } };
    assert.deepEqual(paper({}, silent), [595, 842]);
    assert.deepEqual(paper({}, { ...silent, letter: true }), [612, 792]);
    assert.deepEqual(paper({ media: 'custom_wall_9000x9000mm' }, silent), [595, 842]);
  });

  it('keeps quiet where a printer looks for itself, and converts what it would not find out', () => {
    const queue = {
      ...PDF_ONLY,
      formats: ['application/pdf', 'text/plain', 'application/octet-stream'],
    };
    assert.deepEqual(plan('text/plain', {}, queue), ['', 'text/plain', {}]);
    assert.deepEqual(plan('application/octet-stream', {}, queue), [
      '',
      'application/octet-stream',
      {},
    ]);
    assert.deepEqual(plan(DOCX, {}, queue), ['office-to-pdf', 'application/pdf', {}]);
    assert.deepEqual(plan(DOCX, {}, queue, {}), ['', DOCX, {}]);
    const raw = { ...PDF_ONLY, formats: ['application/octet-stream'] };
    assert.deepEqual(plan('image/png', { pages: [[1, 2]] }, raw), [
      '',
      'image/png',
      { pages: [[1, 2]] },
    ]);
    assert.deepEqual(plan('image/png', {}, { ...PDF_ONLY, formats: [] }), ['', 'image/png', {}]);
  });

  it('says in words where there is no way', () => {
    assert.throws(() => plan('application/octet-stream', {}, PDF_ONLY), {
      code: 'printer.format',
      message: '“Laser” does not take application/octet-stream, and it cannot be converted.',
    });
    assert.throws(() => plan(DOCX, {}, PDF_ONLY, {}), {
      code: 'printer.format',
      message:
        '“Laser” does not take an office document, and its PC has no LibreOffice to convert it.',
      fix: 'Save it as PDF and print that, or install LibreOffice on that PC.',
    });
    const photo = { ...PDF_ONLY, formats: ['image/jpeg'] };
    assert.throws(() => plan('application/pdf', {}, photo), {
      message: '“Laser” does not take a PDF, and it cannot be converted.',
    });
  });

  it('offers what it keeps: every format and option that is told has a way', () => {
    for (const printer of [PDF_ONLY, RASTER_ONLY, CAPABLE]) {
      const { formats, offers } = withConversion(printer, TOOLS);
      for (const format of formats) {
        planConversion({ format, options: {} }, printer, TOOLS);
        for (const numberUp of offers.numberUp ?? [])
          assert.doesNotThrow(() => plan(format, { numberUp }, printer));
      }
      assert.ok(offers.pageRanges && offers.maxCopies >= 99);
      // Grey is made of raster alone.
      const gray = printer !== PDF_ONLY;
      assert.equal(offers.colorModes.includes('monochrome'), gray);
    }
    assert.ok(!withConversion(PDF_ONLY, {}).formats.includes(DOCX));
    const photo = { formats: ['image/jpeg'], offers: PDF_ONLY.offers };
    assert.deepEqual(withConversion(photo, TOOLS), photo);
  });
});
