/** Systems in high contrast (forced colours) take backgrounds away: nothing may hang on them alone. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { BOOKKEEPING, OFFERS } from '../support/fake-office.ts';
import { axeViolations, THEMES, useBrowser, type Tab } from './browser.ts';

/** The backgrounds of these elements as they are drawn. */
const backgrounds = (at: Locator): Promise<string[]> =>
  at.evaluateAll((all) => {
    const { getComputedStyle } = globalThis as unknown as {
      getComputedStyle: (element: unknown) => { backgroundColor: string };
    };
    return all.map((one) => getComputedStyle(one).backgroundColor);
  });

async function background(at: Locator): Promise<string> {
  await at.waitFor();
  const [color] = await backgrounds(at);
  assert.ok(color);
  return color;
}

describe('dashboard: high contrast', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  async function forced(path: string, theme: (typeof THEMES)[number] = 'dark'): Promise<Tab> {
    const tab = await browser.tab(await browser.fake(), { path, theme });
    await tab.page.emulateMedia({ forcedColors: 'active', colorScheme: theme });
    await tab.page.reload();
    await tab.heading();
    return tab;
  }

  for (const theme of THEMES)
    it(`shows which page is open, and how much is left of what, in ${theme} colours`, async () => {
      const tab = await forced('/printers', theme);
      const link = (name: string): Locator => tab.page.getByRole('link', { name, exact: true });
      assert.notEqual(await background(link('Printers')), await background(link('Files')));
      const track = tab.page.locator('hallway-supplies .track:not(.bad, .none)').first();
      assert.notEqual(await background(track), await background(track.locator('span')));
      assert.deepEqual(await axeViolations(tab.page), []);
      tab.assertCalm();
    });

  it('shows what is selected, and how files are shown', async () => {
    const tab = await forced(`/files/${BOOKKEEPING}/${OFFERS}`);
    const row = (name: string): Locator =>
      tab.page.getByRole('row').filter({ has: tab.page.getByText(name, { exact: true }) });
    await row('README').getByRole('checkbox').click();
    assert.notEqual(await background(row('README')), await background(row('Drafts')));
    const button = (name: string): Locator => tab.page.getByRole('button', { name, exact: true });
    assert.notEqual(await background(button('List')), await background(button('Grid')));
    tab.assertCalm();
  });

  it('tells the pieces of one PC from those of another', async () => {
    const tab = await forced('/transfers');
    const pieces = tab.page.locator('hallway-piece-map .map > span');
    await pieces.first().waitFor();
    const colors = new Set(await backgrounds(pieces));
    assert.ok(colors.size >= 3, [...colors].join(' '));
    tab.assertCalm();
  });
});
