/** A visitor's phone, and the person who gives the link: real Chromium, a real agent and printer. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { startAgent, endAgents, type TestAgent } from '../support/agents.ts';
import { eventually } from '../support/eventually.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { axeViolations, overflow, useBrowser, type Site } from './browser.ts';

const ZBAR = '/usr/bin/zbarimg';

describe('links for guests in a browser', function () {
  this.timeout(90_000);
  const browser = useBrowser();
  const place = temporaryFolder();
  const at = (...parts: string[]): string => join(place.path, ...parts);
  const pdf = makePdf({ text: 'boarding pass' });
  let anna: TestAgent;
  let site: Site;

  before(async () => {
    for (const folder of ['tray', 'drop']) mkdirSync(at(folder));
    writeFileSync(at('plan of the site.pdf'), pdf);
    anna = await startAgent({ name: 'Anna' });
    await anna.call(api.createWorkgroup, { body: { name: 'Office' } });
    await anna.call(api.addPrinter, { body: { uri: `file://${at('tray')}`, name: 'Tray' } });
    site = { url: anna.url, signInUrl: (path) => anna.signInUrl(path), stop: async () => {} };
  });
  after(async () => {
    if (anna) await endAgents([anna]);
    place.remove();
  });

  const phone = async (url: string, theme: 'light' | 'dark' = 'light') => {
    const visit = { url: new URL(url).origin, signInUrl: () => url, stop: async () => {} };
    return browser.tab(visit, { width: 390, height: 780, theme });
  };
  const everything = async () => {
    const [printer] = await anna.call(api.listOwnPrinters, {});
    return anna.call(api.addGuestLink, {
      body: {
        name: 'Site visit',
        expiresIn: 600,
        print: { device: anna.deviceId, printer: printer?.id ?? '' },
        drop: at('drop'),
        take: [at('plan of the site.pdf')],
      },
    });
  };

  it('prints, drops and takes on a phone, and says when the link is over', async () => {
    const { urls, link } = await everything();
    const tab = await phone(urls[0] ?? '');
    const { page } = tab;
    await page.getByRole('heading', { name: 'Site visit' }).waitFor();
    assert.ok((await overflow(page)) <= 0);
    assert.deepEqual(await axeViolations(page), []);
    await page.getByLabel('Choose a document or picture').setInputFiles({
      name: 'boarding pass.pdf',
      mimeType: 'application/pdf',
      buffer: pdf,
    });
    await page.getByText('Printed', { exact: true }).waitFor({ timeout: 20_000 });
    const [sheet = ''] = readdirSync(at('tray'));
    assert.deepEqual(readFileSync(at('tray', sheet)), pdf);
    const bytes = Buffer.alloc(3_000_000, 7);
    await page.getByLabel('Choose files').setInputFiles([
      { name: 'IMG 1.jpg', mimeType: 'image/jpeg', buffer: bytes },
      { name: 'Zeichnung ü.pdf', mimeType: 'application/pdf', buffer: pdf },
    ]);
    await page.getByText('Arrived').nth(1).waitFor();
    assert.deepEqual(readFileSync(at('drop', 'IMG 1.jpg')), bytes);
    assert.deepEqual(readFileSync(at('drop', 'Zeichnung ü.pdf')), pdf);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'plan of the site.pdf' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'plan of the site.pdf');
    assert.deepEqual(readFileSync(await download.path()), pdf);
    const facts = await anna.call(api.listActivity, { query: {} });
    const did = facts.filter(({ guest }) => guest === 'Site visit').map(({ what }) => what);
    assert.deepEqual(did.toSorted(), ['printed', 'read', 'wrote', 'wrote']);
    tab.assertCalm();
    // Another link keeps the door open, so that this one can be told of.
    await everything();
    await anna.call(api.endGuestLink, { params: { id: link.id } });
    await page.getByLabel('Choose files').setInputFiles({
      name: 'late.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('late'),
    });
    await page.getByText('This link is over.').waitFor();
    assert.equal(existsSync(at('drop', 'late.txt')), false);
    await page.reload();
    await page.getByRole('heading', { name: 'This link is over' }).waitFor();
    tab.assertCalm(/status of 410/);
  });

  it('is dark where the phone is, and speaks its language', async () => {
    const { urls } = await everything();
    const tab = await phone(urls[0] ?? '', 'dark');
    await tab.page.getByRole('heading', { name: 'Site visit' }).waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    const colour = await tab.page.evaluate(
      'getComputedStyle(document.documentElement).backgroundColor',
    );
    assert.equal(colour, 'rgb(20, 23, 22)');
    tab.assertCalm();
    const german = await browser.tab(
      { url: new URL(urls[0] ?? '').origin, signInUrl: () => urls[0] ?? '', stop: async () => {} },
      { width: 390, locale: 'de-DE' },
    );
    await german.page.getByRole('heading', { name: 'Hier drucken' }).waitFor();
    german.assertCalm();
  });

  it('is made on the page of this PC, with a code that a camera reads, and taken back', async () => {
    const tab = await browser.tab(site, { path: '/settings' });
    const { page } = tab;
    await page.getByRole('button', { name: 'Make a link' }).click();
    await page.getByLabel('For whom?').fill('Courier');
    await page.getByLabel('Print on').selectOption({ label: 'Tray' });
    await page.getByLabel('Folder for files that the guest drops').fill(at('drop'));
    await page.getByRole('button', { name: 'Make the link' }).click();
    const code = page.getByRole('img', { name: 'QR code of the link' });
    await code.waitFor();
    assert.deepEqual(await axeViolations(page), []);
    const address = await page.locator('hallway-guest-dialog code').innerText();
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/g\/[\w-]{22}$/);
    if (existsSync(ZBAR)) {
      const picture = at('code.png');
      writeFileSync(picture, await code.screenshot());
      const read = execFileSync(ZBAR, ['-q', '--raw', picture], { encoding: 'utf8' }).trim();
      assert.equal(read, address);
    } else console.log('      not read by a camera: no zbarimg on this machine');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Take back Courier' }).click();
    await page.getByRole('button', { name: 'Take back', exact: true }).click();
    await eventually(
      async () =>
        (await anna.call(api.listGuestLinks, {})).some(
          ({ name, ended }) => name === 'Courier' && ended !== null,
        ),
      10_000,
      'it is over',
    );
    tab.assertCalm();
  });
});
