/** The pages about the network, held against two real agents. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { useAgents, type TestAgent } from '../support/agents.ts';
import { axeViolations, overflow, useBrowser } from './browser.ts';

describe('dashboard: a real network', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const browser = useBrowser();
  let anna: TestAgent;
  let ben: TestAgent;
  before(async () => {
    [anna, ben] = await agents.pair('Annabella', 'Benedikt');
  });

  it('checks this PC, shows that both see each other, and hands out a report without names', async () => {
    const tab = await browser.tab(anna, { path: '/doctor' });
    tab.page.setDefaultTimeout(20_000);
    await tab.page.getByText('Checked:').waitFor();
    assert.ok((await tab.page.locator('hallway-check-list li').count()) > 3);
    for (const name of ['Annabella sees Benedikt: Reached', 'Benedikt sees Annabella: Reached'])
      await tab.page.getByRole('button', { name }).waitFor();
    for (const width of [390, 1280]) {
      await tab.page.setViewportSize({ width, height: 800 });
      assert.ok((await overflow(tab.page)) <= 0, `wider than ${width} px`);
      assert.deepEqual(await axeViolations(tab.page), []);
    }
    const [download] = await Promise.all([
      tab.page.waitForEvent('download'),
      tab.page.getByRole('button', { name: 'Save report' }).click(),
    ]);
    const report = readFileSync(await download.path(), 'utf8');
    assert.ok(report.length > 200);
    assert.doesNotMatch(report, /Annabella|Benedikt/);
    tab.assertCalm();
  });

  it('shows the adapters that this PC uses, and by what way the other is reached', async () => {
    const tab = await browser.tab(anna, { path: '/settings' });
    const row = tab.page.locator('hallway-adapters li').filter({ hasText: /\blo\b/ });
    assert.match(await row.innerText(), /Used:/);
    await tab.page.getByRole('link', { name: 'People' }).click();
    const peer = tab.page.locator('hallway-people-page li').filter({ hasText: 'Benedikt' });
    await peer.getByText(/^Online on this PC/).click();
    await peer.getByText(/^127\.0\.0\.1:\d+$/).waitFor();
    tab.assertCalm();
  });

  it('says that a typed address leads nowhere', async () => {
    const tab = await browser.tab(anna, { path: '/people' });
    await tab.page.getByLabel('Address of the missing PC').fill('127.0.0.1:9');
    await tab.page.getByRole('button', { name: 'Connect' }).click();
    await tab.page.getByRole('alert').locator('.problem').waitFor();
    tab.assertCalm(/status of 50\d/);
  });

  it('says what stands in the way of a PC that was closed, here and in the matrix', async () => {
    const tab = await browser.tab(anna);
    tab.page.setDefaultTimeout(20_000);
    await ben.stop();
    const card = tab.page.getByRole('article', { name: 'Benedikt' });
    await card.getByText('Hallway was closed there').waitFor();
    await tab.page.getByRole('link', { name: 'Doctor' }).click();
    const cell = tab.page.getByRole('button', { name: /^Annabella sees Benedikt: Not reached/ });
    await cell.click();
    await tab.page.locator('hallway-sight-matrix #about h3').waitFor();
    tab.assertCalm();
  });
});
