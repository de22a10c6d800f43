/** Check 15 with a real browser: a hostile page on another local port, and one that rebinds DNS. */
import assert from 'node:assert/strict';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import * as api from '../../src/api/local.ts';
import { chromiumPath } from '../browser/browser.ts';
import { eventually, useAgents, type TestAgent } from '../support/agents.ts';
import { HostileSite } from './hostile-site.ts';

/** The API may answer none of these, whatever the page holds; a page may be navigated to. */
const ATTACKS: Readonly<Record<string, string>> = {
  'a blind fetch': `fetch(api + '/status', { mode: 'no-cors' }).then((r) => r.type + r.status)`,
  'a blind POST': `fetch(api + '/stop', { method: 'POST', mode: 'no-cors', body: '{}' })
    .then((r) => r.type + r.status)`,
  'a fetch': `fetch(api + '/status').then((r) => 'READ ' + r.status)`,
  'a fetch with a bearer': `fetch(api + '/status', { headers: { authorization: 'Bearer ' + token } })
    .then((r) => 'READ ' + r.status)`,
  'a POST with a bearer': `fetch(api + '/stop',
    { method: 'POST', headers: { authorization: 'Bearer ' + token } }).then((r) => 'READ ' + r.status)`,
  'a fetch of a page': `fetch(door + '/').then((r) => 'READ ' + r.status)`,
  'a beacon': `String(navigator.sendBeacon(api + '/stop', 'x'))`,
  'a WebSocket with a bearer': `new Promise((resolve) => {
    const socket = new WebSocket(door.replace('http', 'ws') + '/api/v1/events',
      ['hallway.v1', 'bearer.' + token]);
    socket.onopen = () => resolve('READ open');
    socket.onerror = () => resolve('refused');
  })`,
  'a picture of the API': `new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve('READ loaded');
    image.onerror = () => resolve('refused');
    image.src = api + '/status';
  })`,
  'a picture of the dashboard': `new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve('READ loaded');
    image.onerror = () => resolve('refused');
    image.src = door + '/icon.svg';
  })`,
  'a script': `new Promise((resolve) => {
    const script = document.createElement('script');
    script.onload = () => resolve('READ loaded');
    script.onerror = () => resolve('refused');
    script.src = api + '/openapi.json';
    document.head.append(script);
  })`,
  'a frame of a page': `new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.onload = () => {
      try { resolve('READ ' + frame.contentDocument.body.innerText); }
      catch { resolve('refused'); }
    };
    frame.src = door + '/';
    document.body.append(frame);
  }).then((said) => said === 'READ ' ? 'refused' : said)`,
  'a form': `new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.name = 'target';
    document.body.append(frame);
    const form = document.createElement('form');
    Object.assign(form, { method: 'POST', action: api + '/stop', target: 'target', enctype: 'text/plain' });
    form.append(Object.assign(document.createElement('input'), { name: '{"a":"', value: '"}' }));
    document.body.append(form);
    frame.onload = () => resolve('sent');
    form.submit();
    setTimeout(() => resolve('sent'), 1000);
  })`,
};

describe('local door: hostile pages in a browser', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const site = new HostileSite();
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let agent: TestAgent;

  before(async function () {
    const picture = '<svg xmlns="http://www.w3.org/2000/svg"/>';
    site.pages.set('/icon.svg', { type: 'image/svg+xml', body: picture });
    site.pages.set('/api/v1/openapi.json', { type: 'text/javascript', body: '1' });
    const executablePath = chromiumPath();
    if (executablePath === undefined) return this.skip();
    [agent, browser] = await Promise.all([
      agents.start({ name: 'Front desk' }),
      chromium.launch({
        executablePath,
        args: [
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          '--host-resolver-rules=MAP *.example 127.0.0.1',
        ],
      }),
      site.start(),
    ]);
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context?.close());
  after(async () => {
    await browser?.close();
    await site.stop();
  });

  /** What the page got, and with which statuses the agent answered it. */
  async function attack(what: string, origin: string, door: string): Promise<number[]> {
    const statuses: number[] = [];
    page.on('response', (response) => {
      if (response.url().startsWith(door)) statuses.push(response.status());
    });
    await page.goto(origin);
    const script = `(async (door, api, token) => { try { return await ${ATTACKS[what]}; }
      catch (error) { return 'refused ' + error; } })`;
    const said = await page.evaluate<string>(
      `${script}(${JSON.stringify(door)}, ${JSON.stringify(`${door}/api/v1`)}, ${JSON.stringify(agent.token)})`,
    );
    assert.doesNotMatch(said, /READ/, `${what}: ${said}`);
    return statuses;
  }

  for (const what of Object.keys(ATTACKS))
    it(`check 15: refuses ${what} of a page on another local port and of a foreign one`, async () => {
      for (const origin of [site.url, `http://evil.example:${site.port}/`]) {
        const statuses = await attack(what, origin, agent.url);
        assert.deepEqual(
          statuses.filter((status) => status !== 403),
          [],
          `${what} from ${origin}`,
        );
      }
      assert.equal((await agent.call(api.getStatus, {})).device.name, 'Front desk');
    });

  it('would notice a door that lets a page read', async () => {
    for (const what of ['a fetch', 'a fetch of a page', 'a picture of the dashboard', 'a script'])
      await assert.rejects(
        attack(what, `http://evil.example:${site.port}/`, site.url),
        /READ/,
        what,
      );
  });

  it('check 14: tells a page that rebinds its name to this PC that it is wrong here', async () => {
    const rebound = `http://evil.example:${agent.port}`;
    const answer = await page.goto(`${rebound}/`);
    assert.equal(answer?.status(), 421);
    for (const what of [
      'a fetch with a bearer',
      'a POST with a bearer',
      'a WebSocket with a bearer',
    ]) {
      // The site itself cannot be shown under that port, so a page of the same site asks.
      const statuses = await attack(what, `http://evil.example:${site.port}/`, rebound);
      assert.deepEqual(
        statuses.filter((status) => status !== 421),
        [],
        what,
      );
    }
    const same = await page.goto(`${rebound}/`);
    assert.equal(same?.status(), 421);
    const said = await page.evaluate<string>(
      `fetch('/api/v1/status', { headers: { authorization: ${JSON.stringify(`Bearer ${agent.token}`)} } })
        .then((r) => String(r.status), (error) => 'refused ' + error)`,
    );
    assert.match(said, /^(421|refused)/);
  });

  it('check 15: lets a page open Hallway in a window, which shows no data and cannot be read', async () => {
    await page.goto(site.url);
    const opening = context.waitForEvent('page');
    await page.evaluate(`globalThis.opened = open(${JSON.stringify(`${agent.url}/printers`)})`);
    const opened = await opening;
    await opened.getByRole('heading', { name: 'Open Hallway from this PC' }).waitFor();
    assert.ok(!(await opened.content()).includes('Front desk'));
    assert.equal(await opened.evaluate('opener'), null);
    await eventually(() => page.evaluate('opened.closed'), 3000, 'the opener lost the window');
    const read = await page.evaluate<string>(
      `(() => { try { return 'READ ' + opened.document.title; } catch { return 'refused'; } })()`,
    );
    assert.doesNotMatch(read, /READ ./);
    const data = context.waitForEvent('page');
    await page.evaluate(`globalThis.data = open(${JSON.stringify(`${agent.url}/api/v1/status`)})`);
    assert.ok(!(await (await data).content()).includes('Front desk'));
  });
});
