/** The promises of an office, held against two real agents and their real dashboards. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { eventually, useAgents } from '../support/agents.ts';
import { type Eve, eveInstalled, startEve } from '../support/ippeveprinter.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { useBrowser } from './browser.ts';
import { promisesOfAnOffice } from './real-office.ts';

describe('dashboard: a real office', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());

  promisesOfAnOffice(async () => {
    const [anna, ben] = await agents.pair('Anna', 'Ben');
    await ben.call(api.addShare, {
      body: { path: folder.path, name: 'Exchange', access: 'write' },
    });
    const prints = join(folder.path, 'Printed');
    await ben.call(api.addPrinter, { body: { uri: `file://${prints}`, name: 'Tray' } });
    await eventually(
      async () => (await anna.call(api.listPrinters, {})).length === 1,
      5000,
      "Anna sees Ben's printer",
    );
    return { site: anna, peer: 'Ben' };
  });
});

describe('dashboard: the first five minutes', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const browser = useBrowser();
  const folder = temporaryFolder();
  after(() => folder.remove());

  it('goes from welcome to a joined office, a file fetched and a page printed, by clicks alone', async () => {
    const [anna, ben] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Ben' }),
    ]);
    const files = join(folder.path, 'Plans');
    const prints = join(folder.path, 'Printed');
    mkdirSync(files);
    writeFileSync(join(files, 'plan.txt'), 'Ground floor');

    const host = await browser.tab(anna);
    await host.page.getByLabel('Name of the workgroup').fill('Lindenstraße');
    await host.page.getByRole('button', { name: 'Make the workgroup' }).click();
    await host.page.getByRole('heading', { name: 'Lindenstraße' }).waitFor();
    await host.page.getByRole('button', { name: 'Add a PC' }).first().click();
    const code = (await host.page.locator('[data-code]').getAttribute('data-code')) ?? '';
    assert.match(code, /^\d{6}$/);

    const guest = await browser.tab(ben, { width: 390, height: 844, theme: 'dark' });
    await guest.page.getByLabel('Six-digit code').fill(code);
    await guest.page.getByRole('button', { name: 'Join' }).click();
    await host.page.locator('.inside').getByRole('button', { name: 'Let it in' }).click();
    await guest.page.getByRole('heading', { name: 'Lindenstraße' }).waitFor();

    await anna.call(api.addShare, { body: { path: files, name: 'Plans' } });
    await anna.call(api.addPrinter, { body: { uri: `file://${prints}`, name: 'Laser' } });
    await guest.page.getByRole('link', { name: 'Plans' }).click();
    await guest.page.getByRole('button', { name: 'plan.txt' }).click();
    await guest.page.getByText('Ground floor').waitFor();
    const [download] = await Promise.all([
      guest.page.waitForEvent('download'),
      guest.page.getByRole('button', { name: 'Download' }).click(),
    ]);
    assert.equal(readFileSync(await download.path(), 'utf8'), 'Ground floor');

    await guest.page.getByRole('link', { name: 'Printers' }).click();
    const [chooser] = await Promise.all([
      guest.page.waitForEvent('filechooser'),
      guest.page.getByRole('button', { name: /Print a file/ }).click(),
    ]);
    const document = makePdf({ text: 'Hello' });
    await chooser.setFiles({ name: 'hello.pdf', mimeType: 'application/pdf', buffer: document });
    await guest.page.getByRole('button', { name: 'Print', exact: true }).click();
    await guest.page.getByText(/^Sent to/).waitFor();
    // The name is reserved a moment before the document has it.
    const isPrinted = (): boolean =>
      readdirSync(prints).includes('hello.pdf') &&
      document.equals(readFileSync(join(prints, 'hello.pdf')));
    await eventually(isPrinted, 10_000, 'it is printed');
    host.assertCalm();
    guest.assertCalm();
  });
});

describe('dashboard: a real printer of a colleague', function () {
  this.timeout(120_000);
  const agents = useAgents();
  const browser = useBrowser();
  let eve: Eve | undefined;
  before(async function () {
    if (!eveInstalled()) this.skip();
    eve = await startEve();
  });
  after(() => eve?.stop());

  it('shows its ink and paper, and prints exactly as was asked for', async () => {
    assert.ok(eve);
    const [anna, ben] = await agents.pair('Anna', 'Ben');
    await ben.call(api.addPrinter, { body: { uri: eve.uri, name: 'Office' } });
    const tab = await browser.tab(anna, { path: '/printers' });
    await tab.page.getByRole('article', { name: 'Office' }).getByRole('link').click();
    await tab.page.getByRole('heading', { name: 'Office', level: 1 }).waitFor();
    const told = (label: string) =>
      tab.page.getByRole('list', { name: label }).getByRole('listitem');
    await told('Ink and toner')
      .filter({ hasText: /%|Empty|unknown/ })
      .first()
      .waitFor();
    await told('Paper').first().waitFor();
    await tab.page.locator('main input[type=file]').setInputFiles({
      name: 'two.pdf',
      mimeType: 'application/pdf',
      buffer: makePdf({ pages: 2 }),
    });
    const form = tab.page.locator('hallway-print-dialog form');
    await form.getByText(/^2 pages, /).waitFor();
    await form.getByLabel('Copies').fill('2');
    await form.getByRole('combobox', { name: 'Sides' }).selectOption('Both sides');
    await form.getByText('More options').click();
    await form.getByRole('combobox', { name: 'Quality' }).selectOption('Best');
    await tab.page.getByRole('button', { name: 'Print', exact: true }).click();
    await tab.page.getByText('Sent to Office.').waitFor();
    const job = await eventually(async () => (await eve?.jobs())?.[0], 30_000, 'it is printed');
    const { IPP_COPIES, IPP_SIDES, IPP_PRINT_QUALITY } = job.asked;
    assert.deepEqual(
      [IPP_COPIES, IPP_SIDES, IPP_PRINT_QUALITY],
      ['2', 'two-sided-long-edge', 'high'],
    );
    await tab.page.getByText(/^Earlier/).click();
    await tab.page.locator('hallway-job-list').getByText('Printed', { exact: true }).waitFor();
    tab.assertCalm();
  });
});
