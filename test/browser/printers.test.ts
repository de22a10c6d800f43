/** Printers and documents on their way to them. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { FRONT_DESK } from '../support/fake-office.ts';
import { OWN_PRINTER } from '../support/fake-printers.ts';
import { axeViolations, THEMES, useBrowser, type Tab } from './browser.ts';

const document = {
  name: 'Invoice.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.7 not really'),
};

async function choose(tab: Tab, printer: string): Promise<void> {
  const [chooser] = await Promise.all([
    tab.page.waitForEvent('filechooser'),
    tab.page.getByRole('button', { name: `Print a file ${printer}` }).click(),
  ]);
  await chooser.setFiles(document);
}

/** What each row of a list says, its bars left out. */
async function words(list: Locator): Promise<string[]> {
  const rows = await list.getByRole('listitem').allTextContents();
  return rows.map((row) => row.replace(/\s+/g, ' ').trim());
}

describe('dashboard: printers', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('says in words how each printer is', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/printers' });
    const card = (name: string) => tab.page.getByRole('article', { name });
    await card('Laser, first floor').getByText('Ready', { exact: true }).waitFor();
    await card('Inkjet at the front desk').getByText('Out of paper').waitFor();
    tab.assertCalm();
  });

  it('tells ink, toner and paper in words, what runs out, and what to do about it', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/printers' });
    const card = (name: string) => tab.page.getByRole('article', { name });
    const list = (name: string, label: string) => card(name).getByRole('list', { name: label });
    const toner = list('Laser, first floor', 'Ink and toner');
    await toner.waitFor();
    assert.deepEqual(await words(toner), [
      'Black toner 64 %',
      'Drum Low, 8 %',
      'Waste toner box Nearly full, 93 %',
    ]);
    assert.deepEqual(await words(list('Laser, first floor', 'Paper')), [
      'Tray 1 A4 (210 × 297 mm), Plain paper, 80 % full',
      'Tray 2 Empty',
      'By hand Paper unknown',
    ]);
    const ink = list('Inkjet at the front desk', 'Ink and toner');
    assert.ok((await words(ink)).includes('Black ink Empty'));
    assert.ok((await words(ink)).includes('Yellow ink Level unknown'));
    await card('Inkjet').getByText('Put paper in.').waitFor();
    tab.assertCalm();
  });

  it('opens the page of a printer by its name, with its own documents alone', async () => {
    const agent = await browser.fake();
    const [first] = agent.topics.jobs;
    assert.ok(first);
    const other = { ...first, id: crypto.randomUUID(), name: 'Elsewhere.pdf', device: FRONT_DESK };
    agent.topics.jobs = [{ ...other, printer: OWN_PRINTER }, ...agent.topics.jobs];
    const tab = await browser.tab(agent, { path: '/printers' });
    await tab.page.getByRole('heading', { name: 'Elsewhere.pdf' }).waitFor();
    await tab.page.getByRole('article').getByRole('link', { name: 'Laser' }).click();
    await tab.page.getByRole('heading', { name: 'Laser, first floor', level: 1 }).waitFor();
    await tab.page.getByRole('heading', { name: 'Invoice 2026-118.pdf' }).waitFor();
    assert.equal(await tab.page.getByText('Elsewhere.pdf').count(), 0);
    await tab.page.getByText('Labels, Envelopes').waitFor();
    await tab.page.goBack();
    await tab.page.getByRole('heading', { name: 'Elsewhere.pdf' }).waitFor();
    tab.assertCalm();
  });

  it('says so where a printer is gone', async () => {
    const tab = await browser.tab(await browser.fake(), {
      path: `/printers/${FRONT_DESK}/${'z'.repeat(16)}`,
    });
    assert.equal(await tab.heading(), 'This printer is not here any more');
    tab.assertCalm();
  });

  it('prints a chosen file with what the printer offers', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/printers' });
    await choose(tab, 'Laser, first floor');
    await tab.page.getByLabel('Copies').fill('2');
    await tab.page.getByLabel('Sides').selectOption('Both sides');
    await tab.page
      .getByRole('combobox', { name: 'Paper', exact: true })
      .selectOption('A5 (148 × 210 mm)');
    assert.equal(await tab.page.getByLabel('Colour').count(), 0);
    await tab.page.getByRole('button', { name: 'Print', exact: true }).click();
    await tab.page.getByText('Sent to Laser, first floor.').waitFor();
    await tab.page.getByRole('heading', { name: 'Invoice.pdf' }).waitFor();
    const [job] = agent.topics.jobs;
    assert.deepEqual(job?.options, {
      copies: 2,
      sides: 'two-sided-long-edge',
      media: 'iso_a5_148x210mm',
    });
    assert.equal(job?.bytes, document.buffer.length);
    tab.assertCalm();
  });

  it('keeps its dialog whole around a long name, and says when a document will wait', async () => {
    const agent = await browser.fake();
    const [laser] = agent.topics.printers;
    assert.ok(laser);
    agent.topics.printers = [{ ...laser, state: 'stopped', reasons: ['paused'] }];
    const tab = await browser.tab(agent, { path: '/printers', width: 390 });
    const name = `${'A letter to everybody '.repeat(6)}.pdf`;
    await tab.page.locator('main input[type=file]').setInputFiles({ ...document, name });
    await tab.page.getByText('Paused: the document waits').waitFor();
    const button = tab.page.getByRole('button', { name: 'Print', exact: true });
    const [inner, outer] = [
      await button.boundingBox(),
      await tab.page.locator('dialog[open]').boundingBox(),
    ];
    assert.ok(inner && outer && inner.x + inner.width < outer.x + outer.width);
    await button.click();
    await tab.page.getByText('It waits for Laser, first floor.').waitFor();
    tab.assertCalm();
  });

  it('takes a file that is dropped on a printer', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/printers' });
    await tab.page.getByText('Ready', { exact: true }).waitFor();
    const data = await tab.page.evaluateHandle(
      `(() => { const data = new DataTransfer();
        data.items.add(new File(['x'], 'dropped.docx', { type: 'application/msword' }));
        return data; })()`,
    );
    const card = tab.page.getByRole('article', { name: 'Laser' });
    await card.dispatchEvent('drop', { dataTransfer: data });
    await tab.page.getByText('dropped.docx').first().waitFor();
    await tab.page.getByText('save it as PDF first').waitFor();
    await tab.page.keyboard.press('Escape');
    await tab.page.getByText('dropped.docx').first().waitFor({ state: 'detached' });
    tab.assertCalm();
  });

  it('shows a change at once, and the print dialog is readable for everybody', async () => {
    const agent = await browser.fake();
    for (const theme of THEMES) {
      const tab = await browser.tab(agent, { path: '/printers', theme, width: 390 });
      await choose(tab, 'Laser, first floor');
      await tab.page.getByLabel('Copies').waitFor();
      assert.deepEqual(await axeViolations(tab.page), []);
      await tab.page.keyboard.press('Escape');
      agent.push(
        'printers',
        agent.topics.printers.map((one) => ({ ...one, reasons: ['toner-low-warning'] })),
      );
      await tab.page.getByText('Ready, toner is low').first().waitFor();
    }
  });
});
