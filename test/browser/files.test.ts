/** Folders and files of the office. */
import assert from 'node:assert/strict';
import { BOOKKEEPING, CONTRACTS, OFFERS } from '../support/fake-office.ts';
import { eventually } from '../support/eventually.ts';
import { axeViolations, useBrowser, type Tab } from './browser.ts';

const FOLDER = `/files/${BOOKKEEPING}/${OFFERS}`;
const file = (name: string, bytes = 1000) => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.alloc(bytes, 1),
});
const chooser = (tab: Tab) => tab.page.locator('main input[type=file]');

describe('dashboard: files', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('leads from all files through a share into its folders and back', async () => {
    const tab = await browser.tab(await browser.fake());
    await tab.page.getByRole('link', { name: 'Files', exact: true }).click();
    await tab.page.getByRole('link', { name: 'Offers 2026' }).click();
    await tab.page.getByRole('link', { name: 'Drafts' }).click();
    await tab.page.getByText('Offer Baumann (old).pdf').waitFor();
    assert.equal(new URL(tab.page.url()).search, '?path=Drafts');
    await tab.page.getByRole('navigation', { name: 'Where' }).getByText('Offers 2026').click();
    await tab.page.getByText('Price list 2.xlsx').waitFor();
    await tab.page.goBack();
    await tab.page.getByText('Offer Baumann (old).pdf').waitFor();
    tab.assertCalm();
  });

  it('tells the address of a share for other programs, to be copied', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/files' });
    await tab.page.getByRole('button', { name: 'Open in… Offers 2026' }).click();
    await tab.page
      .getByText('http://127.0.0.1:47475/dav/Bookkeeping/Offers%202026/', { exact: true })
      .waitFor();
    await tab.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await tab.page.getByRole('button', { name: 'Copy: Password' }).click();
    await tab.page.getByText('Copied.').waitFor();
    assert.equal(await tab.page.evaluate('navigator.clipboard.readText()'), 'made-up');
    assert.deepEqual(await axeViolations(tab.page), []);
    tab.assertCalm();
  });

  it('sorts as people count, folders first', async () => {
    const tab = await browser.tab(await browser.fake(), { path: FOLDER });
    await tab.page.getByText('README').waitFor();
    const names = await tab.page.locator('.body [role=row] bdi').allInnerTexts();
    assert.deepEqual(names.slice(0, 3), ['Drafts', 'Empty', 'Everything']);
    assert.ok(names.indexOf('Price list 2.xlsx') < names.indexOf('Price list 10.xlsx'));
  });

  it('opens ten thousand files with few rows, and reaches the last by the End key', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: `${FOLDER}?path=Everything` });
    await tab.page.getByText('Scan 1.pdf').waitFor();
    await tab.page.getByText('10,000 items').waitFor();
    assert.ok((await tab.page.locator('.body [role=row]').count()) < 80);
    await tab.page.getByRole('button', { name: 'Scan 1.pdf' }).focus();
    await tab.page.keyboard.press('End');
    await tab.page.locator('button:focus', { hasText: 'Scan 10000.pdf' }).waitFor();
    assert.ok((await tab.page.locator('.body [role=row]').count()) < 80);
    tab.assertCalm();
  });

  it('reuses rows that scroll past, brings them in order at rest, and keeps the focus on its file', async () => {
    const tab = await browser.tab(await browser.fake(), { path: `${FOLDER}?path=Everything` });
    const { page } = tab;
    await page.getByText('10,000 items').waitFor();
    /** Rows as they stand in the page, each with its name, so that both must fit. */
    const rows = () =>
      page
        .locator('.body [role=row]')
        .evaluateAll((all) =>
          all.map(
            (row) =>
              `${row.getAttribute('aria-rowindex')} ${row.querySelector('bdi')?.textContent}`,
          ),
        );
    const inOrder = (from: number) =>
      eventually(
        async () => {
          const shown = await rows();
          const first = Number(shown[0]?.split(' ')[0]) - 2;
          return (
            first >= from &&
            shown.every(
              (row, place) => row === `${first + place + 2} Scan ${first + place + 1}.pdf`,
            )
          );
        },
        5000,
        `rows in order from ${from} on`,
      );
    await inOrder(0);
    await page.getByRole('button', { name: 'Scan 9.pdf' }).focus();
    await page.mouse.move(640, 500);
    await page.mouse.wheel(0, 300);
    await inOrder(0);
    await page.locator('button:focus', { hasText: 'Scan 9.pdf' }).waitFor();
    for (let turn = 0; turn < 12; turn += 1) await page.mouse.wheel(0, 500);
    await inOrder(50);
    assert.equal(await page.locator('.body button:focus').count(), 0, 'it is out of sight');
    for (let turn = 0; turn < 12; turn += 1) await page.mouse.wheel(0, -500);
    await inOrder(0);
    await page.getByRole('button', { name: 'Scan 9.pdf' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('button:focus', { hasText: 'Scan 10.pdf' }).waitFor();
    tab.assertCalm();
  });

  it('fetches a file through a short-lived address of the content port', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: FOLDER });
    const [download] = await Promise.all([
      tab.page.waitForEvent('download'),
      tab.page.getByRole('button', { name: 'Price list 2.xlsx' }).click(),
    ]);
    assert.ok(download.url().startsWith(agent.contentUrl));
    assert.equal(download.suggestedFilename(), 'Offer Baumann.pdf');
    tab.assertCalm();
  });

  it('puts chosen files into a folder that one may write to', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: `${FOLDER}?path=Empty` });
    await tab.page.getByText('This folder is empty').waitFor();
    await chooser(tab).setInputFiles([file('Ä & ö?.pdf', 70_000), file('b.pdf')]);
    await tab.page.getByRole('button', { name: 'Ä & ö?.pdf' }).waitFor();
    await tab.page.getByText('All done').waitFor();
    const put = agent.asked.find(({ line }) => line.includes('%C3%84'));
    assert.equal(put?.bytes, 70_000);
    tab.assertCalm();
  });

  it('takes files that are dropped', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: `${FOLDER}?path=Empty` });
    await tab.page.getByText('This folder is empty').waitFor();
    const data = await tab.page.evaluateHandle(
      `(() => { const data = new DataTransfer();
        data.items.add(new File(['dropped'], 'dropped.txt')); return data; })()`,
    );
    await tab.page.locator('main section').dispatchEvent('drop', { dataTransfer: data });
    await tab.page.getByRole('button', { name: 'dropped.txt' }).first().waitFor();
    tab.assertCalm();
  });

  it('asks before it replaces a file, and keeps the old one on a no', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: FOLDER });
    await chooser(tab).setInputFiles(file('README', 5));
    await tab.page.getByRole('button', { name: 'Skip', exact: true }).click();
    await tab.page.getByText('Not sent').waitFor();
    assert.equal(agent.folders.get('')?.find(({ name }) => name === 'README')?.size, 0);
    await chooser(tab).setInputFiles(file('README', 6));
    await tab.page.getByRole('button', { name: 'Replace' }).click();
    await tab.page.getByText('6 bytes').waitFor();
    tab.assertCalm(/status of 409/);
  });

  it('shows how far a file is, and stops it when asked', async () => {
    const agent = await browser.fake();
    agent.uploadDelayMs = 4000;
    const tab = await browser.tab(agent, { path: FOLDER });
    await chooser(tab).setInputFiles(file('big.pdf', 500_000));
    await tab.page.getByRole('progressbar', { name: 'big.pdf' }).waitFor();
    await tab.page.getByRole('button', { name: 'Cancel big.pdf' }).click();
    await tab.page.getByText('Not sent').waitFor();
    tab.assertCalm();
  });

  it('makes a folder', async () => {
    const tab = await browser.tab(await browser.fake(), { path: FOLDER });
    await tab.page.getByRole('button', { name: 'New folder' }).click();
    await tab.page.getByRole('textbox', { name: 'Name' }).fill('Signed');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('link', { name: 'Signed' }).waitFor();
    tab.assertCalm();
  });

  it('offers nothing to write where one may only read', async () => {
    const tab = await browser.tab(await browser.fake(), {
      path: `/files/${BOOKKEEPING}/${CONTRACTS}`,
    });
    await tab.page.getByText('You can read and download here').waitFor();
    assert.equal(await tab.page.getByText('Add files').count(), 0);
  });

  it('says that a share is over while it is open, and leads back to the others', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: FOLDER });
    await tab.page.getByText('README').waitFor();
    const shares = agent.topics.shares.filter(({ id }) => id !== OFFERS);
    agent.push('shares', shares);
    await tab.page.getByText('It is no longer shared with you').waitFor();
    assert.equal(await tab.heading(), 'Offers 2026');
    await tab.page.getByRole('link', { name: 'See all files' }).click();
    await tab.page.getByText('Contracts').waitFor();
    tab.assertCalm();
  });

  it('says what is wrong with a folder that is gone, and is readable for everybody', async () => {
    const agent = await browser.fake();
    const gone = await browser.tab(agent, { path: `${FOLDER}?path=Gone` });
    await gone.page.getByText('There is no such folder.').waitFor();
    for (const theme of ['light', 'dark'] as const) {
      const tab = await browser.tab(agent, { path: FOLDER, theme });
      await tab.page.getByText('README').waitFor();
      assert.deepEqual(await axeViolations(tab.page), []);
    }
  });
});
