/** Pages of PDFs picked, laid out and drawn, judged by poppler and by a reader of our own. */
import assert from 'node:assert/strict';
import { makePdf } from '../../support/pdf.ts';
import { A4_SHEETS, hasProgram, RASTER, workshop, type Workshop } from './converting.ts';
import { difference, drawPdf, type GrayPage, pdfFacts, pdfText } from './judges.ts';
import { turnedPdf } from './odd-pdfs.ts';
import { checkPwg, checkUrf, type CheckedPage, inkBox } from './raster-check.ts';

const A4_POINTS: [number, number] = [595, 842];

describe('conversion of PDF', function () {
  this.timeout(60_000);
  let shop: Workshop;

  before(function () {
    if (!hasProgram('pdfinfo')) this.skip();
    shop = workshop();
  });
  after(() => shop?.remove());

  const asGray = ({ width, height, lines }: CheckedPage): GrayPage => ({
    width,
    height,
    pixels: Buffer.concat(lines),
  });

  it('picks pages and makes copies that begin on sheets of their own', async () => {
    const pdf = makePdf({ pages: 5, text: 'Page' });
    const made = await shop.convert(
      { kind: 'pdf-pages', pages: [[2, 4]], copies: 3, twoSided: true },
      pdf,
    );
    // Three pages and an empty back, twice, and three pages.
    assert.deepEqual(pdfFacts(made.path), {
      pages: 11,
      sizes: Array.from({ length: 11 }, () => A4_POINTS),
    });
    assert.equal(made.pages, 11);
    const texts = Array.from({ length: 11 }, (_one, index) => pdfText(made.path, index + 1).trim());
    const copy = ['Page 2', 'Page 3', 'Page 4'];
    assert.deepEqual(texts, [...copy, '', ...copy, '', ...copy]);
  });

  for (const [perSide, sides] of [[2, 3], [4, 2], [6, 1], [9, 1], [16, 1]] as const) // biome-ignore format: a table
    it(`lays out ${perSide} pages on a side`, async () => {
      const pdf = makePdf({ pages: 6, text: 'Page' });
      const sheets = { ...A4_SHEETS, numberUp: perSide };
      const made = await shop.convert({ kind: 'pdf-sheets', sheets }, pdf);
      assert.deepEqual(pdfFacts(made.path), {
        pages: sides,
        sizes: Array.from({ length: sides }, () => A4_POINTS),
      });
      const first = pdfText(made.path, 1);
      for (let page = 1; page <= Math.min(6, perSide); page += 1)
        assert.match(first, new RegExp(`Page\\s+${page}\\b`));
      assert.doesNotMatch(first, new RegExp(`Page\\s+${perSide + 1}\\b`));
    });

  it('draws what poppler draws, at the same place', async () => {
    const pdf = makePdf({ pages: 2, text: 'The same everywhere' });
    const step = {
      kind: 'pdf-to-raster',
      sheets: A4_SHEETS,
      raster: { ...RASTER, dpi: 100 },
    } as const;
    const made = await shop.convert(step, pdf);
    const source = await shop.convert({ kind: 'pdf-pages', twoSided: false }, pdf);
    const theirs = drawPdf(source.path, 100);
    const ours = checkPwg(made.bytes);
    assert.equal(ours.length, 2);
    for (const [index, page] of ours.entries()) {
      const other = theirs[index];
      assert.ok(other);
      assert.ok(
        Math.abs(page.width - other.width) <= 1 && Math.abs(page.height - other.height) <= 1,
      );
      const apart = difference(asGray(page), other);
      assert.ok(apart < 1, `mean difference ${apart}`);
    }
  });

  it('draws and lays out pages that are turned and cut as poppler draws them', async () => {
    for (const rotate of [0, 90, 180, 270]) {
      const pdf = turnedPdf(rotate);
      const raster = { ...RASTER, dpi: 72 };
      const drawn = await shop.convert({ kind: 'pdf-to-raster', sheets: A4_SHEETS, raster }, pdf);
      const laid = await shop.convert({ kind: 'pdf-sheets', sheets: A4_SHEETS }, pdf);
      const [ours] = checkPwg(drawn.bytes);
      const [theirs] = drawPdf(laid.path, 72);
      assert.ok(ours && theirs);
      const apart = difference(asGray(ours), theirs);
      assert.ok(apart < 2, `turned by ${rotate}: mean difference ${apart}`);
      assert.ok(inkBox(ours), `turned by ${rotate}: something is on the paper`);
    }
  });

  it('turns back sides as the printer wants them, and says so', async () => {
    const pdf = makePdf({ pages: 2, text: 'Side' });
    const drawn = async (
      sides: 'two-sided-long-edge' | 'two-sided-short-edge',
      sheetBack: 'normal' | 'flipped' | 'manual-tumble' | 'rotated',
    ) => {
      const raster = { ...RASTER, dpi: 72, sides, sheetBack };
      const sheets = { ...A4_SHEETS, twoSided: true };
      const [front, back] = checkPwg(
        (await shop.convert({ kind: 'pdf-to-raster', sheets, raster }, pdf)).bytes,
      );
      assert.ok(front && back);
      assert.deepEqual([front.duplex, front.crossFeed, front.feed], [true, 1, 1]);
      assert.equal(front.tumble, sides === 'two-sided-short-edge');
      const ink = inkBox(back);
      assert.ok(ink);
      const where = [
        ink.left > back.width - ink.right ? 'right' : 'left',
        ink.top > back.height / 2 ? 'bottom' : 'top',
      ];
      return [back.crossFeed, back.feed, ...where];
    };
    // The text stands at the upper left. Directions: PWG 5102.4 section 7.2.
    assert.deepEqual(await drawn('two-sided-long-edge', 'normal'), [1, 1, 'left', 'top']);
    assert.deepEqual(await drawn('two-sided-long-edge', 'flipped'), [1, -1, 'left', 'bottom']);
    assert.deepEqual(await drawn('two-sided-long-edge', 'rotated'), [-1, -1, 'right', 'bottom']);
    assert.deepEqual(await drawn('two-sided-long-edge', 'manual-tumble'), [1, 1, 'left', 'top']);
    assert.deepEqual(await drawn('two-sided-short-edge', 'flipped'), [-1, 1, 'right', 'top']);
    assert.deepEqual(await drawn('two-sided-short-edge', 'rotated'), [1, 1, 'left', 'top']);
    assert.deepEqual(await drawn('two-sided-short-edge', 'manual-tumble'), [
      -1,
      -1,
      'right',
      'bottom',
    ]);
  });

  it('writes every kind of raster, in strips as well', async () => {
    const pdf = makePdf({ pages: 1, text: 'Kinds' });
    const boxes = [];
    for (const color of ['srgb_8', 'sgray_8', 'black_8', 'black_1'] as const) {
      // At 900 dpi colour comes in several strips.
      const raster = { ...RASTER, color, dpi: color === 'srgb_8' ? 900 : 300 };
      const made = await shop.convert({ kind: 'pdf-to-raster', sheets: A4_SHEETS, raster }, pdf);
      const [page] = checkPwg(made.bytes);
      assert.ok(page);
      assert.equal(page.bitsPerPixel, { srgb_8: 24, sgray_8: 8, black_8: 8, black_1: 1 }[color]);
      if (color === 'black_1') {
        assert.ok(page.lines.some((line) => line.some((byte) => byte !== 0)));
        continue;
      }
      const lines =
        color === 'black_8' ? page.lines.map((line) => line.map((v) => 255 - v)) : page.lines;
      const box = inkBox({ ...page, lines: lines.map((line) => Buffer.from(line)) });
      assert.ok(box);
      boxes.push(Object.values(box).map((value) => Math.round((value / page.dpi) * 100)));
    }
    const [first, ...others] = boxes;
    for (const other of others)
      other.forEach((value, index) => assert.ok(Math.abs(value - (first?.[index] ?? 0)) <= 1));
  });

  it('writes URF that says how many pages it has', async () => {
    const raster = { ...RASTER, format: 'image/urf', sides: 'two-sided-long-edge' } as const;
    const sheets = { ...A4_SHEETS, twoSided: true, copies: 2 };
    const made = await shop.convert(
      { kind: 'pdf-to-raster', sheets, raster },
      makePdf({ pages: 3 }),
    );
    const pages = checkUrf(made.bytes);
    assert.deepEqual([pages.length, pages[0]?.totalPages], [7, 7]);
    assert.deepEqual([pages[0]?.duplex, pages[0]?.tumble, pages[0]?.dpi], [true, false, 300]);
    assert.equal(inkBox(pages[3] ?? assert.fail()), undefined);
    assert.deepEqual(made.told, [1, 2, 3, 4, 5, 6, 7]);
  });

  it('makes a PDF of raster again, page for page', async () => {
    for (const format of ['image/pwg-raster', 'image/urf'] as const)
      for (const color of [format === 'image/urf' ? 'srgb_8' : 'sgray_8'] as const) {
        const raster = { ...RASTER, format, color, dpi: 75 };
        const pdf = makePdf({ pages: 2, text: 'There and back' });
        const there = await shop.convert({ kind: 'pdf-to-raster', sheets: A4_SHEETS, raster }, pdf);
        const back = await shop.convert({ kind: 'raster-to-pdf' }, there.bytes);
        assert.deepEqual(pdfFacts(back.path), {
          pages: 2,
          sizes: Array.from({ length: 2 }, () => A4_POINTS),
        });
        const again = await shop.convert(
          { kind: 'pdf-to-raster', sheets: A4_SHEETS, raster },
          back.bytes,
        );
        const check = format === 'image/urf' ? checkUrf : checkPwg;
        const [one, other] = [check(there.bytes)[1], check(again.bytes)[1]];
        assert.ok(one && other);
        assert.ok(difference(asGray(one), asGray(other)) < 1);
      }
  });

  it('says how many pages there are where none of those asked for is', async () => {
    const step = { kind: 'pdf-pages', pages: [[7, 9]], twoSided: false } as const;
    await assert.rejects(shop.convert(step, makePdf({ pages: 2 })), {
      code: 'request.invalid',
      message: 'The document has 2 pages only, none of those asked for.',
    });
  });
});
