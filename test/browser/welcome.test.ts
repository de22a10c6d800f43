/** A PC without a workgroup. */
import assert from 'node:assert/strict';
import { GOOD_CODE, WAITING_CODE } from '../support/fake-answers.ts';
import { nearbyThing } from '../support/fake-nearby.ts';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

describe('dashboard: welcome', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('makes a workgroup from its name', async () => {
    const agent = await browser.fake({ workgroup: false });
    const tab = await browser.tab(agent);
    assert.equal(await tab.heading(), 'Welcome to Hallway');
    await tab.page.getByLabel('Name of the workgroup').fill('Praxis Dr. Weiß');
    await tab.page.getByRole('button', { name: 'Make the workgroup' }).click();
    await tab.page.getByRole('heading', { name: 'Praxis Dr. Weiß' }).waitFor();
    await tab.page.getByText('You are the first one here').waitFor();
    tab.assertCalm();
  });

  it('joins with a code that is pasted with spaces', async () => {
    const agent = await browser.fake({ workgroup: false });
    const tab = await browser.tab(agent);
    await tab.page
      .getByLabel('Six-digit code')
      .fill(` ${GOOD_CODE.slice(0, 3)} ${GOOD_CODE.slice(3)}`);
    await tab.page.getByLabel('Six-digit code').press('Enter');
    await tab.page.getByRole('heading', { name: 'Office Lindenstraße' }).waitFor();
    const join = agent.asked.find(({ line }) => line.endsWith('/workgroup/join'));
    assert.deepEqual(join?.body, { code: GOOD_CODE });
    tab.assertCalm();
  });

  it('says what is wrong with a wrong code, and what to do', async () => {
    const agent = await browser.fake({ workgroup: false });
    const tab = await browser.tab(agent);
    await tab.page.getByLabel('Six-digit code').fill('12');
    await tab.page.getByRole('button', { name: 'Join' }).click();
    await tab.page.getByRole('alert').getByText('The code has six digits.').waitFor();
    await tab.page.getByLabel('Six-digit code').fill('000000');
    await tab.page.getByRole('button', { name: 'Join' }).click();
    await tab.page.getByRole('alert').getByText('This code is not right.').waitFor();
    await tab.page.getByText('Ask for the code again').waitFor();
    tab.assertCalm(/status of 403/);
  });

  it('says that it waits for the other person, and lets go when asked', async () => {
    const agent = await browser.fake({ workgroup: false });
    const tab = await browser.tab(agent);
    await tab.page.getByLabel('Six-digit code').fill(WAITING_CODE);
    await tab.page.getByRole('button', { name: 'Join' }).click();
    await tab.page.getByText('somebody there has to say yes').waitFor();
    await tab.page.getByRole('button', { name: 'Cancel' }).click();
    await tab.page.getByRole('button', { name: 'Join' }).waitFor();
    tab.assertCalm();
  });

  it('asks which workgroup when several are open', async () => {
    const agent = await browser.fake({ workgroup: false });
    agent.topics.nearby = [
      nearbyThing('workgroup', 'Office'),
      nearbyThing('workgroup', 'Neighbours'),
    ];
    const tab = await browser.tab(agent);
    await tab.page.getByLabel('Six-digit code').fill(GOOD_CODE);
    await tab.page.getByRole('button', { name: 'Join' }).click();
    await tab.page.getByText('Choose yours').waitFor();
    await tab.page.getByLabel('Neighbours').check();
    await tab.page.getByRole('button', { name: 'Join' }).click();
    await tab.page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
    const join = agent.asked.find(({ line }) => line.endsWith('/workgroup/join'));
    assert.deepEqual(join?.body, { code: GOOD_CODE, workgroup: 'Neighbours' });
  });

  it('shows why this PC is no longer in a workgroup, and leads back in', async () => {
    const agent = await browser.fake({ workgroup: false });
    agent.topics.status.notice = 'Bookkeeping removed this PC from the workgroup.';
    const tab = await browser.tab(agent);
    await tab.page.getByText('This PC is no longer in its workgroup').waitFor();
    await tab.page.getByText('Bookkeeping removed this PC').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    await tab.page.getByRole('button', { name: 'Join again' }).click();
    await tab.page.locator('input[name=code]:focus').waitFor();
    tab.assertCalm();
  });

  it('is readable for everybody, at every width', async () => {
    const agent = await browser.fake({ workgroup: false });
    for (const theme of THEMES) {
      const tab = await browser.tab(agent, { theme, width: 390 });
      await tab.heading();
      assert.deepEqual(await axeViolations(tab.page), []);
      assert.ok((await overflow(tab.page)) <= 0);
      tab.assertCalm();
    }
  });
});
