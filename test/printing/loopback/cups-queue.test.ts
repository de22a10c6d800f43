/** A driverless queue of a real CUPS prints through a loopback printer, as an office's programs do. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../../src/api/local.ts';
import { eventually, useAgents, type TestAgent } from '../../support/agents.ts';
import { type Cups, cupsInstalled, startCups } from '../../support/cups.ts';
import { makePdf } from '../../support/pdf.ts';
import { temporaryFolder } from '../../support/temporary.ts';

describe('loopback printers, printed to by CUPS', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  const prints = join(folder.path, 'prints');
  const document = join(folder.path, 'Letter.pdf');
  const pdf = makePdf({ pages: 2, text: 'Queue' });
  let cups: Cups;
  let anna: TestAgent;

  before(async function () {
    if (!cupsInstalled() || !existsSync('/usr/bin/lp')) this.skip();
    mkdirSync(prints);
    writeFileSync(document, pdf);
    cups = await startCups();
    const { host, port } = cups.server;
    anna = await agents.start({ name: 'Anna', env: { CUPS_SERVER: `${host}:${port}` } });
    await anna.call(api.addPrinter, { body: { uri: `file://${prints}`, name: 'Prints' } });
    const [printer] = await anna.call(api.listPrinters, {});
    assert.ok(printer?.localUri);
    await cups.addEverywhereQueue('prints', printer.localUri);
    // The queue is raw until CUPS has built its description from what the printer says.
    await eventually(() => cups.ppd('prints'), 15_000, 'CUPS describes the printer');
  });

  after(async () => {
    await cups?.stop();
    folder.remove();
  });

  const printed = (): Buffer[] =>
    readdirSync(prints)
      .filter((name) => name.endsWith('.pdf'))
      .map((name) => readFileSync(join(prints, name)))
      // A name is taken a moment before its document.
      .filter((bytes) => bytes.length > 0);

  it('is described with its paper and PDF', () => {
    const ppd = cups.ppd('prints') ?? '';
    assert.match(ppd, /\*PageSize A4/);
    assert.match(ppd, /application\/pdf/);
  });

  it('prints raw bytes unchanged, and what CUPS prepared as a PDF', async () => {
    await cups.print('prints', document, '-o', 'raw');
    await eventually(() => printed().length === 1, 20_000, 'the raw document arrives');
    assert.ok(printed()[0]?.equals(pdf));
    await cups.print('prints', document);
    await eventually(() => printed().length === 2, 20_000, 'the prepared document arrives');
    assert.ok(printed().every((one) => one.subarray(0, 5).toString() === '%PDF-'));
  });

  it('is no printer that could be shared again', async () => {
    const own = await anna.call(api.listOwnPrinters, {});
    assert.deepEqual(
      own.map(({ name }) => name),
      ['Prints'],
    );
  });
});
