/** The search page: asked while somebody types, told as PCs answer, by keyboard alone. */
import assert from 'node:assert/strict';
import { type Holder, MARK, type SearchAnswer, type SearchHit } from '../../src/model/search.ts';
import { eventually } from '../support/eventually.ts';
import type { Tab } from './browser.ts';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

const DEVICE = 'b'.repeat(52);
const SHARE = 'c'.repeat(16);

const holder = (path: string, more: Partial<Holder> = {}): Holder => ({
  device: DEVICE,
  deviceName: 'Ben',
  share: SHARE,
  shareName: 'Papers',
  path,
  ...more,
});

const hit = (path: string, more: Partial<SearchHit> = {}): SearchHit => ({
  device: DEVICE,
  deviceName: 'Ben',
  share: SHARE,
  shareName: 'Papers',
  path,
  kind: 'document',
  size: 2048,
  modified: Date.UTC(2026, 10, 20),
  snippet: '',
  score: 0.9,
  content: '',
  person: 'ben',
  holders: [holder(path)],
  ...more,
});

const answer = (hits: SearchHit[], more: Partial<SearchAnswer> = {}): SearchAnswer => ({
  hits,
  answered: 2,
  asked: 3,
  silent: ['Carl'],
  reading: [],
  done: true,
  ...more,
});

async function openByKey(tab: Tab): Promise<void> {
  await tab.page.locator('hallway-hallway-page h1').waitFor();
  await tab.page.keyboard.press('/');
  await tab.page.locator('hallway-search-page input:focus').waitFor();
}

interface Body {
  words: string;
  kinds?: string[];
  devices?: string[];
  since?: number;
  person?: string;
  minSize?: number;
  maxSize?: number;
}

describe('dashboard: search', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  /** Answers with what `reply` says to the body that was sent. */
  async function answering(
    tab: Tab,
    reply: (body: { words: string; kinds?: string[] }) => SearchAnswer[],
  ): Promise<Body[]> {
    const asked: Body[] = [];
    await tab.page.route('**/api/v1/search', async (route) => {
      const body = route.request().postDataJSON() as (typeof asked)[number];
      asked.push(body);
      const lines = reply(body).map((line) => `${JSON.stringify(line)}\n`);
      await route.fulfill({ contentType: 'application/x-ndjson', body: lines.join('') });
    });
    return asked;
  }

  it('is reached with one key, finds while one types, and says who answered', async () => {
    const tab = await browser.tab(await browser.fake());
    const asked = await answering(tab, ({ words }) => [
      answer([hit('2026/Budget.pdf'), hit('2026', { kind: 'folder' })], {
        done: words !== 'budget',
      }),
      answer([hit('2026/Budget.pdf'), hit('2026', { kind: 'folder' })]),
    ]);
    await openByKey(tab);
    await tab.page.keyboard.type('budget');
    await tab.page.getByText('2 things found. 2 of 3 PCs answered. Not heard: Carl.').waitFor();
    assert.equal(asked.at(-1)?.words, 'budget');
    assert.match(tab.page.url(), /\/search\?q=budget$/);
    const link = tab.page.getByRole('link', { name: 'Budget.pdf' });
    assert.equal(
      await link.getAttribute('href'),
      `/files/${DEVICE}/${SHARE}/view?path=2026%2FBudget.pdf`,
    );
    await tab.page.getByRole('link', { name: 'Ben › Papers › 2026' }).waitFor();
    tab.assertCalm();
  });

  it('narrows by kind, PC and time, and keeps all of it in its address', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent);
    const asked = await answering(tab, () => [answer([])]);
    await openByKey(tab);
    await tab.page.keyboard.type('plan');
    await tab.page.getByText('Nothing was found').waitFor();
    await tab.page.getByLabel('Kind').selectOption('Pictures');
    await tab.page.getByLabel('Changed').selectOption('In the last week');
    const member = agent.topics.members[1];
    assert.ok(member);
    await tab.page.getByRole('combobox', { name: 'PC', exact: true }).selectOption(member.id);
    await tab.page.waitForURL(/kind=picture.*days=7.*pc=/);
    const last = await eventually(
      () => asked.find(({ devices }) => devices !== undefined),
      8000,
      'it asked that PC',
    );
    assert.deepEqual([last.kinds, last.devices], [['picture'], [member.id]]);
    assert.ok((last.since ?? 0) > Date.now() - 8 * 86_400_000);
    await tab.page.getByRole('combobox', { name: 'Person' }).fill('Anna');
    await tab.page.keyboard.press('Tab');
    await tab.page.waitForURL(/who=Anna/);
    await eventually(
      () => asked.some(({ person }) => person === 'Anna'),
      8000,
      'it asked for that person',
    );
    await tab.page.getByRole('combobox', { name: 'Size' }).selectOption({ label: '1 to 100 MB' });
    await tab.page.waitForURL(/size=medium/);
    await eventually(
      () => asked.some(({ minSize, maxSize }) => minSize === 1e6 && maxSize === 1e8 - 1),
      8000,
      'it asked for that size',
    );
    tab.assertCalm();
  });

  it('names all who have the same, and fetches what was found alone', async () => {
    const root = 'r'.repeat(52);
    const tab = await browser.tab(await browser.fake());
    await answering(tab, () => [
      answer([
        hit('plan.pdf', {
          root,
          holders: [
            holder('plan.pdf', { root }),
            holder('x/plan.pdf', { deviceName: 'Carl', root }),
            holder('y/plan.pdf', { deviceName: 'Dora' }),
          ],
        }),
      ]),
    ]);
    await openByKey(tab);
    await tab.page.keyboard.type('plan');
    await tab.page.locator('.holders').first().waitFor();
    const [same, seems] = await tab.page.locator('.holders').all();
    assert.match((await same?.innerText()) ?? '', /The same content:\s+Carl › Papers › plan\.pdf/);
    assert.match(
      (await seems?.innerText()) ?? '',
      /Seems to be the same:\s+Dora › Papers › plan\.pdf/,
    );
    let ordered: unknown;
    await tab.page.route('**/api/v1/transfers', async (route) => {
      ordered = route.request().postDataJSON();
      await route.abort();
    });
    await tab.page.getByRole('button', { name: 'Fetch to this PC' }).click();
    await eventually(() => ordered !== undefined, 8000, 'it was ordered');
    assert.deepEqual(ordered, { device: DEVICE, share: SHARE, path: 'plan.pdf', root });
  });

  it('shows what others wrote as text, with its own marks alone', async () => {
    const evil = '<img src=x onerror=globalThis.hacked=1>\u202Egpj.exe';
    const tab = await browser.tab(await browser.fake());
    const snippet = `before ${MARK.open}word${MARK.close} <script>globalThis.hacked=1</script> ${MARK.open}`;
    await answering(tab, () => [
      answer([hit(evil, { deviceName: evil, shareName: evil, snippet })], { silent: [evil] }),
    ]);
    await openByKey(tab);
    await tab.page.keyboard.type('word');
    assert.equal(await tab.page.locator('hallway-search-hit mark').first().innerText(), 'word');
    assert.equal(await tab.page.evaluate('globalThis.hacked'), undefined);
    assert.equal(await tab.page.locator('hallway-search-hit img').count(), 0);
    tab.assertCalm();
  });

  it('is readable for everybody, at every width', async function () {
    this.timeout(60_000);
    for (const width of [1280, 390])
      for (const theme of THEMES) {
        const tab = await browser.tab(await browser.fake(), { width, theme });
        await answering(tab, () => [
          answer([
            hit('a/very/long/way/to/a/file that is called by a long name.pdf', {
              snippet: `The ${MARK.open}rent${MARK.close} goes up.`,
              root: 'r'.repeat(52),
              holders: Array.from({ length: 8 }, (_none, at) =>
                holder(`a long name of a copy ${at}.pdf`, at < 6 ? { root: 'r'.repeat(52) } : {}),
              ),
            }),
          ]),
        ]);
        await openByKey(tab);
        await tab.page.keyboard.type('rent');
        await tab.page.locator('hallway-search-hit mark').waitFor();
        assert.deepEqual(await axeViolations(tab.page), []);
        assert.ok((await overflow(tab.page)) <= 0, `wider than ${width} px`);
      }
  });
});
