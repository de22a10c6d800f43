/** What a person does to files of a colleague, by keyboard and by mouse, against real agents. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { axeViolations, overflow, useBrowser } from './browser.ts';

describe('dashboard: files are renamed, moved, removed and had back', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const browser = useBrowser();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (...names: string[]): string => join(folder.path, ...names);
  let anna: TestAgent;
  let path: string;

  before(async () => {
    mkdirSync(at('Plans/Old'), { recursive: true });
    mkdirSync(at('Mine'));
    for (const name of ['a.txt', 'b.txt', 'c.txt']) writeFileSync(at('Plans', name), name);
    mkdirSync(at('Fetched'));
    writeFileSync(at('user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${at('Fetched')}"\n`);
    let ben: TestAgent;
    [anna, ben] = await Promise.all([
      agents.start({ name: 'Anna', env: { XDG_CONFIG_HOME: folder.path } }),
      agents.start({ name: 'Ben' }),
    ]);
    await joinAll([anna, ben]);
    const share = await ben.call(api.addShare, {
      body: { path: at('Plans'), name: 'Plans', access: 'write' },
    });
    await anna.call(api.addShare, { body: { path: at('Mine'), name: 'Mine', access: 'write' } });
    path = `/files/${share.device}/${share.id}`;
    await eventually(
      async () => (await anna.call(api.listShares, {})).length === 2,
      5000,
      'Anna sees both shares',
    );
  });

  it('by keyboard: rename and take it back, remove several and undo, cut and paste', async () => {
    const tab = await browser.tab(anna, { path });
    const { page } = tab;
    await page.getByRole('button', { name: 'a.txt' }).focus();
    await page.keyboard.press('F2');
    await page.getByLabel('New name').fill('z.txt');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'z.txt' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'a.txt' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 items selected').waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.keyboard.press('Delete');
    await page.getByText('2 items are in the trash.').waitFor();
    assert.equal(existsSync(at('Plans/a.txt')) || existsSync(at('Plans/b.txt')), false);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'b.txt' }).waitFor();
    assert.equal(readFileSync(at('Plans/b.txt'), 'utf8'), 'b.txt');
    await page.getByRole('button', { name: 'c.txt' }).focus();
    await page.keyboard.press('Control+x');
    await page.getByRole('link', { name: 'Old' }).click();
    await page.getByText('This folder is empty').waitFor();
    await page.getByRole('button', { name: /^Paste/ }).click();
    await page.getByRole('button', { name: 'c.txt' }).waitFor();
    assert.equal(readFileSync(at('Plans/Old/c.txt'), 'utf8'), 'c.txt');
    tab.assertCalm();
  });

  it('by mouse: copy to another PC, keep both of one name, restore from the trash', async () => {
    const tab = await browser.tab(anna, { path, width: 390, theme: 'dark' });
    const { page } = tab;
    const copy = async (): Promise<void> => {
      await page.getByLabel('Select a.txt').click();
      await page.getByRole('button', { name: 'Copy to…' }).click();
      await page.getByRole('button', { name: 'Up', exact: true }).click();
      assert.deepEqual(await axeViolations(page), []);
      await page.getByRole('button', { name: 'Mine' }).click();
      await page.getByRole('button', { name: 'Copy here', exact: true }).click();
    };
    await copy();
    await eventually(() => existsSync(at('Mine/a.txt')), 10_000, 'it is copied');
    await copy();
    await page.getByRole('button', { name: 'Keep both' }).click();
    await eventually(() => existsSync(at('Mine/a (2).txt')), 10_000, 'it is kept beside');
    await page.getByLabel('Select b.txt').click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('“b.txt” is in the trash.').waitFor();
    assert.ok((await overflow(page)) <= 0);
    await page.getByRole('link', { name: 'Trash' }).click();
    await page.getByRole('button', { name: 'Restore b.txt' }).click();
    await page.getByText('Nothing was removed').waitFor();
    assert.deepEqual(await axeViolations(page), []);
    assert.ok(readdirSync(at('Plans')).includes('b.txt'));
    tab.assertCalm();
  });

  it('sends whole folders, dropped or chosen, with what is in them', async () => {
    mkdirSync(at('Local/Trip/Deep/Deeper'), { recursive: true });
    mkdirSync(at('Local/Trip/Empty'));
    writeFileSync(at('Local/Trip/one.txt'), 'one');
    writeFileSync(at('Local/Trip/Deep/Deeper/two.txt'), 'two'.repeat(100_000));
    const tab = await browser.tab(anna, { path });
    const { page } = tab;
    await page.getByText('a.txt').waitFor();
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: [at('Local/Trip')], dragOperationsMask: 1 };
    const { x, y } = (await page.getByRole('grid').boundingBox()) ?? assert.fail('no list');
    for (const type of ['dragEnter', 'dragOver'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: x + 50, y: y + 20, data });
    await page.getByText('Drop to add to this folder').waitFor();
    await session.send('Input.dispatchDragEvent', { type: 'drop', x: x + 50, y: y + 20, data });
    await page.getByRole('link', { name: 'Trip' }).waitFor();
    await page.getByText('All done').waitFor();
    assert.equal(readFileSync(at('Plans/Trip/one.txt'), 'utf8'), 'one');
    assert.equal(readFileSync(at('Plans/Trip/Deep/Deeper/two.txt'), 'utf8').length, 300_000);
    assert.deepEqual(readdirSync(at('Plans/Trip/Empty')), []);

    writeFileSync(at('Local/Trip/three.txt'), 'three');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Add a whole folder' }).click();
    await (await chooser).setFiles(at('Local/Trip'));
    await page.getByLabel('The same for all others').check();
    await page.getByRole('button', { name: 'Skip', exact: true }).click();
    await eventually(() => existsSync(at('Plans/Trip/three.txt')), 10_000, 'the new one is added');
    assert.deepEqual(readdirSync(at('Plans/Trip')).sort(), [
      'Deep',
      'Empty',
      'one.txt',
      'three.txt',
    ]);
    tab.assertCalm(/status of 409/);
  });

  it('is dragged into another folder, and out of the page', async () => {
    const tab = await browser.tab(anna, { path });
    const { page } = tab;
    const row = (name: string) =>
      page.locator('.body [role=row]', { has: page.getByText(name, { exact: true }) });
    await row('a.txt').waitFor();
    await page.evaluate(
      `addEventListener('dragstart', (event) => {
        window.dragged = event.dataTransfer.getData('DownloadURL');
      })`,
    );
    // The agent tells the address while the button is down.
    await row('a.txt').hover();
    const asked = page.waitForResponse((response) => response.url().includes('/content'));
    await page.mouse.down();
    await asked;
    await row('Old').hover();
    await row('Old').hover();
    await page.mouse.up();
    await page.getByText('“a.txt” was moved.').waitFor();
    assert.equal(readFileSync(at('Plans/Old/a.txt'), 'utf8'), 'a.txt');
    const dragged = String(await page.evaluate('window.dragged'));
    const [, name, address = ''] = /^[^:]+:([^:]+):(.+)$/.exec(dragged) ?? [];
    assert.equal(name, 'a.txt');
    await page.getByRole('button', { name: 'Undo' }).click();
    await row('a.txt').waitFor();
    assert.equal(await (await fetch(address)).text(), 'a.txt');
    tab.assertCalm();
  });

  it('fetches files into the folder for downloads, whatever becomes of the page', async () => {
    const tab = await browser.tab(anna, { path });
    const { page } = tab;
    for (const times of [1, 2]) {
      await page.getByLabel('Select b.txt').click();
      await page.getByRole('button', { name: 'Fetch to this PC' }).click();
      await page.getByText('1 item on the way to this PC: see Transfers.').first().waitFor();
      await eventually(() => readdirSync(at('Fetched')).filter((name) => !name.startsWith('.')).length === times, 40_000, 'it came'); // biome-ignore format: one
      await page.getByLabel('Select b.txt').click();
    }
    assert.equal(readFileSync(at('Fetched/b (2).txt'), 'utf8'), 'b.txt');
    await page.getByRole('link', { name: 'Transfers' }).click();
    await page.getByRole('heading', { name: 'b.txt' }).first().waitFor();
    tab.assertCalm();
  });
});
