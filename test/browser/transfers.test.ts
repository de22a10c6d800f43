/** Large files on their way: what comes from whom, and what a person can do about it. */
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

describe('dashboard: transfers', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('shows each with its sources, their rates and what is in the way, live', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/people' });
    await tab.page.getByRole('link', { name: 'Transfers' }).click();
    const rows = tab.page.locator('hallway-transfers-page .rows > li');
    await rows.first().getByText('Summer party.mp4').first().waitFor();
    await rows.first().getByText('620 MB of 1 GB').waitFor();
    await rows.first().getByText('less than a minute left').waitFor();
    await rows.first().getByText('400 MB · 11 MB/s').waitFor();
    await rows.nth(1).getByText('The file was changed while it was read. Get it again.').waitFor();
    await rows.nth(1).getByText('sent wrong pieces, and is not asked again').waitFor();
    const [first, ...others] = agent.topics.transfers;
    agent.push('transfers', [{ ...first!, bytes: 700_000_000, rate: 0 }, ...others]);
    await rows.first().getByText('700 MB of 1 GB').waitFor();
    tab.assertCalm();
  });

  it('pauses, goes on, and cancels after a yes', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/transfers' });
    await tab.page.getByRole('button', { name: 'Pause Summer party.mp4' }).click();
    await tab.page.getByText('Paused').waitFor();
    await tab.page.getByRole('button', { name: 'Go on Summer party.mp4' }).click();
    await tab.page.getByRole('button', { name: 'Pause Summer party.mp4' }).waitFor();
    await tab.page.getByRole('button', { name: 'Cancel Summer party.mp4' }).click();
    await tab.page.getByRole('button', { name: 'Cancel it' }).click();
    await tab.page.getByText('Summer party.mp4').first().waitFor({ state: 'detached' });
    const acts = agent.asked.filter(({ line }) => line.endsWith('/act')).map(({ body }) => body);
    assert.deepEqual(acts, [{ action: 'pause' }, { action: 'resume' }, { action: 'cancel' }]);
    tab.assertCalm();
  });

  it('pauses everything, and goes on with all of it', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/transfers' });
    await tab.page.getByRole('button', { name: 'Pause everything' }).click();
    await tab.page.getByText('Paused').waitFor();
    await tab.page.getByRole('button', { name: 'Go on with everything' }).click();
    await tab.page.getByRole('button', { name: 'Pause Summer party.mp4' }).waitFor();
    tab.assertCalm();
  });

  it('has its limits in the settings: how fast, when, on which connection, what is given on', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings', width: 390 });
    const limits = tab.page.locator('hallway-limits');
    await limits.getByText('it is not the time for it').waitFor();
    const down = limits.getByLabel('Fetch at most');
    assert.equal(await down.inputValue(), '5');
    await down.fill('2.5');
    await down.press('Tab');
    await limits.getByLabel('Send at most').fill('1');
    await limits.getByLabel('Send at most').press('Tab');
    await limits.getByLabel('On a connection that costs').selectOption('no');
    await limits.getByLabel('Only so on workdays').click();
    await limits.getByLabel('Give on at most (files)').fill('7');
    await limits.getByLabel('Give on at most (files)').press('Tab');
    await limits.getByLabel('Files come by themselves').selectOption('always');
    const all = { bytes: 50e9, files: 7, days: 30 };
    const changes = (): unknown[] =>
      agent.asked
        .filter(({ line }) => line.startsWith('POST') && line.endsWith('/transfer-limits'))
        .map(({ body }) => body);
    await eventually(() => changes().length === 6, 10_000, 'all was asked for');
    assert.deepEqual(changes(), [
      { down: 2_500_000 },
      { up: 1_000_000 },
      { metered: 'no' },
      { times: [{ days: [0, 1, 2, 3, 4, 5, 6], from: '18:00', to: '07:00' }] },
      { giveOn: all },
      { times: [] },
    ]);
    assert.deepEqual(await axeViolations(tab.page), []);
    assert.ok((await overflow(tab.page)) <= 0);
    tab.assertCalm();
  });

  it('can be read by all, in each theme and on a phone', async () => {
    for (const theme of THEMES) {
      const tab = await browser.tab(await browser.fake(), {
        path: '/transfers',
        theme,
        width: 390,
      });
      await tab.page.getByText('Summer party.mp4').first().waitFor();
      assert.deepEqual(await axeViolations(tab.page), []);
      assert.ok((await overflow(tab.page)) <= 0);
      tab.assertCalm();
    }
  });
});
