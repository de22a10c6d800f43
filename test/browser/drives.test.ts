/** Drives and discs: shared for a while, ejected with a clear answer, images opened. */
import assert from 'node:assert/strict';
import { FRONT_DESK } from '../support/fake-office.ts';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

const OWN = `/files/${FRONT_DESK}/${'j'.repeat(16)}`;

describe('dashboard: drives', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('shares a stick for two hours, and shows at once that it is shared', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent);
    await tab.page.getByText('12.5 GB free of 64 GB').waitFor();
    await tab.page.getByRole('button', { name: 'Share… BACKUP STICK' }).click();
    const before = Date.now();
    await tab.page.getByRole('button', { name: 'Share', exact: true }).click();
    await tab.page.getByRole('link', { name: 'Open BACKUP STICK' }).waitFor();
    const body = (line: RegExp) => agent.asked.find((one) => line.test(one.line))?.body;
    assert.deepEqual(body(/drives\/offer$/), { id: 'sdb1', choice: 'once', access: 'read' });
    const { until } = body(/own\/shares\/q+$/) as { until: number };
    assert.ok(until >= before + 7_200_000 && until <= Date.now() + 7_200_000);
    tab.assertCalm();
  });

  it('says who uses a stick that is to be ejected, and breaks off after a yes', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent);
    await tab.page.getByRole('button', { name: 'Eject BACKUP STICK' }).click();
    await tab.page.getByText('Bookkeeping is still using this drive.').waitFor();
    await tab.page.getByRole('button', { name: 'Break off and eject' }).click();
    await tab.page.getByText('BACKUP STICK: You can take it out now.').waitFor();
    assert.equal(await tab.page.getByRole('heading', { name: 'BACKUP STICK' }).count(), 0);
    tab.assertCalm(/status of 409|status of 423/);
  });

  it('asks about one that was just put in, and never again after that answer', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent);
    await tab.page.getByRole('heading', { name: 'BACKUP STICK' }).waitFor();
    const drives = agent.topics.drives.map((drive) => ({ ...drive, asks: drive.id === 'sdb1' }));
    agent.push('drives', drives);
    await tab.page.getByText('Just put in.').waitFor();
    await tab.page.getByRole('button', { name: 'Do not ask again' }).click();
    await tab.page.getByText('Just put in.').waitFor({ state: 'detached' });
    tab.assertCalm();
  });

  it('opens an image of a disc of this PC as a drive, and fetches a selection as zip', async () => {
    const agent = await browser.fake();
    agent.folders.get('')?.push({ name: 'setup.iso', kind: 'file', size: 9, modified: 0 });
    const tab = await browser.tab(agent, { path: OWN });
    await tab.page.getByLabel('Select setup.iso').click();
    await tab.page.getByRole('button', { name: 'Open as drive' }).click();
    await tab.page.getByText('Opened as a drive').waitFor();
    const opened = agent.asked.find(({ line }) => line.endsWith('/own/drives/open'));
    assert.deepEqual(opened?.body, { path: 'setup.iso', share: 'j'.repeat(16) });
    await tab.page.getByLabel('Select Drafts').click();
    const [download] = await Promise.all([
      tab.page.waitForEvent('download'),
      tab.page.getByRole('button', { name: 'Download as zip' }).click(),
    ]);
    assert.ok(download.url().startsWith(agent.contentUrl));
    tab.assertCalm();
  });

  it('is readable for everybody, on a phone too', async () => {
    for (const theme of THEMES) {
      const agent = await browser.fake();
      const tab = await browser.tab(agent, { theme, width: 390 });
      await tab.page.getByRole('button', { name: 'Share… BACKUP STICK' }).waitFor();
      assert.ok((await overflow(tab.page)) <= 0);
      assert.deepEqual(await axeViolations(tab.page), []);
      await tab.page.getByRole('button', { name: 'Share… BACKUP STICK' }).click();
      assert.deepEqual(await axeViolations(tab.page), []);
    }
  });
});
