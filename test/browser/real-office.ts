/**
 * Promises that need real agents: what one PC does in its dashboard happens at another. Works on
 * any office in which the PC `peer` shares a writable folder and a printer.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { temporaryFolder } from '../support/temporary.ts';
import { useBrowser, type Site, type Tab } from './browser.ts';

const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n' +
    '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n' +
    'trailer<</Root 1 0 R>>\n%%EOF\n',
);

/** `openSite` gives a started agent that knows the PC called `peer`. */
export function promisesOfAnOffice(openSite: () => Promise<{ site: Site; peer: string }>): void {
  const browser = useBrowser();
  const name = `Ünïcode & ${Date.now()}.pdf`;
  let site: Site;
  let peer: string;
  before(async () => {
    ({ site, peer } = await openSite());
  });
  after(() => site?.stop());

  const openWritable = async (): Promise<Tab> => {
    const tab = await browser.tab(site, { path: '/files' });
    await tab.page
      .locator('hallway-files-page section', { has: tab.page.getByRole('heading', { name: peer }) })
      .getByRole('link', { name: 'You can also add files' })
      .first()
      .click();
    await tab.page.getByRole('button', { name: 'Add files' }).waitFor();
    return tab;
  };
  const chooser = (tab: Tab) => tab.page.locator('main input[type=file]');
  const file = (bytes: number) => ({
    name,
    mimeType: 'application/pdf',
    buffer: Buffer.alloc(bytes, 7),
  });

  it('puts a file onto the other PC, replaces it after a yes, and fetches it back', async () => {
    const tab = await openWritable();
    await chooser(tab).setInputFiles(file(3_000_000));
    await tab.page.getByRole('button', { name }).waitFor();
    await chooser(tab).setInputFiles(file(1_234_000));
    await tab.page.getByRole('button', { name: 'Replace' }).click();
    await tab.page.getByText('1.2 MB').waitFor();
    await tab.page.getByRole('button', { name }).click();
    assert.equal(await tab.heading(), name);
    const [download] = await Promise.all([
      tab.page.waitForEvent('download'),
      tab.page.getByRole('button', { name: 'Download' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), name);
    assert.deepEqual(readFileSync(await download.path()), file(1_234_000).buffer);
    tab.assertCalm(/status of 409/);
  });

  it('makes a folder on the other PC and opens it', async () => {
    const tab = await openWritable();
    const folder = `Folder ${Date.now()}`;
    await tab.page.getByRole('button', { name: 'New folder' }).click();
    await tab.page.getByRole('textbox', { name: 'Name' }).fill(folder);
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('link', { name: folder }).click();
    await tab.page.getByText('This folder is empty').waitFor();
    tab.assertCalm();
  });

  it('prints on the other PC, and hears that it was printed', async () => {
    const tab = await browser.tab(site, { path: '/printers' });
    const card = tab.page
      .locator('hallway-printer-card')
      .filter({ hasText: `At ${peer}` })
      .first();
    const [chosen] = await Promise.all([
      tab.page.waitForEvent('filechooser'),
      card.getByRole('button').click(),
    ]);
    await chosen.setFiles({ name, mimeType: 'application/pdf', buffer: PDF });
    await tab.page.getByRole('button', { name: 'Print', exact: true }).click();
    await tab.page.getByText(/^Sent to/).waitFor();
    await tab.page.getByText('Nothing is being printed.').waitFor();
    await tab.page.getByText(/^Earlier/).click();
    const row = tab.page.locator('hallway-job-list li').filter({ hasText: name });
    await row.getByText('Printed', { exact: true }).waitFor();
    tab.assertCalm();
  });

  it('shares a folder of this PC and stops sharing it', async () => {
    const folder = temporaryFolder();
    const shared = `Shared ${Date.now()}`;
    try {
      const tab = await browser.tab(site, { path: '/settings' });
      await tab.page.getByRole('button', { name: 'Share a folder' }).click();
      await tab.page.getByLabel('Folder on this PC').fill(folder.path);
      await tab.page.getByLabel('Name for the others').fill(shared);
      await tab.page.getByRole('button', { name: 'Share', exact: true }).click();
      await tab.page.getByRole('link', { name: shared }).click();
      await tab.page.getByText('This folder is empty').waitFor();
      await tab.page.goBack();
      await tab.page.getByRole('button', { name: `Stop sharing ${shared}` }).click();
      await tab.page.getByRole('button', { name: 'Stop sharing', exact: true }).click();
      await tab.page.getByRole('link', { name: shared }).waitFor({ state: 'detached' });
      tab.assertCalm();
    } finally {
      folder.remove();
    }
  });

  it('shows a code for a newcomer, and closes the door again', async () => {
    const tab = await browser.tab(site, { path: '/people' });
    await tab.page.getByRole('button', { name: 'Add a PC' }).click();
    await tab.page.locator('[data-code]').waitFor();
    await tab.page.keyboard.press('Escape');
    await tab.page.locator('[data-code]').waitFor({ state: 'detached' });
    tab.assertCalm();
  });
}
