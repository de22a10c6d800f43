/** Talking in the dashboard: live between two PCs, readable by all, on a phone too. */
import assert from 'node:assert/strict';
import { joinAll, useAgents } from '../support/agents.ts';
import { allowed } from '../support/promised.ts';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

describe('dashboard: talk', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it('shows what is unread, says things, answers with a sign, and deletes for this person', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/people' });
    await tab.page.getByRole('link', { name: 'Talk 1 unread' }).click();
    await tab.page.getByText('who has the key to the archive?').first().waitFor();
    await tab.page.getByRole('link', { name: 'Talk', exact: true }).waitFor();
    assert.ok(agent.asked.some(({ line }) => line.endsWith('/everyone/read')));
    const box = tab.page.getByRole('textbox', { name: 'Message' });
    await box.fill('Here, @bookkeeping!');
    await box.press('Enter');
    await tab.page.locator('hallway-messages mark', { hasText: '@bookkeeping' }).waitFor();
    await tab.page.getByText('Waits until the other PC is there').waitFor();
    assert.equal(await box.inputValue(), '');
    const theirs = tab.page.getByRole('article', { name: 'Bookkeeping' });
    await theirs.locator('summary').click();
    await theirs.getByRole('button', { name: 'React to this message: 🎉' }).click();
    await theirs.getByRole('button', { name: '🎉 1 You' }).waitFor();
    await theirs.locator('summary').click();
    await theirs.getByRole('button', { name: 'Delete for me' }).click();
    await theirs.waitFor({ state: 'detached' });
    await tab.page.getByRole('link', { name: 'Laser' }).click();
    assert.match(tab.page.url(), /\/printers\/a+\/p+$/);
    tab.assertCalm();
  });

  it('finds messages, and opens a conversation by its address', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/talk/everyone' });
    await tab.page.getByRole('searchbox').fill('PAPER');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('status', { name: 'Found' }).getByText('has paper again').waitFor();
    await tab.page.getByText('Laptop Mehmet is writing…').waitFor();
    tab.assertCalm();
  });

  it('can be read by all, in each theme and on a phone', async () => {
    for (const theme of THEMES)
      for (const path of ['/talk', '/talk/everyone']) {
        const tab = await browser.tab(await browser.fake(), { path, theme, width: 390 });
        await tab.page.getByRole('heading', { name: 'Talk' }).waitFor();
        if (path !== '/talk') await tab.page.getByText('has paper again').first().waitFor();
        assert.deepEqual(await axeViolations(tab.page), []);
        assert.ok((await overflow(tab.page)) <= 0, path);
        tab.assertCalm();
      }
  });
});

describe('dashboard: talk between two PCs', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const browser = useBrowser();

  it('shows at one PC what was said at the other, and that it was read', async () => {
    const [anna, ben] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Ben' }),
    ]);
    await joinAll([anna, ben]);
    const here = await browser.tab(anna, { path: '/talk/everyone' });
    const there = await browser.tab(ben, { path: '/talk/everyone' });
    const box = here.page.getByRole('textbox', { name: 'Message' });
    const log = there.page.getByRole('log');
    await there.page.bringToFront();
    await here.page.getByText('Nothing was said here yet.').waitFor();
    await box.pressSequentially('Hi');
    await there.page.getByText('Anna is writing…').first().waitFor();
    const times: number[] = [];
    for (const words of ['one', 'two', 'three', 'four', 'five']) {
      await box.fill(words);
      const from = performance.now();
      await box.press('Enter');
      await log.getByText(words, { exact: true }).waitFor();
      times.push(performance.now() - from);
    }
    const median = times.toSorted((a, b) => a - b)[2] ?? Infinity;
    assert.ok(median < allowed(500), `${times.map(Math.round).join(', ')} ms`);
    await here.page.getByText('Read').last().waitFor();
    here.assertCalm();
    there.assertCalm();
  });
});
