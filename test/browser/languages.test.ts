/** Every message is there in every language, and the dashboard speaks the person's. */
import assert from 'node:assert/strict';
import { dashboardMessages } from '../support/messages.ts';
import { read } from '../support/sources.ts';
import { axeViolations, overflow, useBrowser } from './browser.ts';

const FOREIGN = ['de', 'fr', 'es', 'zh'] as const;
const tables = new Map(
  FOREIGN.map((language) => [
    language,
    JSON.parse(read(`dashboard/locale/${language}.json`)) as Record<string, string>,
  ]),
);
const PLACES = /\{\d\}/g;

describe('languages', () => {
  it('have every message, no other, with all its places', () => {
    const messages = dashboardMessages();
    assert.ok(messages.length > 600);
    for (const [language, table] of tables) {
      assert.deepEqual(Object.keys(table).sort(), [...messages].sort(), language);
      for (const [english, words] of Object.entries(table)) {
        assert.notEqual(words.trim(), '', `${language}: ${english}`);
        assert.deepEqual(
          words.match(PLACES)?.toSorted() ?? [],
          english.match(PLACES)?.toSorted() ?? [],
          `${language}: ${english}`,
        );
      }
    }
  });
});

describe('dashboard: languages', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it('speaks the language of the browser, and another one when it is chosen', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings', locale: 'de-AT' });
    await tab.page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    assert.equal(await tab.page.evaluate('document.documentElement.lang'), 'de');
    await tab.page.getByText('12,5 GB frei', { exact: false }).first().waitFor();
    await tab.page.getByLabel('Sprache').selectOption('zh');
    await tab.page.getByRole('heading', { name: '偏好设置' }).waitFor();
    await tab.page.getByLabel('语言').selectOption('');
    await tab.page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    tab.assertCalm();
  });

  for (const language of FOREIGN)
    it(`keeps its shape in ${language}, on a phone too`, async () => {
      const agent = await browser.fake();
      const tab = await browser.tab(agent, { locale: language, width: 390 });
      for (const page of ['', 'printers', 'files', 'people', 'settings', 'doctor']) {
        await tab.page.goto(`${agent.url}/${page}`);
        await tab.heading();
        assert.ok((await overflow(tab.page)) <= 0, `${page} is wider than the window`);
      }
      assert.deepEqual(await axeViolations(tab.page), []);
      tab.assertCalm();
    });
});
