/** Hallway as an app of this PC, its addresses, and what a person sets for it. */
import assert from 'node:assert/strict';
import type { Call } from '../../src/model/call.ts';
import { BOOKKEEPING, OFFERS } from '../support/fake-office.ts';
import { LASER } from '../support/fake-printers.ts';
import { axeViolations, overflow, useBrowser } from './browser.ts';

describe('dashboard: as an app', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it('can be installed: the manifest is right, and its icons are of the size that it says', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent);
    await tab.heading();
    const session = await tab.context.newCDPSession(tab.page);
    const { errors, data = '' } = await session.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    const { icons } = JSON.parse(data) as { icons: { src: string; sizes: string; type: string }[] };
    for (const { src, sizes, type } of icons.filter((one) => one.type === 'image/png')) {
      const answer = await fetch(agent.url + src);
      assert.equal(answer.headers.get('content-type'), type);
      const bytes = Buffer.from(await answer.arrayBuffer());
      assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes);
    }
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    assert.deepEqual(
      installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'),
      [],
    );
    tab.assertCalm();
  });

  it('has an address for every page, and goes back the way that it came', async () => {
    const tab = await browser.tab(await browser.fake());
    const walk = [
      ['/printers', 'Printers'],
      [`/printers/${BOOKKEEPING}/${LASER}`, 'Laser, first floor'],
      ['/files', 'Files'],
      [`/files/${BOOKKEEPING}/${OFFERS}`, 'Offers 2026'],
      [`/files/${BOOKKEEPING}/${OFFERS}/view?path=Offer+Baumann.pdf`, 'Offer Baumann.pdf'],
      [`/files/${BOOKKEEPING}/${OFFERS}/trash`, ''],
      ['/people', 'People'],
      ['/settings', 'Front desk'],
      ['/doctor', 'Doctor'],
      ['/transfers', 'Transfers'],
    ] as const;
    await tab.heading();
    for (const [path, heading] of walk) {
      await tab.page.evaluate(
        `(() => { const link = document.createElement('a'); link.href = ${JSON.stringify(path)};
          document.body.append(link); link.click(); link.remove(); })()`,
      );
      await tab.page.locator('main h1', { hasText: heading }).waitFor();
    }
    for (const [path, heading] of walk.toReversed()) {
      const { pathname, search } = new URL(tab.page.url());
      assert.equal(pathname + search, path);
      await tab.page.locator('main h1', { hasText: heading }).waitFor();
      await tab.page.goBack();
    }
    assert.equal(new URL(tab.page.url()).pathname, '/');
    await tab.page.reload();
    assert.equal(await tab.heading(), 'Office Lindenstraße');
    tab.assertCalm(/status of 404/);
  });

  it('looks as the person wants it, at once and after a reload', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/settings', theme: 'light' });
    const paper = (): Promise<string> =>
      tab.page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await tab.page.getByLabel('Appearance').selectOption('dark');
    assert.equal(await paper(), 'rgb(20, 23, 22)');
    await tab.page.reload();
    await tab.page.getByLabel('Appearance').waitFor();
    assert.equal(await paper(), 'rgb(20, 23, 22)');
    await tab.page.getByLabel('Appearance').selectOption('contrast');
    assert.equal(await paper(), 'rgb(255, 255, 255)');
    assert.deepEqual(await axeViolations(tab.page), []);
    await tab.page.getByLabel('Appearance').selectOption('system');
    assert.equal(await paper(), 'rgb(246, 245, 241)');
    tab.assertCalm();
  });

  it('pauses sharing and says so on every page, keeps quiet, and starts with the session', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings', width: 390 });
    await tab.page.getByRole('switch', { name: 'Do not disturb' }).click();
    await tab.page.getByRole('switch', { name: 'Start with this PC' }).click();
    await tab.page.getByRole('switch', { name: 'Pause sharing' }).click();
    await tab.page.getByText('Sharing is paused').waitFor();
    assert.deepEqual(agent.topics.desktop, {
      paused: true,
      quiet: true,
      startup: true,
      language: null,
      tray: 'shown',
      notifies: 'none',
    });
    assert.deepEqual(await axeViolations(tab.page), []);
    assert.ok((await overflow(tab.page)) <= 0);
    await tab.page.getByRole('link', { name: 'Printers' }).click();
    await tab.page.getByRole('button', { name: 'Go on sharing' }).click();
    await tab.page.getByText('Sharing is paused').waitFor({ state: 'detached' });
    agent.push('desktop', { ...agent.topics.desktop, startup: null });
    await tab.page.getByRole('link', { name: 'This PC' }).click();
    await tab.page.getByText('Hallway cannot set this here.').waitFor();
    tab.assertCalm();
  });

  it('rings for a call, unless the person wants no sounds in this browser', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    await tab.page.addInitScript(`{
      globalThis.tones = 0;
      const Real = OscillatorNode;
      globalThis.OscillatorNode = class extends Real {
        constructor(...given) { super(...given); globalThis.tones += 1; }
      };
    }`);
    const tonesOfACall = async (): Promise<number> => {
      await tab.page.reload();
      await tab.heading();
      agent.push('calls', [CALL]);
      await tab.page.getByRole('button', { name: 'Refuse' }).waitFor();
      return tab.page.evaluate<number>('globalThis.tones');
    };
    assert.equal(await tonesOfACall(), 2);
    agent.push('calls', []);
    const sounds = tab.page.getByRole('switch', { name: 'Sounds' });
    assert.ok(await sounds.isChecked());
    await sounds.click();
    assert.equal(await tonesOfACall(), 0);
    assert.equal(await sounds.isChecked(), false);
    tab.assertCalm();
  });
});

const CALL: Call = {
  id: 'q'.repeat(26),
  conversation: 'everyone',
  from: BOOKKEEPING,
  at: 0,
  video: false,
  here: 'rings',
  people: [],
};
