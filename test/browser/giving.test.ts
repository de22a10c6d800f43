/** Giving files and keeping copies in the dashboard: what is offered, to whom it goes, where it goes. */
import assert from 'node:assert/strict';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

describe('dashboard: giving and keeping', function () {
  this.timeout(40_000);
  const browser = useBrowser();

  it('shows what a colleague gives, and takes it after a yes', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/transfers' });
    await tab.page.getByRole('heading', { name: 'Given to this PC' }).waitFor();
    await tab.page.getByText('from Bookkeeping · 40 files, 120 MB · Waits for a yes').waitFor();
    await tab.page.getByRole('button', { name: 'Take it Site photos' }).click();
    await tab.page.getByText('On its way').waitFor();
    await tab.page.getByText('Waits until that PC is there').waitFor();
    await tab.page.getByText('As its source').waitFor();
    tab.assertCalm();
  });

  it('sends to whom one chooses, and says so where nobody was chosen', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/transfers' });
    await tab.page.getByRole('button', { name: 'Send to…' }).click();
    await tab.page.getByLabel('File or folder on this PC').fill('/home/anna/Plan.pdf');
    await tab.page.getByRole('button', { name: 'Send', exact: true }).click();
    await tab.page.getByText('Choose at least one PC.').waitFor();
    await tab.page.getByLabel('Bookkeeping').check();
    await tab.page.getByRole('button', { name: 'Send', exact: true }).click();
    await tab.page.getByRole('heading', { name: 'Plan.pdf' }).waitFor();
    const asked = agent.asked.find(({ line }) => line.includes('/sendings'));
    assert.deepEqual(asked?.body, { path: '/home/anna/Plan.pdf', to: ['b'.repeat(52)] });
    tab.assertCalm();
  });

  it('sends what the file manager handed over, after one saw what it is', async () => {
    const agent = await browser.fake();
    const paths = ['/home/anna/Plan <b>1</b>.pdf', '/home/anna/Photos'];
    const query = new URLSearchParams(paths.map((path) => ['send', path]));
    const tab = await browser.tab(agent, { path: `/transfers?${query.toString()}` });
    for (const path of paths) await tab.page.getByText(path, { exact: true }).waitFor();
    assert.ok(!agent.asked.some(({ line }) => line.startsWith('POST') && /sendings/.test(line)));
    await tab.page.getByLabel('Bookkeeping').check();
    await tab.page.getByRole('button', { name: 'Send', exact: true }).click();
    await tab.page.getByRole('heading', { name: 'Photos', exact: true }).waitFor();
    const sent = agent.asked.filter(({ line }) => line.includes('/sendings') && !/GET/.test(line));
    assert.deepEqual(
      sent.map(({ body }) => (body as { path: string }).path),
      paths,
    );
    assert.equal(new URL(tab.page.url()).search, '');
    tab.assertCalm();
  });

  it('can be read by all, in each theme and on a phone', async () => {
    for (const theme of THEMES) {
      const tab = await browser.tab(await browser.fake(), {
        path: '/transfers',
        theme,
        width: 390,
      });
      await tab.page.getByText('Site photos').first().waitFor();
      await tab.page.getByRole('button', { name: 'Send to…' }).click();
      await tab.page.getByLabel('File or folder on this PC').waitFor();
      assert.deepEqual(await axeViolations(tab.page), []);
      assert.ok((await overflow(tab.page)) <= 0);
      tab.assertCalm();
    }
  });
});
