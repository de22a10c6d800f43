/** What this PC shares. */
import assert from 'node:assert/strict';
import { BOOKKEEPING } from '../support/fake-office.ts';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

describe('dashboard: this PC', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('shares a folder under a name, with chosen people, to write', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    await tab.page.getByRole('button', { name: 'Share a folder' }).click();
    await tab.page.getByLabel('Folder on this PC').fill('"/home/anna/Offers"');
    await tab.page.getByLabel('Name for the others').fill('Our offers');
    await tab.page.getByLabel('Also add files').check();
    await tab.page.getByLabel('Only these PCs').check();
    await tab.page.getByRole('button', { name: 'Share', exact: true }).click();
    await tab.page.getByText('Choose at least one PC.').waitFor();
    await tab.page.getByRole('checkbox', { name: 'Bookkeeping' }).check();
    await tab.page.getByRole('button', { name: 'Share', exact: true }).click();
    await tab.page.getByRole('link', { name: 'Our offers' }).waitFor();
    const added = agent.asked.find(({ line }) => line === 'POST /api/v1/own/shares');
    assert.deepEqual(added?.body, {
      path: '/home/anna/Offers',
      name: 'Our offers',
      access: 'write',
      with: [BOOKKEEPING],
    });
    tab.assertCalm();
  });

  it('tells of a newer version that a colleague has, and gets it after a yes', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings', width: 390 });
    await tab.page.getByText('Hallway 0.2.0 is on the PC “Bookkeeping”.').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    assert.ok((await overflow(tab.page)) <= 0);
    await tab.page.getByRole('button', { name: 'Update this PC' }).click();
    await tab.page.getByText('The newer Hallway is on its way here.').waitFor();
    const way = tab.page.getByRole('progressbar', { name: 'A newer Hallway' });
    assert.equal(await way.getAttribute('max'), '80000000');
    assert.ok(agent.asked.some(({ line }) => line === 'POST /api/v1/own/update'));
    tab.assertCalm();
  });

  it('keeps a rule for what everybody gives, and another for one colleague', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    const list = tab.page.locator('hallway-receiving');
    await list.getByLabel('From everybody').selectOption('Take it at once');
    await list.getByLabel('Bookkeeping').selectOption('Never take it');
    await list.getByLabel('Bookkeeping').selectOption('As everybody');
    await tab.page.locator('hallway-screen-rules').getByLabel('Bookkeeping').waitFor();
    const rules = agent.asked.filter(({ line }) => line === 'POST /api/v1/receive-rules');
    assert.deepEqual(
      rules.map(({ body }) => body),
      [
        { rule: 'accept' },
        { device: BOOKKEEPING, rule: 'refuse' },
        { device: BOOKKEEPING, rule: null },
      ],
    );
    tab.assertCalm();
  });

  it('says what is wrong with a path', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/settings' });
    await tab.page.getByRole('button', { name: 'Share a folder' }).click();
    await tab.page.getByLabel('Folder on this PC').fill('Offers');
    await tab.page.getByRole('button', { name: 'Share', exact: true }).click();
    await tab.page.getByRole('alert').getByText('This is not a whole path.').waitFor();
    tab.assertCalm(/status of 400/);
  });

  it('fills the form for a drive, and stops sharing after a yes', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    await tab.page.getByRole('button', { name: 'Share… BACKUP STICK' }).click();
    assert.equal(await tab.page.getByLabel('Folder on this PC').inputValue(), '/media/anna/BACKUP');
    await tab.page.keyboard.press('Escape');
    await tab.page.getByRole('button', { name: 'Stop sharing Scans' }).click();
    await tab.page.getByRole('button', { name: 'Stop sharing', exact: true }).click();
    await tab.page.getByText('No folder is shared').waitFor();
    assert.deepEqual(agent.topics.ownShares, []);
    tab.assertCalm();
  });

  it('switches a printer on and off, and says why one cannot be added', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    const toggle = tab.page.getByRole('switch', { name: 'Shared PDF into a folder' });
    await toggle.click();
    await tab.page.locator('input:checked').nth(1).waitFor();
    assert.equal(agent.topics.ownPrinters[1]?.shared, true);
    await tab.page.getByRole('button', { name: 'Add a printer' }).click();
    await tab.page.getByLabel('Address of the printer').fill('ipp://192.168.1.9/');
    await tab.page.getByLabel('Name for the others').fill('Plotter');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('alert').getByText('No printer answers').waitFor();
    tab.assertCalm(/status of 502/);
  });

  it('has a share dialog that is readable for everybody, at every width', async () => {
    const agent = await browser.fake();
    for (const theme of THEMES) {
      const tab = await browser.tab(agent, { path: '/settings', theme, width: 390 });
      await tab.page.getByRole('button', { name: 'Share a folder' }).click();
      await tab.page.getByLabel('Only these PCs').check();
      await tab.page.getByRole('checkbox', { name: 'Bookkeeping' }).waitFor();
      assert.deepEqual(await axeViolations(tab.page), []);
      assert.ok((await overflow(tab.page)) <= 0);
      tab.assertCalm();
    }
  });
});
