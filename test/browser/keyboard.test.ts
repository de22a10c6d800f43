/** Everything works without a mouse, enlarged, and without motion. */
import assert from 'node:assert/strict';
import { BOOKKEEPING, OFFERS } from '../support/fake-office.ts';
import { LASER } from '../support/fake-printers.ts';
import { overflow, useBrowser } from './browser.ts';
import { tabTo } from './keys.ts';

describe('dashboard: without a mouse', function () {
  this.timeout(90_000);
  const browser = useBrowser();

  it('skips to the content, opens a folder, fetches a file', async () => {
    const tab = await browser.tab(await browser.fake());
    await tab.heading();
    await tabTo(tab.page, 'Skip to the content');
    await tab.page.keyboard.press('Enter');
    await tab.page.locator('main:focus').waitFor();
    await tabTo(tab.page, 'Offers 2026');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByText('README').waitFor();
    await tabTo(tab.page, 'Drafts');
    for (let presses = 0; presses < 3; presses += 1) await tab.page.keyboard.press('ArrowDown');
    await tab.page.locator('button:focus', { hasText: 'Offer Baumann.pdf' }).waitFor();
    await tab.page.keyboard.press('Enter');
    await tab.page.locator('h1:focus', { hasText: 'Offer Baumann.pdf' }).waitFor();
    await tabTo(tab.page, 'Download');
    const [download] = await Promise.all([
      tab.page.waitForEvent('download'),
      tab.page.keyboard.press('Enter'),
    ]);
    assert.equal(download.suggestedFilename(), 'Offer Baumann.pdf');
    tab.assertCalm();
  });

  it('opens the file chooser of a printer, and returns the focus after the dialog', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/printers' });
    await tab.heading();
    await tabTo(tab.page, 'Print a file');
    const [chooser] = await Promise.all([
      tab.page.waitForEvent('filechooser'),
      tab.page.keyboard.press('Enter'),
    ]);
    await chooser.setFiles({
      name: 'a.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('x'),
    });
    await tab.page.locator('input[name=copies]:focus').waitFor();
    await tab.page.keyboard.press('Escape');
    await tab.page.locator('hallway-printer-card button:focus').waitFor();
    tab.assertCalm();
  });

  it('keeps every target at 24 pixels or more', async () => {
    const agent = await browser.fake();
    for (const path of [
      '/',
      '/printers',
      '/printers/phone',
      `/printers/${BOOKKEEPING}/${LASER}`,
      '/files',
      '/people',
      '/settings',
      '/nearby',
      '/doctor',
      '/transfers',
      `/files/${BOOKKEEPING}/${OFFERS}`,
    ]) {
      const tab = await browser.tab(agent, { path, width: 390 });
      await tab.heading();
      const targets = tab.page.locator(
        'a:visible, button:visible, select:visible, summary:visible',
      );
      for (const target of await targets.all()) {
        const box = await target.boundingBox();
        const display: unknown = await target.evaluate('(e) => getComputedStyle(e).display');
        if (box && display !== 'inline')
          assert.ok(box.width >= 24 && box.height >= 24, await target.innerText());
      }
    }
  });

  it('fits at 400 % zoom of a small screen, and stands still for those who ask', async () => {
    const agent = await browser.fake();
    for (const path of [
      '/',
      '/printers',
      '/printers/phone',
      `/printers/${BOOKKEEPING}/${LASER}`,
      '/people',
      '/settings',
      '/nearby',
      '/doctor',
      '/transfers',
      `/files/${BOOKKEEPING}/${OFFERS}`,
    ]) {
      const tab = await browser.tab(agent, { path, width: 320, height: 256 });
      await tab.page.emulateMedia({ reducedMotion: 'reduce' });
      await tab.heading();
      assert.ok((await overflow(tab.page)) <= 0, path);
      tab.assertCalm();
    }
  });
});
