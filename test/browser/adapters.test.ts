/** The network adapters of this PC, and a choice for each. */
import assert from 'node:assert/strict';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

describe('dashboard: adapters', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('shows what each one is, whether it is used, and why', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/settings' });
    const row = tab.page.locator('hallway-adapters li').filter({ hasText: 'enp3s0' });
    await row.getByRole('heading', { name: 'Cable enp3s0' }).waitFor();
    await row.getByText('192.168.1.10').waitFor();
    await row.getByText('Used: wired.').waitFor();
    const other = tab.page.locator('hallway-adapters li').filter({ hasText: 'docker0' });
    assert.match(await other.innerText(), /Virtual network/);
    await other.getByText('Skipped: made by software on this PC').waitFor();
    tab.assertCalm();
  });

  it('takes a choice at once', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    const choice = tab.page.getByLabel('Use of Wi-Fi wlp2s0');
    assert.equal(await choice.inputValue(), 'auto');
    await choice.selectOption('Don’t use');
    await tab.page.getByText('Skipped: you chose so.').nth(1).waitFor();
    const asked = agent.asked.find(({ line }) => line === 'PUT /api/v1/adapters/wlp2s0');
    assert.deepEqual(asked?.body, { choice: 'skip' });
    assert.equal(agent.topics.adapters[1]?.used, false);
    await choice.selectOption('Use');
    await tab.page.getByText('Used: you chose so.').waitFor();
    tab.assertCalm();
  });

  it('offers no choice that has no effect, and says why', async () => {
    const agent = await browser.fake();
    agent.push(
      'adapters',
      agent.topics.adapters.map((one) => ({ ...one, fixed: true })),
    );
    const tab = await browser.tab(agent, { path: '/settings' });
    await tab.page.getByText('They were set when Hallway was started').waitFor();
    assert.ok(await tab.page.getByLabel('Use of Wi-Fi wlp2s0').isDisabled());
    assert.deepEqual(await axeViolations(tab.page), []);
    tab.assertCalm();
  });

  it('goes back to what holds when a choice is refused', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    const choice = tab.page.getByLabel('Use of VPN tun0');
    assert.equal(await choice.inputValue(), 'skip');
    await tab.page.route('**/api/v1/adapters/*', (route) => route.abort());
    await choice.selectOption('Use');
    await tab.page.getByText('Hallway on this PC does not answer.').waitFor();
    assert.equal(await choice.inputValue(), 'skip');
    tab.assertCalm(/ERR_FAILED/);
  });

  it('warns when none is used, in both themes and at every width', async () => {
    const agent = await browser.fake();
    for (const theme of THEMES) {
      agent.push(
        'adapters',
        agent.topics.adapters.map((one) => ({ ...one, used: true })),
      );
      const tab = await browser.tab(agent, { path: '/settings', theme });
      await tab.page.getByLabel('Use of VPN tun0').waitFor();
      assert.equal(await tab.page.getByText('No adapter is used').count(), 0);
      agent.push(
        'adapters',
        agent.topics.adapters.map((one) => ({ ...one, used: false })),
      );
      await tab.page.getByRole('alert').getByText('No adapter is used').waitFor();
      for (const width of [390, 1280]) {
        await tab.page.setViewportSize({ width, height: 800 });
        assert.deepEqual(await axeViolations(tab.page), [], `${theme} ${width}`);
        assert.ok((await overflow(tab.page)) <= 0, `wider than ${width} px`);
      }
      tab.assertCalm();
    }
  });
});
