/** How documents get into the print dialog, and what it lets a person ask for. */
import assert from 'node:assert/strict';
import { makePdf } from '../support/pdf.ts';
import { axeViolations, overflow, THEMES, useBrowser, type Tab } from './browser.ts';

const pdf = {
  name: 'Invoice.pdf',
  mimeType: 'application/pdf',
  buffer: makePdf({ text: 'Hello', pages: 3 }),
};
/** One red pixel. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

async function choose(tab: Tab, files: unknown, printer = 'Laser, first floor'): Promise<void> {
  const card = tab.page.getByRole('article', { name: printer });
  await card.locator('input[type=file]').setInputFiles(files as typeof pdf);
}

/** Presses Ctrl+V with this on the clipboard, as a page sees it. */
async function paste(tab: Tab, made: string): Promise<void> {
  await tab.heading();
  await tab.page.evaluate(`(() => { const data = new DataTransfer(); ${made};
    document.body.dispatchEvent(new ClipboardEvent('paste',
      { clipboardData: data, bubbles: true, composed: true, cancelable: true })); })()`);
}

const print = (tab: Tab) => tab.page.getByRole('button', { name: 'Print', exact: true });
const select = (tab: Tab, name: string) => dialog(tab).getByRole('combobox', { name, exact: true });
const dialog = (tab: Tab) => tab.page.locator('hallway-print-dialog hallway-dialog form');

describe('dashboard: print dialog', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('offers what the printer has, and asks for what was chosen', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/printers' });
    await choose(tab, pdf);
    const field = (name: string) => dialog(tab).getByLabel(name, { exact: true });
    await field('Pages').fill('1, 3-4');
    await select(tab, 'Sides').selectOption('Both sides, flip on the short edge');
    await tab.page.getByText('More options').click();
    await select(tab, 'Tray').selectOption('Tray 2');
    await select(tab, 'Kind of paper').selectOption('Labels');
    await select(tab, 'Quality').selectOption('Best');
    await select(tab, 'Pages on a side').selectOption('4 pages');
    await select(tab, 'Size').selectOption('Actual size');
    await select(tab, 'Direction').selectOption('Sideways');
    await field('Staple').check();
    assert.equal(await field('Print to the edges of the paper').count(), 0);
    assert.deepEqual(await axeViolations(tab.page), []);
    await tab.page.getByText('PIN, later and more').click();
    await field('Keep it until I say “Print now”').check();
    await print(tab).click();
    await tab.page.getByText('Sent to Laser').waitFor();
    assert.deepEqual(agent.topics.jobs[0]?.options, {
      pages: [
        [1, 1],
        [3, 4],
      ],
      sides: 'two-sided-short-edge',
      source: 'tray-2',
      mediaType: 'labels',
      quality: 'high',
      numberUp: 4,
      scaling: 'none',
      orientation: 'landscape',
      finishings: ['staple'],
      hold: true,
    });
    tab.assertCalm();
  });

  it('offers nothing that an older or simpler printer does not tell of', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/printers' });
    await choose(tab, pdf, 'Inkjet at the front desk');
    await dialog(tab).getByLabel('Copies').waitFor();
    for (const name of ['Pages', 'Sides', 'Tray', 'Quality'])
      assert.equal(await dialog(tab).getByLabel(name, { exact: true }).count(), 0, name);
    assert.equal(await tab.page.getByText('More options').count(), 0);
    await dialog(tab).getByLabel('Colour').selectOption('Black and white');
    tab.assertCalm();
  });

  it('remembers for each printer what was chosen, but not how many or which pages', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/printers' });
    await choose(tab, pdf);
    await dialog(tab).getByLabel('Copies').fill('3');
    await select(tab, 'Paper').selectOption('A5 (148 × 210 mm)');
    await print(tab).click();
    await tab.page.getByText('Sent to Laser').waitFor();
    await tab.page.reload();
    await choose(tab, pdf);
    assert.equal(await dialog(tab).getByLabel('Copies').inputValue(), '1');
    assert.equal(await select(tab, 'Paper').inputValue(), 'iso_a5_148x210mm');
    await tab.page.keyboard.press('Escape');
    await choose(tab, pdf, 'Inkjet at the front desk');
    assert.equal(await select(tab, 'Paper').inputValue(), '');
    tab.assertCalm();
  });

  it('says at the field what is wrong, and goes there', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/printers' });
    await choose(tab, pdf);
    await dialog(tab).getByLabel('Copies').fill('400');
    await dialog(tab).getByLabel('Pages', { exact: true }).fill('7-3');
    await print(tab).click();
    await tab.page.locator('input[name=copies]:focus').waitFor();
    await tab.page.getByText('A number from 1 to 99.').waitFor();
    await tab.page.getByText('rising numbers, with commas').waitFor();
    const told = await dialog(tab).getByLabel('Copies').getAttribute('aria-describedby');
    assert.equal(told, 'copies-error');
    assert.deepEqual(await axeViolations(tab.page), []);
    assert.ok(!agent.asked.some(({ line }) => line.includes('/printers/')));
    tab.assertCalm();
  });

  it('takes a PIN, an end and an account, and says what is wrong with a PIN', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/printers' });
    await choose(tab, pdf);
    await tab.page.getByText('PIN, later and more').click();
    const pin = dialog(tab).getByRole('textbox', { name: 'PIN' });
    await pin.fill('12');
    await print(tab).click();
    await tab.page.getByText('Four to twelve digits.').waitFor();
    await tab.page.locator('input[name=pin]:focus').waitFor();
    await pin.fill('4711');
    await dialog(tab).getByLabel('For (project or customer)').fill('Baumann');
    await select(tab, 'If it cannot be printed').selectOption('Give up after a day');
    await select(tab, 'The document, once printed').selectOption('Keep it for an hour');
    assert.deepEqual(await axeViolations(tab.page), []);
    await print(tab).click();
    await tab.page.getByText('Sent to Laser').waitFor();
    const line = agent.asked.find((one) => one.line.includes('terms='))?.line ?? '';
    const terms = new URL(line.slice(5), agent.url).searchParams.get('terms') ?? '';
    const asked = { pin: '4711', account: 'Baumann', expiresIn: 86_400, keepHours: 1 };
    assert.deepEqual(JSON.parse(terms), asked);
    // No PIN is left in the browser.
    const kept = await tab.page.evaluate<string>('JSON.stringify(localStorage)');
    assert.ok(kept.includes('print-choices') && !kept.includes('4711'));
    tab.assertCalm();
  });

  it('says how many pages the owner lets one print', async () => {
    const agent = await browser.fake();
    const [laser] = agent.topics.printers;
    assert.ok(laser);
    const allowance = { pagesPerMonth: 100, pagesUsed: 97 };
    agent.topics.printers = [{ ...laser, allowance, paused: true }];
    const tab = await browser.tab(agent, { path: '/printers' });
    await choose(tab, pdf);
    await dialog(tab).getByText('You may print 3 more pages here this month.').waitFor();
    await dialog(tab).getByText('Paused by its owner: the document waits').waitFor();
    tab.assertCalm();
  });

  it('shows how many pages a PDF has, a text, and a picture, and leaves out what is not wanted', async () => {
    const agent = await browser.fake();
    for (const theme of THEMES) {
      const tab = await browser.tab(agent, { path: '/printers', theme, width: 390 });
      await choose(tab, [
        pdf,
        { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Buy <b>paper</b>') },
        { name: 'roof.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') },
      ]);
      const preview = tab.page.getByRole('list', { name: 'Documents' });
      await preview.getByText('3 pages').waitFor();
      assert.equal(await preview.locator('pre').textContent(), 'Buy <b>paper</b>');
      const drawn = preview.locator('img');
      await drawn.waitFor();
      const handle = await drawn.elementHandle();
      const width = await handle?.getProperty('naturalWidth');
      assert.equal(await width?.jsonValue(), 1);
      assert.ok((await overflow(tab.page)) <= 0);
      assert.deepEqual(await axeViolations(tab.page), []);
      await preview.getByRole('button', { name: 'Leave out notes.txt' }).click();
      assert.equal(await preview.locator('pre').count(), 0);
      await print(tab).click();
      await tab.page.getByText('Sent to Laser').waitFor();
      tab.assertCalm();
    }
    const sent = agent.topics.jobs.slice(0, 4).map(({ name }) => name);
    assert.deepEqual(sent, ['roof.png', 'Invoice.pdf', 'roof.png', 'Invoice.pdf']);
  });

  it('prints a picture or a text that is pasted, on the printer that is chosen', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/printers' });
    await paste(tab, `data.items.add(new File(['x'], 'image.png', { type: 'image/png' }))`);
    await dialog(tab).getByText('Pasted picture.png').waitFor();
    await select(tab, 'Printer').selectOption({ index: 1 });
    await print(tab).click();
    await tab.page.getByText('It waits for Inkjet').waitFor();
    assert.equal(agent.topics.jobs[0]?.printerName, 'Inkjet at the front desk');
    await paste(tab, `data.setData('text/plain', 'Buy paper')`);
    await dialog(tab).getByText('Pasted text.txt').waitFor();
    // The printer that was used last.
    await tab.page.getByText('This printer takes').waitFor();
    await print(tab).click();
    await dialog(tab).waitFor({ state: 'detached' });
    const asked = agent.asked.find(({ line }) => line.includes('format=text%2Fplain'));
    assert.equal(asked?.bytes, 9);
    tab.assertCalm();
  });

  it('pastes by a button too, and says what to press where the browser forbids it', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/printers' });
    const button = tab.page.getByRole('button', { name: 'Print what I copied' });
    await button.click();
    await tab.page.getByText('Press Ctrl+V instead').waitFor();
    await tab.context.grantPermissions(['clipboard-read', 'clipboard-write'], {
      origin: agent.url,
    });
    await tab.page.evaluate(`navigator.clipboard.writeText('Buy paper')`);
    await button.click();
    await dialog(tab).getByText('Pasted text.txt').waitFor();
    tab.assertCalm();
  });

  it('sends nothing twice where one of several documents fails', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/printers' });
    await choose(tab, [pdf, { ...pdf, name: 'Refused.pdf' }]);
    await print(tab).click();
    await tab.page.getByText('The printer refused it.').waitFor();
    await dialog(tab).getByText('Refused.pdf').first().waitFor();
    assert.equal(await dialog(tab).getByText('Invoice.pdf').count(), 0);
    assert.equal(agent.topics.jobs.filter(({ name }) => name === 'Invoice.pdf').length, 1);
    tab.assertCalm(/status of 502/);
  });

  it('closes with a word when its printer goes away', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/printers' });
    await choose(tab, pdf);
    await dialog(tab).getByLabel('Copies').waitFor();
    agent.push('printers', []);
    await tab.page.getByText('There is no printer to print on.').waitFor();
    assert.equal(await dialog(tab).count(), 0);
    tab.assertCalm();
  });
});
