/** What a person sees of the documents on their way, and does with them. */
import assert from 'node:assert/strict';
import { BOOKKEEPING, FRONT_DESK } from '../support/fake-office.ts';
import { LASER, OWN_PRINTER } from '../support/fake-printers.ts';
import { GOOD_PIN } from '../support/fake-printing.ts';
import { axeViolations, overflow, THEMES, useBrowser, type Tab } from './browser.ts';

const PATH = `/printers/${BOOKKEEPING}/${LASER}`;
const row = (tab: Tab, name: string) =>
  tab.page.locator('hallway-job-list li').filter({ has: tab.page.getByRole('heading', { name }) });
const press = (tab: Tab, words: string) => tab.page.getByRole('button', { name: words }).click();

describe('dashboard: documents on their way', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it('tells the place in the line, the page, the end and why it waits', async () => {
    const tab = await browser.tab(await browser.fake(), { path: PATH });
    await row(tab, 'Invoice').getByText('Page 2 of 12').waitFor();
    await row(tab, 'Invoice').getByRole('progressbar').waitFor();
    await row(tab, 'Salaries').getByText('Waits for its PIN').waitFor();
    await row(tab, 'Salaries')
      .getByText(/Next in the line. Given up unprinted after/)
      .waitFor();
    await row(tab, 'Salaries').getByText('for Bookkeeping').waitFor();
    await row(tab, 'Offer').getByText('Number 2 in the line. The owner has paused').waitFor();
    const names = await tab.page
      .locator('hallway-job-list > ul h3, hallway-job-list ul.rows h3')
      .allInnerTexts();
    assert.deepEqual(
      names.slice(0, 4).map((name) => name.split(' ')[0]),
      ['Invoice', 'Delivery', 'Salaries', 'Offer'],
    );
    tab.assertCalm();
  });

  it('holds, lets go on and stops a job', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: PATH });
    const state = (name: string) =>
      agent.topics.jobs.find((job) => job.name.startsWith(name))?.state;
    await press(tab, 'Hold Offer Baumann.pdf');
    await row(tab, 'Offer').getByText('On hold').waitFor();
    await press(tab, 'Print now Offer Baumann.pdf');
    await row(tab, 'Offer').getByText('Waiting').waitFor();
    await press(tab, 'Cancel Invoice 2026-118.pdf');
    await tab.page.getByText('Earlier (3)').waitFor();
    assert.equal(state('Invoice'), 'canceled');
    tab.assertCalm();
  });

  it('asks for the PIN, says when it is wrong, and prints with the right one', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: PATH });
    await press(tab, 'Print now Salaries May.pdf');
    await tab.page.locator('input[name=pin]:focus').waitFor();
    await tab.page.keyboard.type('12');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByText('Four to twelve digits.').waitFor();
    await tab.page.keyboard.type('9999');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByText('This is not the PIN of the job.').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    await tab.page.keyboard.type(GOOD_PIN);
    await tab.page.keyboard.press('Enter');
    await tab.page.getByText('It is printed now.').waitFor();
    await row(tab, 'Salaries').getByText('Waits for its PIN').waitFor({ state: 'detached' });
    tab.assertCalm(/status of 403/);
  });

  it('asks what became of a job of which nobody can tell', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: PATH });
    const asked = tab.page.getByRole('group', { name: /^Did it come out of the printer/ });
    await asked.waitFor();
    await asked.getByRole('button', { name: 'No, print it again' }).click();
    await row(tab, 'Delivery').getByText('Waiting').waitFor();
    assert.equal(await asked.count(), 0);
    const sent = agent.asked.find(({ line }) => line.endsWith('/decision'));
    assert.deepEqual(sent?.body, { decision: 'again' });
    tab.assertCalm();
  });

  it('prints elsewhere where another printer can, and once more what is kept', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: PATH });
    await press(tab, 'Print it on Inkjet at the front desk… Offer Baumann.pdf');
    await press(tab, 'Print here Inkjet at the front desk');
    await tab.page.getByText('It is printed elsewhere now.').waitFor();
    await row(tab, 'Offer').waitFor({ state: 'detached' });
    await press(tab, 'Print elsewhere… Poster summer party.png');
    await tab.page.getByText('1 job waits').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    await tab.page.keyboard.press('Escape');
    await tab.page.getByText(/^Earlier/).click();
    await press(tab, 'Print again Letter to the landlord.pdf');
    await tab.page.getByText('It is printed once more.').waitFor();
    const move = agent.asked.find(({ line }) => line.endsWith('/move'));
    assert.deepEqual(move?.body, { device: FRONT_DESK, printer: OWN_PRINTER });
    tab.assertCalm();
  });

  it('runs nothing of what jobs and printers are called, in any of its dialogs', async () => {
    const agent = await browser.fake({ hostile: true });
    for (const theme of THEMES) {
      const tab = await browser.tab(agent, { path: PATH, theme, width: 390 });
      await tab.page.getByRole('button', { name: /^Print it on/ }).click();
      await tab.page.getByText('1 job waits').waitFor();
      assert.ok((await overflow(tab.page)) <= 0);
      await tab.page.keyboard.press('Escape');
      await tab.page.getByRole('button', { name: /^What happened/ }).click();
      await tab.page.getByRole('link', { name: /^Look/ }).first().waitFor();
      assert.deepEqual(await axeViolations(tab.page), []);
      assert.equal(await tab.page.evaluate('typeof globalThis.hacked'), 'undefined');
      assert.equal(await tab.page.locator('img').count(), 0);
      tab.assertCalm();
    }
  });
});
