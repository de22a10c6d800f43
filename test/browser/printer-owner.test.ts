/** What the owner of a printer decides, and printers as printers of this PC and of phones. */
import assert from 'node:assert/strict';
import { HallwayError } from '../../src/base/errors.ts';
import { BOOKKEEPING, LAPTOP } from '../support/fake-office.ts';
import { LASER, OWN_PRINTER } from '../support/fake-printers.ts';
import { axeViolations, overflow, THEMES, useBrowser, type Tab } from './browser.ts';

const NAME = 'Inkjet at the front desk';
const press = (tab: Tab, name: string | RegExp) => tab.page.getByRole('button', { name }).click();

describe('dashboard: printers of this PC', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it('lets its owner say who may print, how much, and what is kept', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    const own = () => agent.topics.ownPrinters.find(({ id }) => id === OWN_PRINTER);
    await press(tab, `Settings ${NAME}`);
    const form = tab.page.locator('hallway-printer-settings form');
    await form.getByLabel('Only these').check();
    await form.getByRole('checkbox', { name: 'Bookkeeping' }).check();
    const pages = form.getByLabel('Pages for each PC in a month');
    await pages.fill('many');
    await form.getByText('Other numbers for some').click();
    await form.getByRole('textbox', { name: 'Laptop Mehmet' }).fill('20');
    await form.getByLabel('The document, once printed').selectOption('Keep it for a day');
    await press(tab, 'Save');
    await form.getByText('A whole number, or nothing.').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    assert.equal(own()?.policy, undefined);
    await pages.fill('200');
    await press(tab, 'Save');
    await tab.page.getByText('Saved.').waitFor();
    assert.deepEqual(own()?.policy, {
      with: [BOOKKEEPING],
      pagesPerMonth: 200,
      exceptions: [{ device: LAPTOP, pagesPerMonth: 20 }],
      keepHours: 24,
    });
    assert.equal(own()?.opened, false);
    await tab.page.getByText('for chosen people').waitFor();
    tab.assertCalm();
  });

  it('pauses a printer, which everybody sees, and lets it go on', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    await press(tab, `Pause ${NAME}`);
    await tab.page.getByText('Paused by its owner').waitFor();
    const other = await browser.tab(agent, { path: '/printers' });
    await other.page
      .getByRole('article', { name: NAME })
      .getByText('Paused by its owner')
      .waitFor();
    await press(tab, `Let it go on ${NAME}`);
    await other.page.getByText('Paused by its owner').waitFor({ state: 'detached' });
    tab.assertCalm();
    other.assertCalm();
  });

  it('tells what each PC printed, and keeps what this PC prints as one wishes', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    await tab.page
      .getByLabel('What this PC has printed elsewhere')
      .selectOption('Keep it for a week');
    await tab.page.getByText('Saved.').waitFor();
    await press(tab, `Settings ${NAME}`);
    await tab.page.getByText('What was printed', { exact: true }).click();
    const used = tab.page.getByRole('row', { name: /Laptop Mehmet/ });
    await used.getByText('1,203').waitFor();
    await used.getByText('Baumann').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    tab.assertCalm();
  });

  it('opens a printer to phones, and tells on its page how to print from one', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/printers' });
    await tab.page.getByRole('link', { name: 'Print from a phone' }).click();
    await tab.page.locator('hallway-phone-page h1:focus').waitFor();
    await tab.page.getByText('No printer of this PC is open to the network').waitFor();
    await tab.page.getByText('Only the PC of a printer can open it').waitFor();
    await press(tab, `Open it… ${NAME}`);
    await tab.page.getByText('guests of your Wi-Fi too, without being asked').waitFor();
    await tab.page.getByLabel('Open to every device in the network').check();
    await press(tab, 'Save');
    await tab.page.getByText(`Phones show it as “${NAME}”`).waitFor();
    await tab.page.getByText('By address').click();
    await tab.page.getByText('ipps://192.168.1.10:47632').waitFor();
    await tab.page.getByRole('heading', { name: 'iPhone and iPad' }).waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    await press(tab, `Settings ${NAME}`);
    await tab.page.getByLabel('Open to every device in the network').uncheck();
    await press(tab, 'Save');
    await tab.page.getByText('No printer of this PC is open to the network').waitFor();
    tab.assertCalm();
  });

  it('makes a printer one of this PC and removes it, with what to do where rights are missing', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: `/printers/${BOOKKEEPING}/${LASER}` });
    agent.installFails = new HallwayError(
      'printer.install_denied',
      'Only an administrator may do that.',
      {
        fix: 'Run this in a terminal: sudo lpadmin -p Laser -E',
      },
    );
    await press(tab, 'Install as a printer of this PC');
    await tab.page.getByRole('alert').getByText('Run this in a terminal').waitFor();
    agent.installFails = undefined;
    agent.networkDelayMs = 700;
    await press(tab, 'Install as a printer of this PC');
    await tab.page.getByText('Your system looks at what the printer can do').waitFor();
    await tab.page.getByText('Laser_at_Bookkeeping').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    await press(tab, 'Remove from this PC');
    await tab.page.getByRole('button', { name: 'Install as a printer of this PC' }).waitFor();
    tab.assertCalm(/status of 403/);
  });

  it('offers to remove what leads nowhere any more', async () => {
    const agent = await browser.fake();
    agent.topics.installedPrinters = [
      {
        id: LASER,
        device: LAPTOP,
        name: 'Old one',
        queue: 'Old_one_at_Laptop',
        state: 'orphaned',
        uri: 'ipp://127.0.0.1:47631/ipp/print/x',
        message: '',
      },
    ];
    const tab = await browser.tab(agent, { path: '/printers' });
    await press(tab, 'Remove Old_one_at_Laptop');
    await tab.page.getByText('It is removed from this PC.').waitFor();
    await tab.page.getByText('Left over on this PC').waitFor({ state: 'detached' });
    tab.assertCalm();
  });

  it('runs nothing of what printers are called, in settings, their account and on the phone page', async () => {
    const agent = await browser.fake({ hostile: true });
    for (const theme of THEMES) {
      const tab = await browser.tab(agent, { path: '/printers/phone', theme, width: 390 });
      await tab.page.getByText('Phones show it as').waitFor();
      assert.ok((await overflow(tab.page)) <= 0);
      await tab.page.getByRole('button', { name: /^Settings/ }).click();
      await tab.page.getByText('What was printed', { exact: true }).click();
      await tab.page.getByRole('row', { name: /1,203/ }).waitFor();
      await tab.page.getByText('Other numbers for some').click();
      assert.ok((await overflow(tab.page)) <= 0);
      assert.deepEqual(await axeViolations(tab.page), []);
      assert.equal(await tab.page.evaluate('typeof globalThis.hacked'), 'undefined');
      assert.equal(await tab.page.locator('img').count(), 0);
      tab.assertCalm();
    }
  });

  it('does all of it without a mouse', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    await tab.page.getByRole('button', { name: `Settings ${NAME}` }).focus();
    await tab.page.keyboard.press('Enter');
    await tab.page.locator('input[name=who]:focus').waitFor();
    await tab.page.keyboard.press('ArrowDown');
    await tab.page.keyboard.press('Tab');
    await tab.page.keyboard.press('Space');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByText('Saved.').waitFor();
    const policy = agent.topics.ownPrinters.find(({ id }) => id === OWN_PRINTER)?.policy;
    assert.deepEqual(policy?.with, [BOOKKEEPING]);
    await tab.page.locator('hallway-own-printers button:focus').waitFor();
    tab.assertCalm();
  });
});
