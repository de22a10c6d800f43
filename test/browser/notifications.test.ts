/** What happens while no dashboard is looked at: the browser tells it, once, where it was asked to. */
import assert from 'node:assert/strict';
import * as api from '../../src/api/local.ts';
import { listCalls } from '../../src/api/local-calls.ts';
import { eventually, useAgents, type TestAgent } from '../support/agents.ts';
import { axeViolations, overflow, THEMES, useBrowser, type Tab } from './browser.ts';

/** Notes what is shown; the person of a test clicks by `notes[n].click()`. Nothing was allowed yet. */
const RECORD = `{
  globalThis.notes = [];
  globalThis.asked = 0;
  let permission = 'default';
  globalThis.Notification = class extends EventTarget {
    static get permission() { return localStorage.getItem('test.permission') ?? permission; }
    static async requestPermission() {
      globalThis.asked += 1;
      localStorage.setItem('test.permission', globalThis.refuses ? 'denied' : 'granted');
      return Notification.permission;
    }
    constructor(title, options) {
      super();
      Object.assign(this, options, { title, closed: false });
      globalThis.notes.push(this);
      queueMicrotask(() => this.dispatchEvent(new Event('show')));
    }
    close() { this.closed = true; this.dispatchEvent(new Event('close')); }
    click() { this.dispatchEvent(new Event('click')); }
  };
  globalThis.look = (at) => {
    document.hasFocus = () => at;
    dispatchEvent(new Event(at ? 'focus' : 'blur'));
  };
}`;

interface Note {
  title: string;
  body: string;
  tag: string;
  closed: boolean;
  requireInteraction: boolean;
}

const notes = (tab: Tab): Promise<Note[]> =>
  tab.page.evaluate<Note[]>(
    'notes.map(({ title, body, tag, closed, requireInteraction }) => ({ title, body, tag, closed, requireInteraction }))',
  );

/** Shows the settings with notifications that are only noted. */
async function ready(tab: Tab): Promise<void> {
  tab.context.setDefaultTimeout(20_000);
  await tab.heading();
  await tab.context.addInitScript(RECORD);
  await tab.page.reload();
  await tab.page.locator('hallway-notifications').waitFor();
}

describe('dashboard: notifications of the browser', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const browser = useBrowser();
  let anna: TestAgent;
  let ben: TestAgent;

  before(async () => {
    [anna, ben] = await agents.pair('Anna', 'Ben');
  });

  const say = (text: string) =>
    ben.call(api.sendMessage, { params: { conversation: 'everyone' }, body: { text } });

  /** Anna's dashboard in the background, its browser asked by the button. */
  async function background(): Promise<Tab> {
    const tab = await browser.tab(anna, { path: '/settings' });
    await ready(tab);
    assert.equal(await tab.page.evaluate('asked'), 0, 'nobody is asked without a button');
    await tab.page.getByRole('button', { name: 'Show in this browser' }).click();
    await tab.page.getByText('This browser shows them while').waitFor();
    await tab.page.evaluate('look(false)');
    await eventually(
      async () => (await anna.call(api.getDesktop, {})).notifies === 'browser',
      5000,
      'the agent knows',
    );
    return tab;
  }

  it('tells a message once, in one of two windows, takes it back when it was read, and opens it', async () => {
    const tabs = [await background()];
    const second = await tabs[0]!.context.newPage();
    await second.goto(await anna.signInUrl('/people'));
    await second.locator('main h1').waitFor();
    await second.evaluate('look(false)');
    await say('<b>Lunch</b> at noon?');
    const both = async (): Promise<Note[]> => [
      ...(await notes(tabs[0]!)),
      ...(await second.evaluate<Note[]>('notes.map(({ title, body, closed }) => ({ title, body, closed }))')), // biome-ignore format: one step
    ];
    await eventually(async () => (await both()).length > 0, 10_000, 'it is told');
    await say('Or at one?');
    await eventually(async () => (await both()).length > 1, 10_000, 'the next is told');
    const told = await both();
    assert.deepEqual(
      told.map(({ title, body }) => [title, body]),
      [
        ['Ben', '<b>Lunch</b> at noon?'],
        ['Ben', 'Or at one?'],
      ],
    );
    assert.deepEqual(
      told.map(({ closed }) => closed),
      [true, false],
    );
    const shower = (await notes(tabs[0]!)).length > 0 ? tabs[0]!.page : second;
    await shower.evaluate('notes.at(-1).click()');
    await shower.waitForURL(/\/talk\/everyone$/);
    assert.ok((await both()).every(({ closed }) => closed));
    await shower.evaluate('look(true)');
    await shower.getByText('Or at one?').first().waitFor();
    await say('While she looks');
    await shower.getByText('While she looks').first().waitFor();
    assert.equal((await both()).length, 2, 'what is seen is not told');
    tabs[0]!.assertCalm();
  });

  it('takes back what it showed before it was loaded anew', async () => {
    const tab = await background();
    const there = await browser.tab(ben, { path: '/talk/everyone' });
    await there.page.getByRole('button', { name: 'Call', exact: true }).click();
    const ring = async (): Promise<Note[]> =>
      (await notes(tab)).filter(({ tag }) => tag.startsWith('call '));
    await eventually(async () => (await ring()).length === 1, 10_000, 'it rings');
    const [rings] = await ring();
    await tab.page.goto('about:blank');
    await there.page.getByRole('button', { name: 'Hang up' }).click();
    await eventually(
      async () => (await anna.call(listCalls, { query: {} })).length > 0,
      10_000,
      'it is over',
    );
    await tab.page.goto(`${anna.url}/settings`);
    await eventually(async () => (await ring())[0]?.closed === true, 10_000, 'it is taken back');
    assert.deepEqual((await ring()).map(({ tag }) => tag), [rings?.tag]); // biome-ignore format: one line
    tab.assertCalm();
  });

  it('tells nothing where the person is not to be disturbed, and of calls only until they end', async () => {
    const tab = await background();
    await anna.call(api.setDesktop, { body: { quiet: true } });
    await say('Not now');
    await eventually(
      async () =>
        (await anna.call(api.listConversations, {})).some(({ last }) => last?.text === 'Not now'),
      10_000,
      'it is there',
    );
    // What came is looked at a moment later.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await anna.call(api.setDesktop, { body: { quiet: false } });
    const there = await browser.tab(ben, { path: '/talk/everyone' });
    await there.page.getByRole('button', { name: 'Call', exact: true }).click();
    const ring = async (): Promise<Note[]> =>
      (await notes(tab)).filter(({ tag }) => tag.startsWith('call '));
    await eventually(async () => (await ring()).length === 1, 10_000, 'it rings');
    assert.deepEqual((await ring()).map(({ requireInteraction, closed }) => [requireInteraction, closed]), [[true, false]]); // biome-ignore format: one line
    await there.page.getByRole('button', { name: 'Hang up' }).click();
    await eventually(async () => (await ring())[0]?.closed === true, 10_000, 'it is taken back');
    assert.ok(!(await notes(tab)).some(({ body }) => body === 'Not now'));
    await tab.page.getByRole('button', { name: 'Do not show any more' }).click();
    await eventually(
      async () => (await anna.call(api.getDesktop, {})).notifies === 'none',
      5000,
      'the agent knows that nobody tells any more',
    );
    const before = (await notes(tab)).length;
    await say('And now nobody');
    await eventually(
      async () =>
        (await anna.call(api.listConversations, {})).some(({ last }) => last?.text === 'And now nobody'), // biome-ignore format: one step
      10_000,
      'it is there',
    );
    assert.equal((await notes(tab)).length, before);
    tab.assertCalm();
  });
});

describe('dashboard: the row of notifications', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it('says who tells, or why nobody does', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/settings' });
    await ready(tab);
    await tab.page.evaluate('globalThis.refuses = true');
    await tab.page.getByRole('button', { name: 'Show in this browser' }).click();
    await tab.page.getByText('This browser refuses them.').waitFor();
    agent.push('desktop', { ...agent.topics.desktop, notifies: 'system' });
    await tab.page.getByText('this system shows them, also without a dashboard').waitFor();
    assert.equal(await tab.page.getByRole('button', { name: 'Show in this browser' }).count(), 0);
    tab.assertCalm();
  });

  it('can be read by all, in each theme and on a phone', async () => {
    for (const theme of THEMES) {
      const tab = await browser.tab(await browser.fake(), { path: '/settings', theme, width: 390 });
      await tab.page.locator('hallway-notifications').waitFor();
      assert.deepEqual(await axeViolations(tab.page), []);
      assert.ok((await overflow(tab.page)) <= 0);
      tab.assertCalm();
    }
  });
});
