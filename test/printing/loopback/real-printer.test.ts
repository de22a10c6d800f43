/**
 * A colleague's real printer on this PC's loopback: it shows what the real one has, and what a program
 * asks for with CUPS's own tools arrives there.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../../src/api/local.ts';
import { GroupTag } from '../../../src/printing/ipp/constants.ts';
import type { IppAttributes, IppValue } from '../../../src/printing/ipp/types.ts';
import { attributesOf, firstString, numbers, strings } from '../../../src/printing/ipp/values.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../../support/agents.ts';
import { type Cups, cupsInstalled, startCups } from '../../support/cups.ts';
import {
  askPrinter,
  type Eve,
  eveInstalled,
  type EveJob,
  startEve,
} from '../../support/ippeveprinter.ts';
import { makePdf } from '../../support/pdf.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const bytesOf = (octets: IppValue | undefined): string =>
  Buffer.isBuffer(octets?.value) ? octets.value.toString() : '';

describe("a colleague's real printer on the loopback", function () {
  this.timeout(120_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  const document = join(folder.path, 'Plans.pdf');
  let eve: Eve;
  let cups: Cups;
  let anna: TestAgent;
  let ben: TestAgent;
  let shown: IppAttributes;

  before(async function () {
    if (!eveInstalled() || !cupsInstalled() || !existsSync('/usr/bin/lp')) this.skip();
    writeFileSync(document, makePdf({ pages: 4, text: 'Plans' }));
    eve = await startEve();
    cups = await startCups();
    anna = await agents.start({ name: 'Anna' });
    ben = await agents.start({ name: 'Ben' });
    await joinAll([anna, ben]);
    await anna.call(api.addPrinter, { body: { uri: eve.uri, name: 'Inkjet' } });
    const uri = await eventually(
      async () => (await ben.call(api.listPrinters, {}))[0]?.localUri,
      10_000,
      'Ben has the printer',
    );
    shown = attributesOf(await askPrinter(uri, 'all'), GroupTag['printer-attributes-tag']);
    await cups.addEverywhereQueue('inkjet', uri);
    await eventually(() => cups.ppd('inkjet'), 30_000, 'CUPS describes the printer');
  });

  after(async () => {
    await cups?.stop();
    await eve?.stop();
    folder.remove();
  });

  it('shows the paper, trays and kinds of paper of the real one', async () => {
    const real = attributesOf(await askPrinter(eve.uri, 'all'), GroupTag['printer-attributes-tag']);
    for (const attribute of ['media-source-supported', 'media-type-supported', 'media-default'])
      assert.deepEqual(strings(shown, attribute), strings(real, attribute), attribute);
    assert.deepEqual(
      strings(shown, 'media-supported').sort(),
      strings(real, 'media-supported').sort(),
    );
    assert.deepEqual(strings(shown, 'media-ready'), strings(real, 'media-ready'));
    for (const attribute of ['print-quality-supported', 'orientation-requested-supported'])
      assert.deepEqual(numbers(shown, attribute), numbers(real, attribute), attribute);
    const ready = (shown.get('media-col-ready') ?? []).map(({ value }) => {
      const paper = value as IppAttributes;
      return [firstString(paper, 'media-source'), firstString(paper, 'media-type')];
    });
    assert.deepEqual(ready, [
      ['main', 'stationery'],
      ['photo', 'photographic-glossy'],
    ]);
    const usual = shown.get('media-col-default')?.[0]?.value as IppAttributes;
    assert.deepEqual(numbers(usual, 'media-bottom-margin'), [1168]);
    const trays = shown.get('printer-input-tray') ?? [];
    assert.equal(trays.length, strings(shown, 'media-source-supported').length);
    assert.match(bytesOf(trays[1]), /name=main;/);
  });

  it('shows its ink with its levels and colours', () => {
    assert.deepEqual(strings(shown, 'marker-names').slice(0, 3), [
      'Ink Waste Tank',
      'Black Ink',
      'Cyan Ink',
    ]);
    assert.deepEqual(numbers(shown, 'marker-levels'), [25, 75, 50, 33, 67]);
    assert.deepEqual(strings(shown, 'marker-types').slice(0, 2), ['waste-ink', 'ink']);
    assert.equal(strings(shown, 'marker-colors')[2], '#00FFFF');
    const [waste, , cyan] = (shown.get('printer-supply') ?? []).map(bytesOf);
    assert.match(waste ?? '', /class=receptacleThatIsFilled;type=wasteInk;.*level=25;/);
    assert.match(cyan ?? '', /type=ink;.*level=50;colorantname=cyan;/);
  });

  async function printed(options: string): Promise<EveJob> {
    const before = (await eve.jobs()).length;
    await cups.print('inkjet', document, ...options.split(' '));
    return eventually(async () => (await eve.jobs())[before], 30_000, 'the printer has printed it');
  }

  const pagesOf = ({ document: bytes }: EveJob): { count: number; size: string } => {
    const file = join(folder.path, 'printed.pdf');
    writeFileSync(file, bytes);
    const said = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
    const [, width, height] = /Page size: +([\d.]+) x ([\d.]+)/.exec(said) ?? [];
    return {
      count: Number(/Pages: +(\d+)/.exec(said)?.[1]),
      size: [width, height].map((one) => Math.round(Number(one))).join('x'),
    };
  };

  it('gets duplex, two copies, A5 and pages 2-3 of lp exactly so', async function () {
    if (!existsSync('/usr/bin/pdfinfo')) this.skip();
    const job = await printed(
      '-n 2 -P 2-3 -o sides=two-sided-long-edge -o media=iso_a5_148x210mm -o print-color-mode=monochrome',
    );
    const { asked } = job;
    assert.equal(asked['IPP_SIDES'], 'two-sided-long-edge');
    assert.equal(asked['IPP_PRINT_COLOR_MODE'], 'monochrome');
    assert.match(`${asked['IPP_MEDIA'] ?? ''} ${asked['IPP_MEDIA_COL'] ?? ''}`, /a5_|=14800 y-/);
    const { count, size } = pagesOf(job);
    // Who picks the pages and who makes the copies, CUPS, Hallway or the printer, is theirs to agree.
    const pages = asked['IPP_PAGE_RANGES'] === undefined ? count : 2;
    assert.equal(pages * Number(asked['IPP_COPIES'] ?? 1), 4, JSON.stringify(asked));
    assert.equal(size, '420x595');
  });

  it('gets quality, tray and kind of paper of lp', async () => {
    const { asked } = await printed(
      '-o print-quality=5 -o InputSlot=Photo -o MediaType=PhotographicGlossy',
    );
    assert.equal(asked['IPP_PRINT_QUALITY'], 'high');
    assert.match(asked['IPP_MEDIA_COL'] ?? '', /media-source=photo/);
    assert.match(asked['IPP_MEDIA_COL'] ?? '', /media-type=photographic-glossy/);
  });
});
