/** What happens at the printers is told once, in words, and can be read again. */
import assert from 'node:assert/strict';
import { FRONT_DESK } from '../support/fake-office.ts';
import { notice } from '../support/fake-notices.ts';
import { OWN_PRINTER } from '../support/fake-printers.ts';
import { axeViolations, overflow, THEMES, useBrowser, type Tab } from './browser.ts';

const bell = (tab: Tab, words = '') =>
  tab.page.getByRole('button', {
    name: new RegExp(`^What happened at the printers and to files${words}`),
  });

describe('dashboard: news of printing', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it('speaks politely of what is new, counts it, and marks it read', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/people', width: 390 });
    await bell(tab, ', 1 new$').waitFor();
    const spoken = tab.page.locator('[role=status][aria-live=polite]');
    // What was there before is not spoken.
    assert.equal(await spoken.getByText('Out of paper').count(), 0);
    const words = '“Invoice.pdf” is printed on “Laser, first floor”.';
    agent.push('notices', [notice(5, Date.now(), words), ...agent.topics.notices]);
    await spoken.getByText(words).waitFor();
    await bell(tab, ', 2 new$').click();
    const list = tab.page.locator('hallway-printing-news hallway-dialog');
    await list.getByText('settled').waitFor();
    await list.getByRole('button', { name: 'Mark all as read' }).click();
    await bell(tab, '$').waitFor();
    assert.equal(await list.locator('li.new').count(), 0);
    assert.ok(agent.topics.notices.every(({ read }) => read));
    tab.assertCalm();
  });

  it('does not speak again after the agent came back, and of a flood only the beginning', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/people' });
    await bell(tab).waitFor();
    const toasts = tab.page.locator('.toast');
    const flood = Array.from({ length: 90 }, (_, n) =>
      notice(100 - n, Date.now(), `Printed ${100 - n}`),
    );
    agent.push('notices', flood);
    await toasts.first().waitFor();
    assert.deepEqual(await toasts.locator('p').allInnerTexts(), [
      'Printed 98',
      'Printed 99',
      'Printed 100',
    ]);
    await toasts.first().waitFor({ state: 'detached' });
    agent.push('notices', flood);
    await bell(tab, ', 90 new$').click();
    const list = tab.page.locator('hallway-printing-news hallway-dialog');
    await list.getByRole('link', { name: 'Look Printed 100' }).waitFor();
    assert.equal(await list.getByRole('listitem').count(), 30);
    assert.equal(await toasts.count(), 0);
    tab.assertCalm();
  });

  it('leads to the printer that needs somebody, and is readable for everybody', async () => {
    const agent = await browser.fake();
    for (const theme of THEMES) {
      const tab = await browser.tab(agent, { path: '/people', theme, width: 390 });
      await bell(tab).focus();
      await tab.page.keyboard.press('Enter');
      await tab.page.getByRole('button', { name: 'Mark all as read' }).waitFor();
      assert.deepEqual(await axeViolations(tab.page), []);
      assert.ok((await overflow(tab.page)) <= 0);
      await tab.page.getByRole('link', { name: /^Look Out of paper/ }).click();
      await tab.page.getByRole('heading', { name: 'Inkjet at the front desk', level: 1 }).waitFor();
      assert.equal(new URL(tab.page.url()).pathname, `/printers/${FRONT_DESK}/${OWN_PRINTER}`);
      tab.assertCalm();
    }
  });
});
