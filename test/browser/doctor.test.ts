/** The doctor's page: checks, who sees whom, and the report to hand on. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { BOOKKEEPING, LAPTOP } from '../support/fake-office.ts';
import { addUnreached } from '../support/fake-network.ts';
import { fakeReport, REPORT_TEXT } from '../support/fake-report.ts';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

describe('dashboard: doctor', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('checks as it is opened, shows that it is busy, and what it found, problems first', async () => {
    const agent = await browser.fake();
    agent.networkDelayMs = 400;
    const tab = await browser.tab(agent, { path: '/people' });
    await tab.page.getByRole('link', { name: 'Let the doctor look' }).click();
    await tab.page.getByRole('progressbar').waitFor();
    assert.ok(await tab.page.getByRole('button', { name: 'Check again' }).isDisabled());
    await tab.page.getByText('1 problem found').waitFor();
    const rows = tab.page.locator('hallway-check-list li');
    const first = rows.first();
    await first.getByText('Firewall of this PC').waitFor();
    await first.getByText('Problem', { exact: true }).waitFor();
    assert.equal(await first.locator('code').innerText(), 'sudo ufw allow 47600/tcp');
    await rows.nth(1).getByText('Good to know').waitFor();
    await rows.nth(2).getByText('Not known').waitFor();
    assert.equal(await rows.filter({ visible: true }).count(), 3);
    await tab.page.getByText('3 checks are fine').click();
    assert.equal(await rows.filter({ visible: true }).count(), 6);
    assert.deepEqual(await axeViolations(tab.page), []);
    tab.assertCalm();
  });

  it('keeps the last findings in sight while it checks again', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/doctor' });
    await tab.page.getByText('1 problem found').waitFor();
    agent.networkDelayMs = 300;
    const { checks, ...rest } = fakeReport(agent.topics);
    agent.report = { ...rest, ok: true, checks: checks.filter(({ state }) => state === 'ok') };
    await tab.page.getByRole('button', { name: 'Check again' }).click();
    await tab.page.getByRole('progressbar').waitFor();
    await tab.page.getByText('Firewall of this PC').waitFor();
    await tab.page.getByText('Everything is fine').waitFor();
    assert.equal(await tab.page.getByText('Firewall of this PC').count(), 0);
    tab.assertCalm();
  });

  it('says why it could not check', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/doctor' });
    await tab.page.getByText('1 problem found').waitFor();
    await tab.page.route('**/api/v1/doctor', (route) => route.abort());
    await tab.page.getByRole('button', { name: 'Check again' }).click();
    await tab.page.getByRole('alert').getByText('Hallway on this PC does not answer.').waitFor();
    tab.assertCalm(/ERR_FAILED/);
  });

  it('shows who sees whom as a table that can be heard', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/doctor' });
    const table = tab.page.getByRole('table', { name: 'Who sees whom' });
    await table.waitFor();
    assert.deepEqual(await table.locator('thead th[scope=col] .name').allInnerTexts(), [
      'Front desk',
      'Bookkeeping',
      'Laptop Mehmet',
    ]);
    assert.equal(await table.locator('tbody th[scope=row]').count(), 3);
    assert.equal(await table.getByRole('button').count(), 6);
    await table.getByRole('button', { name: 'Front desk sees Bookkeeping: Reached' }).waitFor();
    await table
      .getByRole('button', { name: 'Bookkeeping sees Laptop Mehmet: Asleep. It sleeps' })
      .waitFor();
    tab.assertCalm();
  });

  it('opens what stands behind a dark cell by a click, with its fix and waking', async () => {
    const agent = await browser.fake();
    addUnreached(agent.topics, 'n'.repeat(52), 'Warehouse', 0);
    const tab = await browser.tab(agent, { path: '/doctor' });
    await tab.page.getByRole('button', { name: /^Front desk sees Warehouse: Not reached/ }).click();
    await tab.page.getByText('A firewall is in the way').waitFor();
    await tab.page.getByText('On Warehouse, allow Hallway in the firewall.').waitFor();
    await tab.page.getByRole('button', { name: /^Front desk sees Laptop Mehmet/ }).click();
    await tab.page.getByText('Laptop Mehmet said that it goes to sleep.').waitFor();
    await tab.page.getByRole('button', { name: 'Wake up Laptop Mehmet' }).click();
    await tab.page.getByRole('button', { name: 'Wake up Laptop Mehmet' }).waitFor({ state: 'detached' }); // biome-ignore format: one step
    assert.equal(agent.topics.peers.find(({ id }) => id === LAPTOP)?.online, true);
    tab.assertCalm();
  });

  it('is one stop for Tab, and arrow keys move inside the table', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/doctor' });
    const { page } = tab;
    const table = page.getByRole('table', { name: 'Who sees whom' });
    await table.waitFor();
    assert.equal(await table.locator('button[tabindex="0"]').count(), 1);
    await page.getByText('3 checks are fine').focus();
    await page.keyboard.press('Tab');
    const focused = (name: RegExp) =>
      page.locator('hallway-sight-matrix button:focus').and(page.getByRole('button', { name }));
    await focused(/^Front desk sees Laptop Mehmet/).waitFor();
    await page.getByText('Laptop Mehmet said that it goes to sleep.').waitFor();
    await page.keyboard.press('ArrowLeft');
    await focused(/^Front desk sees Bookkeeping/).waitFor();
    await page.getByText('Front desk reaches Bookkeeping by cable.').waitFor();
    // Nobody looks at itself: over that cell, or back from it at the edge.
    await page.keyboard.press('ArrowDown');
    await focused(/^Laptop Mehmet sees Bookkeeping/).waitFor();
    await page.keyboard.press('End');
    await focused(/^Laptop Mehmet sees Bookkeeping/).waitFor();
    await page.keyboard.press('Home');
    await focused(/^Laptop Mehmet sees Front desk/).waitFor();
    await page.keyboard.press('ArrowUp');
    await focused(/^Bookkeeping sees Front desk/).waitFor();
    await page.keyboard.press('ArrowUp');
    await focused(/^Bookkeeping sees Front desk/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Bookkeeping reaches Front desk by cable.').waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.locator('hallway-sight-matrix td button:focus').count(), 0);
    tab.assertCalm();
  });

  it('saves the report as a text file, and copies it', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/doctor' });
    await tab.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const [download] = await Promise.all([
      tab.page.waitForEvent('download'),
      tab.page.getByRole('button', { name: 'Save report' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^hallway-report-\d{4}-\d\d-\d\d\.txt$/);
    assert.equal(readFileSync(await download.path(), 'utf8'), REPORT_TEXT);
    await tab.page.getByRole('button', { name: 'Copy', exact: true }).click();
    await tab.page.getByText('The report is on the clipboard.').waitFor();
    assert.equal(await tab.page.evaluate('navigator.clipboard.readText()'), REPORT_TEXT);
    tab.assertCalm();
  });

  it('helps a PC that is in no workgroup yet', async () => {
    const agent = await browser.fake({ workgroup: false });
    agent.report = { ...fakeReport(agent.topics), matrix: null };
    const tab = await browser.tab(agent);
    await tab.page.getByRole('link', { name: /Let the doctor look/ }).click();
    await tab.page.getByText('Firewall of this PC').waitFor();
    assert.equal(await tab.page.getByRole('table').count(), 0);
    assert.equal(await tab.page.locator('nav').count(), 0);
    assert.deepEqual(await axeViolations(tab.page), []);
    await tab.page.getByRole('link', { name: 'Back to the beginning' }).click();
    await tab.page.getByRole('heading', { name: 'Welcome to Hallway' }).waitFor();
    tab.assertCalm();
  });

  it('is readable for everybody with many PCs, at every width, and scrolls in its own box', async () => {
    const agent = await browser.fake();
    for (let n = 1; n <= 9; n += 1)
      addUnreached(agent.topics, `${BOOKKEEPING.slice(1)}${n + 1}`, `Workshop PC number ${n}`, 0);
    for (const theme of THEMES) {
      const tab = await browser.tab(agent, { path: '/doctor', theme });
      for (const width of [1280, 390]) {
        await tab.page.setViewportSize({ width, height: 800 });
        const cell = tab.page.getByRole('button', {
          name: /^Front desk sees Workshop PC number 9/,
        });
        await cell.click();
        assert.deepEqual(await axeViolations(tab.page), [], `${theme} ${width}`);
        assert.ok((await overflow(tab.page)) <= 0, `wider than ${width} px`);
        const told = await tab.page.locator('hallway-sight-matrix #about').boundingBox();
        assert.ok(told && told.y + told.height <= 801, 'what is told is in sight');
      }
      tab.assertCalm();
    }
  });
});
