/** Talking in the dashboard: live between two PCs, readable by all, on a phone too. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { eventually, useAgents } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { BOOKKEEPING, OFFERS } from '../support/fake-office.ts';
import { allowed } from '../support/promised.ts';
import { axeViolations, overflow, type Tab, THEMES, useBrowser } from './browser.ts';

/** Wider than a phone. */
const LONG = `${'Plan-of-the-north-side-'.repeat(4)}.pdf`;

function put({ page }: Tab, type: 'drop' | 'paste', name: string): Promise<unknown> {
  return page.evaluate(
    `(() => {
      const inside = (root, name) => root.querySelector(name)?.shadowRoot;
      const page = inside(inside(document, 'hallway-app'), 'hallway-talk-page');
      const box = inside(page, 'hallway-composer').querySelector('textarea');
      const data = new DataTransfer();
      data.items.add(new File(['of ${name}'], '${name}'));
      const more = { bubbles: true, cancelable: true, composed: true };
      box.dispatchEvent(${type === 'drop' ? "new DragEvent('drop', { ...more, dataTransfer: data })" : "new ClipboardEvent('paste', { ...more, clipboardData: data })"});
    })()`,
  );
}

describe('dashboard: talk', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it('shows what is unread, says things, answers with a sign, and deletes for this person', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/people' });
    await tab.page.getByRole('link', { name: 'Talk 1 unread' }).click();
    await tab.page.getByText('who has the key to the archive?').first().waitFor();
    await tab.page.getByRole('link', { name: 'Talk', exact: true }).waitFor();
    assert.ok(agent.asked.some(({ line }) => line.endsWith('/everyone/read')));
    const box = tab.page.getByRole('textbox', { name: 'Message' });
    await box.fill('Here, @bookkeeping!');
    await box.press('Enter');
    await tab.page.locator('hallway-messages mark', { hasText: '@bookkeeping' }).waitFor();
    await tab.page.getByText('Waits until the other PC is there').waitFor();
    assert.equal(await box.inputValue(), '');
    const theirs = tab.page.getByRole('article', { name: 'Bookkeeping' });
    await theirs.locator('summary').click();
    await theirs.getByRole('button', { name: 'React to this message: 🎉' }).click();
    await theirs.getByRole('button', { name: '🎉 1 You' }).waitFor();
    await theirs.locator('summary').click();
    await theirs.getByRole('button', { name: 'Delete for me' }).click();
    await theirs.waitFor({ state: 'detached' });
    await tab.page.getByRole('link', { name: 'Laser' }).click();
    assert.match(tab.page.url(), /\/printers\/a+\/p+$/);
    tab.assertCalm();
  });

  it('attaches a printer, a folder and a file of a share, and opens their pages', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/talk/everyone' });
    const dialog = tab.page.locator('hallway-attach-dialog');
    const along = tab.page.getByRole('list', { name: 'Comes along with the message' });
    const attach = () => tab.page.getByRole('button', { name: 'Attach…' }).click();
    await attach();
    await dialog.getByRole('button', { name: /^Laser, first floor/ }).click();
    await along.getByText('Laser, first floor').waitFor();
    await attach();
    await dialog.getByRole('button', { name: /^Offers/ }).click();
    await dialog.getByRole('button', { name: 'Offer Baumann.pdf' }).click();
    await attach();
    await dialog.getByRole('button', { name: /^Offers/ }).click();
    await dialog.getByRole('button', { name: 'Empty', exact: true }).click();
    await dialog.getByText('Nothing is in this folder.').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    await dialog.getByRole('button', { name: 'Attach this folder' }).click();
    await tab.page.getByRole('button', { name: 'Leave out Laser, first floor' }).click();
    assert.equal(await along.getByRole('listitem').count(), 2);
    await tab.page.getByRole('button', { name: 'Send', exact: true }).click();
    await along.waitFor({ state: 'detached' });
    const sent = agent.asked.findLast(({ line }) => line.endsWith('/everyone/messages'));
    const link = { kind: 'file', device: BOOKKEEPING, share: OFFERS };
    assert.deepEqual((sent?.body as { attachments: unknown } | undefined)?.attachments, [
      { ...link, path: 'Offer Baumann.pdf', name: 'Offer Baumann.pdf', folder: false },
      { ...link, path: 'Empty', name: 'Empty', folder: true },
    ]);
    // What is given goes by its own name, whatever the message calls it.
    const gift = agent.topics.receipts.find(({ state }) => state === 'asked');
    assert.ok(gift);
    agent.push('receipts', [{ ...gift, id: OFFERS, from: BOOKKEEPING, name: 'All of it.zip' }]);
    const log = tab.page.getByRole('log');
    await log.getByRole('button', { name: 'Take it: All of it.zip' }).first().waitFor();
    agent.push('receipts', []);
    await log.getByRole('link', { name: 'Empty' }).click();
    await tab.page.waitForURL(/\?path=Empty$/);
    tab.assertCalm();
  });

  it('gives dropped and pasted files once, also where saying so failed first', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/talk/everyone', width: 390 });
    const along = tab.page.getByRole('list', { name: 'Comes along with the message' });
    await tab.page.getByRole('textbox', { name: 'Message' }).waitFor();
    await put(tab, 'drop', LONG);
    await put(tab, 'paste', 'Note.txt');
    await along.getByText('Note.txt').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    assert.ok((await overflow(tab.page)) <= 0);
    const edge = await tab.page.getByRole('button', { name: 'Send', exact: true }).boundingBox();
    assert.ok(edge && edge.x + edge.width <= 390, 'nothing is pushed out of sight');
    await tab.page.route('**/everyone/messages', (route) => route.abort(), { times: 1 });
    const send = tab.page.getByRole('button', { name: 'Send', exact: true });
    await send.click();
    await tab.page.getByText('Hallway on this PC does not answer.').waitFor();
    await send.click();
    await along.waitFor({ state: 'detached' });
    const staged = agent.asked.filter(({ line }) => line.includes('/sendings/files'));
    assert.deepEqual(
      staged.map(({ line, bytes }) => [line.split('?')[1], bytes]),
      [
        [`name=${encodeURIComponent(LONG)}`, `of ${LONG}`.length],
        ['name=Note.txt', 11],
      ],
    );
    const given = agent.asked.filter(({ line }) => line === 'POST /api/v1/sendings');
    assert.deepEqual(
      given.map(({ body }) => (body as { to: unknown }).to),
      ['all', 'all'],
    );
    await tab.page.getByRole('log').getByRole('link', { name: LONG }).click();
    await tab.page.waitForURL(/\/transfers$/);
    tab.assertCalm(/ERR_FAILED/);
  });

  it('takes back what was given where the message is not said', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/talk/everyone' });
    const along = tab.page.getByRole('list', { name: 'Comes along with the message' });
    const send = tab.page.getByRole('button', { name: 'Send', exact: true });
    const before = agent.topics.sendings.length;
    const left = (count: number) =>
      eventually(() => agent.topics.sendings.length === before + count, 5000, `${count} given`);
    await tab.page.getByRole('textbox', { name: 'Message' }).waitFor();
    for (const name of ['One.txt', 'Two.txt', 'Three.txt']) await put(tab, 'drop', name);
    let refuse = (): void => {};
    const held = new Promise<void>((resolve) => (refuse = resolve));
    await tab.page.route('**/everyone/messages', (route) => route.abort(), { times: 1 });
    await send.click();
    await tab.page.getByText('Hallway on this PC does not answer.').waitFor();
    await left(3);
    await tab.page.getByRole('button', { name: 'Leave out One.txt' }).click();
    await left(2);
    // It is still being said as another conversation is opened.
    const said = tab.page.waitForRequest('**/everyone/messages');
    await tab.page.route('**/everyone/messages', (route) => held.then(() => route.abort()));
    await send.click();
    await said;
    await tab.page.getByRole('link', { name: 'Laptop Mehmet' }).first().click();
    await along.waitFor({ state: 'detached' });
    await left(2);
    refuse();
    await left(0);
    tab.assertCalm(/ERR_FAILED/);
  });

  it('finds messages, and opens a conversation by its address', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/talk/everyone' });
    await tab.page.getByRole('searchbox').fill('PAPER');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('status', { name: 'Found' }).getByText('has paper again').waitFor();
    await tab.page.getByText('Laptop Mehmet is writing…').waitFor();
    tab.assertCalm();
  });

  it('can be read by all, in each theme and on a phone', async () => {
    for (const theme of THEMES)
      for (const path of ['/talk', '/talk/everyone']) {
        const tab = await browser.tab(await browser.fake(), { path, theme, width: 390 });
        await tab.page.getByRole('heading', { name: 'Talk' }).waitFor();
        if (path !== '/talk') await tab.page.getByText('has paper again').first().waitFor();
        assert.deepEqual(await axeViolations(tab.page), []);
        assert.ok((await overflow(tab.page)) <= 0, path);
        tab.assertCalm();
      }
  });
});

describe('dashboard: talk between two PCs', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const browser = useBrowser();

  it('shows at one PC what was said at the other, and that it was read', async () => {
    const [anna, ben] = await agents.pair('Anna', 'Ben');
    const here = await browser.tab(anna, { path: '/talk/everyone' });
    const there = await browser.tab(ben, { path: '/talk/everyone' });
    const box = here.page.getByRole('textbox', { name: 'Message' });
    const log = there.page.getByRole('log');
    await there.page.bringToFront();
    await here.page.getByText('Nothing was said here yet.').waitFor();
    await box.pressSequentially('Hi');
    await there.page.getByText('Anna is writing…').first().waitFor();
    const times: number[] = [];
    for (const words of ['one', 'two', 'three', 'four', 'five']) {
      await box.fill(words);
      const from = performance.now();
      await box.press('Enter');
      await log.getByText(words, { exact: true }).waitFor();
      times.push(performance.now() - from);
    }
    const median = times.toSorted((a, b) => a - b)[2] ?? Infinity;
    assert.ok(median < allowed(500), `${times.map(Math.round).join(', ')} ms`);
    await here.page.getByText('Read').last().waitFor();
    here.assertCalm();
    there.assertCalm();
  });

  it('gives a file with a message, which is taken there without leaving Talk', async () => {
    const folder = temporaryFolder();
    const [dora, emil] = await agents.pair('Dora', 'Emil');
    await emil.call(api.setReceiveRule, { body: { folder: folder.path } });
    const here = await browser.tab(dora, { path: '/talk/everyone' });
    const there = await browser.tab(emil, { path: '/talk/everyone' });
    await here.page.getByRole('button', { name: 'Attach…' }).click();
    const bytes = randomBytes(3_000_000);
    await here.page
      .locator('hallway-attach-dialog input[type=file]')
      .setInputFiles(
        { name: 'Plan “B”.pdf', mimeType: 'application/pdf', buffer: bytes },
        { timeout: 30_000 },
      );
    await here.page.getByRole('textbox', { name: 'Message' }).fill('The new plan');
    await here.page.keyboard.press('Enter');
    await there.page.getByText('The new plan').first().waitFor();
    await there.page.getByRole('button', { name: 'Take it: Plan “B”.pdf' }).click();
    await there.page.getByRole('log').getByText('Got', { exact: true }).waitFor();
    assert.ok(readFileSync(join(folder.path, 'Plan “B”.pdf')).equals(bytes));
    const given = join(dora.home, 'given');
    await eventually(() => readdirSync(given).length === 0, 10_000, 'what was kept for it goes');
    here.assertCalm();
    there.assertCalm();
    folder.remove();
  });
});
