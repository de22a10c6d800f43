/** Pictures as pages: turned as they say, scaled as asked, white where nothing is. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scaling } from '../../../src/printing/conversion/conversion-step.ts';
import { sniffFormat } from '../../../src/printing/document-format.ts';
import { A4, hasProgram, workshop, type Workshop } from './converting.ts';
import { drawPdf, type GrayPage, meanGray, pdfFacts } from './judges.ts';
import { cornerJpeg, cornerPng, png } from './pictures.ts';

describe('conversion of pictures', function () {
  this.timeout(60_000);
  let shop: Workshop;

  before(function () {
    if (!hasProgram('pdftoppm')) this.skip();
    shop = workshop();
  });
  after(() => shop?.remove());

  async function page(
    picture: Buffer,
    scaling: Scaling = 'auto',
    setup = A4,
  ): Promise<GrayPage & { sizes: [number, number][] }> {
    const format = sniffFormat(picture);
    const step = { kind: 'image-to-pdf', format, setup, scaling, landscape: false } as const;
    const made = await shop.convert(step, picture);
    const [drawn] = drawPdf(made.path, 36);
    assert.ok(drawn);
    return { ...drawn, sizes: pdfFacts(made.path).sizes };
  }

  /** Where the black quarter is. */
  function corner(drawn: GrayPage): string {
    const dark = (box: [number, number, number, number]): boolean => meanGray(drawn, box) < 60;
    const found = [];
    if (dark([0.2, 0.3, 0.35, 0.45])) found.push('upper left');
    if (dark([0.65, 0.3, 0.8, 0.45])) found.push('upper right');
    if (dark([0.2, 0.55, 0.35, 0.7])) found.push('lower left');
    if (dark([0.65, 0.55, 0.8, 0.7])) found.push('lower right');
    return found.join();
  }

  it('turns a photo as its camera was held', async () => {
    const expected = [
      'upper left',
      'upper right',
      'lower right',
      'lower left',
      'upper left',
      'upper right',
      'lower right',
      'lower left',
    ];
    for (const [index, where] of expected.entries()) {
      const drawn = await page(cornerJpeg(300, 300, index + 1));
      assert.equal(corner(drawn), where, `orientation ${index + 1}`);
    }
  });

  it('lays a wide picture on a wide page and a high one on a high page', async () => {
    assert.deepEqual((await page(cornerJpeg(400, 200))).sizes, [[842, 595]]);
    assert.deepEqual((await page(cornerJpeg(400, 200, 6))).sizes, [[595, 842]]);
    assert.deepEqual((await page(cornerPng(20, 40))).sizes, [[595, 842]]);
  });

  it('fits, fills, or leaves the size as it is', async () => {
    const black = png(300, 300, () => [0, 0, 0, 255]);
    const covered = async (scaling: Scaling): Promise<number> => {
      const drawn = await page(black, scaling);
      return 1 - meanGray(drawn, [0, 0, 1, 1]) / 255;
    };
    const near = (value: number, wanted: number, what: string): void =>
      assert.ok(Math.abs(value - wanted) < 0.02, `${what}: ${value} instead of ${wanted}`);
    const [width, height] = [595.28, 841.89];
    // Margins of 12 points at each edge.
    near(await covered('fit'), (width - 24) ** 2 / (width * height), 'fit');
    near(await covered('auto'), (width - 24) ** 2 / (width * height), 'auto');
    near(await covered('fill'), 1, 'fill');
    // 300 pixels of 96 to the inch.
    near(await covered('none'), 225 ** 2 / (width * height), 'none');
  });

  it('shows paper where a picture is transparent', async () => {
    const drawn = await page(png(40, 40, (x) => [0, 0, 0, x < 20 ? 0 : 255]));
    assert.ok(meanGray(drawn, [0.1, 0.3, 0.45, 0.7]) > 250);
    assert.ok(meanGray(drawn, [0.55, 0.3, 0.9, 0.7]) < 5);
  });

  it('reads what phones and browsers make', async function () {
    if (!hasProgram('heif-enc')) this.skip();
    const source = join(shop.folder, 'corner.png');
    writeFileSync(source, cornerPng(64, 64));
    for (const [ending, format, args] of [
      ['heic', 'image/heic', []],
      ['avif', 'image/avif', ['-A']],
    ] as const) {
      const path = join(shop.folder, `corner.${ending}`);
      const { status, stderr } = spawnSync('heif-enc', [...args, '-q', '80', '-o', path, source], {
        encoding: 'utf8',
      });
      if (status !== 0 && ending === 'avif') continue;
      assert.equal(status, 0, stderr);
      const picture = readFileSync(path);
      assert.equal(sniffFormat(picture), format);
      assert.equal(corner(await page(picture)), 'upper left', format);
    }
  });
});
