/** Inviting, letting in, removing and leaving; and the agent coming and going. */
import assert from 'node:assert/strict';
import { axeViolations, THEMES, useBrowser } from './browser.ts';

const NEWCOMER = {
  id: 'd'.repeat(52),
  name: 'Reception',
  address: '192.168.1.40',
  requestedAt: 1_700_000_000_000,
};

describe('dashboard: workgroup', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('shows this PC first, and who is away', async () => {
    const tab = await browser.tab(await browser.fake());
    await tab.page.getByText('3 PCs, 2 online').waitFor();
    const names = await tab.page.locator('article h2').allInnerTexts();
    assert.deepEqual(names, ['Front desk', 'Bookkeeping', 'Laptop Mehmet']);
    await tab.page.getByText(/Asleep, last seen/).waitFor();
    tab.assertCalm();
  });

  it('shows a code in big digits, counts down and closes the door again', async () => {
    const agent = await browser.fake();
    for (const theme of THEMES) {
      const tab = await browser.tab(agent, { theme });
      await tab.page.getByRole('button', { name: 'Add a PC' }).click();
      await tab.page.locator('[data-code="482913"]').waitFor();
      await tab.page.getByText(/Valid for 1:5\d, 3 tries left/).waitFor();
      assert.deepEqual(await axeViolations(tab.page), []);
      await tab.page.keyboard.press('Escape');
      await tab.page.locator('[data-code]').waitFor({ state: 'detached' });
      await tab.page.locator('hallway-invitation button:focus').first().waitFor();
      tab.assertCalm();
    }
    assert.equal(agent.topics.invitation, null);
  });

  it('offers a new code when the old one was used or is too old', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent);
    await tab.page.getByRole('button', { name: 'Add a PC' }).click();
    await tab.page.locator('[data-code]').waitFor();
    agent.push('invitation', null);
    await tab.page.getByText('This code is no longer valid').waitFor();
    await tab.page.getByRole('button', { name: 'Show a new code' }).click();
    await tab.page.locator('[data-code]').waitFor();
  });

  it('asks on every page whether a newcomer may come in', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/printers' });
    await tab.heading();
    agent.push('requests', [NEWCOMER]);
    await tab.page.getByRole('button', { name: 'Let it in Reception' }).click();
    await tab.page.getByText('Reception is in.').waitFor();
    const decided = agent.asked.find(({ line }) => line.includes('/workgroup/requests/'));
    assert.deepEqual(decided?.body, { admit: true });
    agent.push('requests', [NEWCOMER]);
    await tab.page.getByRole('button', { name: 'Refuse Reception' }).click();
    await tab.page.getByText('Reception was refused.').waitFor();
    tab.assertCalm();
  });

  it('asks about the newcomer where the code was shown, and is done with the answer', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent);
    await tab.page.getByRole('button', { name: 'Add a PC' }).click();
    await tab.page.locator('[data-code]').waitFor();
    agent.push('invitation', null);
    agent.push('requests', [NEWCOMER]);
    await tab.page
      .locator('hallway-dialog')
      .getByRole('button', { name: 'Let it in Reception' })
      .click();
    await tab.page.locator('dialog[open]').waitFor({ state: 'detached' });
    await tab.page.getByText('Reception is in.').waitFor();
    tab.assertCalm();
  });

  it('removes a member only after a yes', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/people' });
    await tab.page.getByRole('button', { name: 'Remove Laptop Mehmet' }).click();
    await tab.page.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(agent.topics.members.length, 3);
    await tab.page.getByRole('button', { name: 'Remove Laptop Mehmet' }).click();
    assert.deepEqual(await axeViolations(tab.page), []);
    await tab.page.getByRole('button', { name: 'Remove', exact: true }).click();
    await tab.page.getByText('Laptop Mehmet was removed.').waitFor();
    assert.equal(agent.topics.members.length, 2);
    tab.assertCalm();
  });

  it('removes the PCs that a member let in with it, where that is wished', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/people' });
    await tab.page.getByRole('button', { name: 'Remove Bookkeeping' }).click();
    const along = tab.page.getByLabel('Also remove the PCs that it let in: Laptop Mehmet');
    assert.equal(await along.isChecked(), false);
    assert.deepEqual(await axeViolations(tab.page), []);
    await along.check();
    await tab.page.getByRole('button', { name: 'Remove', exact: true }).click();
    await tab.page.getByText('Bookkeeping was removed, and 1 more PC with it.').waitFor();
    assert.equal(agent.topics.members.length, 1);
    tab.assertCalm();
  });

  it('tells what became of members', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/people' });
    await tab.page.getByRole('heading', { name: 'What changed' }).waitFor();
    await tab.page.getByText('Laptop Mehmet joined; Bookkeeping let it in.').waitFor();
    agent.push(
      'news',
      Array.from({ length: 9 }, (_, n) => ({
        time: 1_700_000_000_000,
        what: 'left' as const,
        device: NEWCOMER.id,
        text: `PC ${n + 1} left the workgroup.`,
      })),
    );
    await tab.page.getByText('5 older changes').click();
    await tab.page.getByText('PC 9 left the workgroup.').waitFor();
    tab.assertCalm();
  });

  it('leaves after a yes, and is welcomed anew', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/people' });
    await tab.page.getByRole('button', { name: 'Leave…' }).click();
    await tab.page.getByRole('button', { name: 'Leave', exact: true }).click();
    await tab.page.getByRole('heading', { name: 'Welcome to Hallway' }).waitFor();
    tab.assertCalm();
  });

  it('says so while the agent is gone, and goes on by itself when it is back', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent);
    await tab.heading();
    await agent.stop();
    await tab.page.getByText('Reconnecting…').waitFor();
    await tab.page.getByRole('article', { name: 'Bookkeeping' }).waitFor();
    agent.topics.members = agent.topics.members.filter(({ self }) => self);
    await agent.start();
    await tab.page.getByText('Reconnecting…').waitFor({ state: 'detached' });
    await tab.page.getByText('1 PC, 1 online').waitFor();
    tab.assertCalm(/ERR_CONNECTION|ERR_INCOMPLETE|WebSocket/);
  });

  it('asks to sign in again when the agent forgot this tab', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent);
    await tab.heading();
    agent.forgetBearers();
    await agent.stop();
    await agent.start();
    await tab.page.getByRole('heading', { name: 'Open Hallway from this PC' }).waitFor();
  });
});
