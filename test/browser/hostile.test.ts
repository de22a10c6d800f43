/** Names that peers chose to do harm with stay names. */
import assert from 'node:assert/strict';
import { BOOKKEEPING, OFFERS } from '../support/fake-office.ts';
import { LASER } from '../support/fake-printers.ts';
import { axeViolations, overflow, useBrowser } from './browser.ts';

const PAGES = [
  '/',
  '/printers',
  '/files',
  `/files/${BOOKKEEPING}/${OFFERS}`,
  `/files/${BOOKKEEPING}/${OFFERS}?path=${encodeURIComponent('<img src=x onerror=hacked=1>')}`,
  `/files/${BOOKKEEPING}/${OFFERS}/view?path=${encodeURIComponent('<img src=x onerror=hacked=1>')}`,
  '/people',
  '/settings',
  '/nearby',
  '/doctor',
  '/transfers',
  '/activity',
  '/talk/everyone',
  '/search',
  '/printers/phone',
  `/printers/${BOOKKEEPING}/${LASER}`,
];

describe('dashboard: hostile names', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  for (const path of PAGES)
    it(`runs nothing and keeps its shape on ${path.slice(0, 30)}`, async () => {
      const tab = await browser.tab(await browser.fake({ hostile: true }), { path });
      await tab.heading();
      await tab.page.getByText('<img src=x').first().waitFor();
      for (const width of [390, 1280]) {
        await tab.page.setViewportSize({ width, height: 800 });
        assert.ok((await overflow(tab.page)) <= 0, `wider than ${width} px`);
      }
      assert.equal(await tab.page.evaluate('typeof globalThis.hacked'), 'undefined');
      assert.equal(await tab.page.locator('img').count(), 0);
      assert.deepEqual(await axeViolations(tab.page), []);
      tab.assertCalm(/status of 404/);
    });

  it('shows no text that reverses what follows it', async () => {
    const tab = await browser.tab(await browser.fake({ hostile: true }), { path: PAGES[3] ?? '' });
    await tab.page.getByText('README').waitFor();
    const texts = await tab.page.locator('bdi').allTextContents();
    assert.ok(texts.length > 10);
    assert.deepEqual(
      texts.filter((text) => /[\u202a-\u202e\u2066-\u2069]/.test(text)),
      [],
    );
  });

  it('tells about a dark cell of the matrix without running what is told', async () => {
    const tab = await browser.tab(await browser.fake({ hostile: true }), { path: '/doctor' });
    const cell = tab.page.getByRole('button', { name: /^Front desk sees .*Asleep/ });
    await cell.click();
    await tab.page.getByText('Something is in the way').waitFor();
    for (const width of [390, 1280]) {
      await tab.page.setViewportSize({ width, height: 800 });
      assert.ok((await overflow(tab.page)) <= 0, `wider than ${width} px`);
    }
    assert.deepEqual(await axeViolations(tab.page), []);
    assert.equal(await tab.page.evaluate('typeof globalThis.hacked'), 'undefined');
    assert.equal(await tab.page.locator('img').count(), 0);
    tab.assertCalm();
  });

  it('runs nothing in the questions and messages that repeat a name', async () => {
    const tab = await browser.tab(await browser.fake({ hostile: true }), { path: '/people' });
    await tab.page
      .getByRole('button', { name: /^Remove/ })
      .first()
      .click();
    await tab.page.getByRole('button', { name: 'Remove', exact: true }).click();
    await tab.page.getByText('was removed').first().waitFor();
    await tab.page.getByRole('button', { name: /^Refuse/ }).click();
    await tab.page.getByText('was refused.').waitFor();
    assert.equal(await tab.page.evaluate('typeof globalThis.hacked'), 'undefined');
    tab.assertCalm();
  });
});
