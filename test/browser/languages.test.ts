/** Every message is there in every language, and the dashboard speaks the person's. */
import assert from 'node:assert/strict';
import { HallwayError } from '../../src/base/errors.ts';
import { notice } from '../support/fake-notices.ts';
import { BOOKKEEPING } from '../support/fake-office.ts';
import { LASER } from '../support/fake-printers.ts';
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
const FAILED = 'The print system of this PC could not find out what the printer can do.';
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

  it('says anew what the agent says, and leaves names as they are', async () => {
    const agent = await browser.fake();
    const fix = 'Try again; if it stays so, the error log of the print system says why.';
    agent.installFails = new HallwayError('printer.install_denied', FAILED, { fix });
    const tab = await browser.tab(agent, {
      path: `/printers/${BOOKKEEPING}/${LASER}`,
      locale: 'de',
    });
    const { page } = tab;
    await page.getByRole('button', { name: 'Als Drucker dieses PCs einrichten' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('Das Drucksystem dieses PCs konnte nicht').waitFor();
    await alert.getByText('sagt das Fehlerprotokoll des Drucksystems, warum.').waitFor();

    const told = '“Put paper in.” for “Laser <b>1</b>” was not printed. Out of paper at Anna.';
    agent.push('notices', [notice(9, Date.now(), told), ...agent.topics.notices]);
    const words = '„Put paper in.“ für „Laser <b>1</b>“ wurde nicht gedruckt. Kein Papier an Anna.';
    await page.getByRole('status').getByText(words).waitFor();
    await page.getByRole('button', { name: /^Was bei/ }).click();
    await page.locator('hallway-dialog').getByText(words).first().waitFor();
    await page.keyboard.press('Escape');

    await page.goto(`${agent.url}/printers`);
    await page.getByText('Kein Papier', { exact: true }).first().waitFor();
    tab.assertCalm(/403/);
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
