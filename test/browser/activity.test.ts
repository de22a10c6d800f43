/** The activity page: who did what, found and narrowed, proven, live, readable by all. */
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { LAPTOP } from '../support/fake-office.ts';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

describe('dashboard: activity', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it('narrows by person, deed and words, and leads to the file', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/activity' });
    const log = tab.page.getByRole('search');
    const rows = tab.page.locator('hallway-activity-page li');
    await tab.page.getByText('Laptop Mehmet read this').waitFor();
    assert.equal(await rows.count(), 5);
    await log.getByLabel('Who').selectOption({ label: 'Bookkeeping' });
    await tab.page.getByText('Laptop Mehmet read this').waitFor({ state: 'detached' });
    assert.equal(await rows.count(), 2);
    await log.getByLabel('What').selectOption({ label: 'Printed' });
    await tab.page.getByText('Scans/Receipts.zip').waitFor({ state: 'detached' });
    await log.getByLabel('Who').selectOption({ label: 'All' });
    await log.getByLabel('What').selectOption({ label: 'All' });
    await tab.page.getByLabel('Find in the log').fill('nothing like this');
    await tab.page.getByText('Nothing in the log matches this.').waitFor();
    await tab.page.getByLabel('Find in the log').fill('lease');
    await tab.page.getByRole('link', { name: 'Scans/2026/Lease.pdf' }).click();
    assert.match(tab.page.url(), /\/view\?path=2026%2FLease\.pdf$/);
    tab.assertCalm();
  });

  it('proves the log, and shows what happens meanwhile', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/activity' });
    await tab.page.getByRole('button', { name: 'Check the log' }).click();
    await tab.page.getByText('214 signed entries of 3 PCs: complete and unaltered.').waitFor();
    await tab.page.getByText('1 of 2 other PCs were there').waitFor();
    const asked = (): number => agent.asked.filter(({ line }) => /activity\?/.test(line)).length;
    const before = asked();
    agent.push('activity', { at: Date.now(), device: LAPTOP, what: 'read', target: 'Scans' });
    await eventually(() => asked() > before, 5000, 'the page asks again');
    tab.assertCalm();
  });

  it('can be read by all, in each theme and on a phone', async () => {
    for (const theme of THEMES) {
      const tab = await browser.tab(await browser.fake(), { path: '/activity', theme, width: 390 });
      await tab.page.getByText('Laptop Mehmet read this').waitFor();
      assert.deepEqual(await axeViolations(tab.page), []);
      assert.ok((await overflow(tab.page)) <= 0);
      tab.assertCalm();
    }
  });
});
