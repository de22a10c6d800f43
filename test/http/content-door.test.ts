/** Check 17: what somebody shared is shown, or downloaded, and never runs. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser } from 'playwright-core';
import * as api from '../../src/api/local.ts';
import { chromiumPath } from '../browser/browser.ts';
import { useAgents, type TestAgent } from '../support/agents.ts';
import { rawHttp, requestHead, type RawAnswer } from '../support/raw-http.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { HostileSite } from './hostile-site.ts';

/** Every way that a document has to make itself heard at `beacon`. */
function hostileFiles(beacon: string): Record<string, string> {
  const script = (who: string): string =>
    `fetch('${beacon}/${who}-fetch'); new Image().src = '${beacon}/${who}-image'; document.title = 'ran'`;
  const page = (who: string): string =>
    `<!doctype html><title>calm</title><script>${script(who)}</script><h1>page</h1>
     <script src="${beacon}/${who}-script.js"></script><link rel=stylesheet href="${beacon}/${who}-style.css">
     <img src=x onerror="fetch('${beacon}/${who}-error')"><img src="${beacon}/${who}-picture">
     <iframe src="${beacon}/${who}-frame"></iframe><object data="${beacon}/${who}-object"></object>
     <meta http-equiv=refresh content="0;url=${beacon}/${who}-refresh">
     <form action="${beacon}/${who}-form" id=f></form><body style="background:url(${beacon}/${who}-css)">`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"
     onload="fetch('${beacon}/svg-load')" width="9" height="9"><script>${script('svg')}</script>
     <script x:href="${beacon}/svg-script.js"/><image x:href="${beacon}/svg-picture" width="9" height="9"/>
     <foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="${beacon}/svg-frame"/></body></foreignObject>
     <animate onbegin="fetch('${beacon}/svg-begin')" attributeName="x" dur="1s"/></svg>`;
  const xhtml = `<html xmlns="http://www.w3.org/1999/xhtml"><script>${script('xml')}</script></html>`;
  return {
    'evil.html': page('html'),
    'EVIL.HTM': page('htm'),
    'evil.svg': drawing,
    'evil.xml': xhtml,
    'evil.xhtml': xhtml,
    'evil.txt': page('txt'),
    'evil.png': page('png'),
    evil: page('none'),
    'evil.html ': page('space'),
    'a"; filename="evil.html': page('quote'),
  };
}

describe('content port', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  const site = new HostileSite();
  let browser: Browser | undefined;
  let owner: TestAgent;
  let victim: TestAgent;
  let share: { device: string; share: string };
  let names: string[];

  before(async () => {
    await site.start();
    const files = hostileFiles(site.url);
    names = Object.keys(files);
    const shared = join(folder.path, 'shared');
    mkdirSync(shared);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(shared, name), text);
    const executablePath = chromiumPath();
    [owner, victim] = await agents.pair('Owner', 'Victim');
    const { id } = await owner.call(api.addShare, { body: { path: shared } });
    share = { device: owner.deviceId, share: id };
    if (executablePath)
      browser = await chromium.launch({
        executablePath,
        args: ['--headless', '--no-sandbox', '--disable-gpu'],
      });
  });
  after(async () => {
    await browser?.close();
    await site.stop();
    folder.remove();
  });

  /** Peers' files and this PC's own take the same way. */
  const viewers = (): TestAgent[] => [victim, owner];
  const address = async (viewer: TestAgent, path: string, inline: boolean): Promise<string> =>
    (await viewer.call(api.createContentAddress, { params: share, query: { path, inline } })).url;
  const read = (url: string, headers: Record<string, string> = {}, method = 'GET') => {
    const { port, host, pathname } = new URL(url);
    return rawHttp(Number(port), requestHead(`${method} ${pathname}`, { host, ...headers }));
  };
  const assertInert = (answer: RawAnswer, what: string): void => {
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /(^|; )sandbox(;|$)/, what);
    assert.match(policy, /default-src 'none'/, what);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', what);
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer', what);
    assert.equal(answer.headers.get('access-control-allow-origin'), undefined, what);
  };

  it('sandboxes every answer, and offers all but pictures, sound, film and text as a download', async () => {
    for (const viewer of viewers())
      for (const name of names)
        for (const inline of [false, true]) {
          const what = `${viewer.name} ${name} inline=${inline}`;
          const url = await address(viewer, name, inline);
          const whole = await read(url);
          assert.equal(whole.status, 200, what);
          const part = await read(url, { range: 'bytes=0-3' });
          assert.equal(part.status, 206, what);
          const known = await read(url, { 'if-none-match': whole.headers.get('etag') ?? '' });
          assert.equal(known.status, 304, what);
          const beyond = await read(url, { range: 'bytes=99999999-' });
          assert.equal(beyond.status, 416, what);
          for (const answer of [whole, part, known, beyond, await read(url, {}, 'HEAD')])
            assertInert(answer, what);
          const shown = inline && /\.(svg|txt|png)$/.test(name);
          const disposition = whole.headers.get('content-disposition');
          if (shown) assert.equal(disposition, undefined, what);
          else
            assert.match(
              disposition ?? '',
              /^attachment; filename="[^"\\]*"; filename\*=UTF-8''[^"\s;]+$/,
              what,
            );
          assert.ok(shown || disposition, what);
          assert.doesNotMatch(
            whole.headers.get('content-type') ?? '',
            shown ? /html|xml;/ : /^$/,
            what,
          );
        }
  });

  it('check 14: answers 421 under another name, and 404 to what it did not mint', async () => {
    const url = await address(victim, 'evil.svg', true);
    const { port } = new URL(url);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      `localhost.:${port}`,
      '',
      victim.url.slice(7),
    ]) {
      const refused = await read(url, { host });
      assert.equal(refused.status, 421, host);
      assertInert(refused, host);
    }
    for (const path of ['/', '/api/v1/status', '/content/x/evil.svg', '/content/../api/v1/status'])
      assert.equal((await read(new URL(path, url).href)).status, 404, path);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      assert.equal((await read(url, { 'content-length': '0' }, method)).status, 404, method);
  });

  it('check 17: runs nothing of shared files in frames, objects and pictures of a page', async function () {
    if (!browser) return this.skip();
    const before = site.asked.length;
    const context = await browser.newContext({ acceptDownloads: true });
    for (const tag of ['iframe', 'object', 'img']) {
      const page = await context.newPage();
      await page.goto(site.url);
      const urls = await Promise.all(
        names.flatMap((name) => [true, false].map((inline) => address(victim, name, inline))),
      );
      await page.evaluate(
        `for (const url of ${JSON.stringify(urls)}) {
           const element = document.createElement('${tag}');
           element['${tag === 'object' ? 'data' : 'src'}'] = url;
           document.body.append(element);
         }`,
      );
      await sleep(1500);
      assert.equal(page.url(), `${site.url}/`, tag);
      await page.close();
    }
    await context.close();
    assert.deepEqual(heardSince(before), []);
  });

  it('check 17: runs nothing of shared files that are opened as pages', async function () {
    if (!browser) return this.skip();
    const before = site.asked.length;
    const context = await browser.newContext({ acceptDownloads: true });
    await Promise.all(
      names.map(async (name) => {
        const url = await address(victim, name, true);
        const page = await context.newPage();
        // A download ends the navigation with an error: that is what shall happen.
        await page.goto(url).catch(() => {});
        await sleep(500);
        assert.notEqual(await page.title(), 'ran', name);
      }),
    );
    await context.close();
    assert.deepEqual(heardSince(before), []);
  });

  it('check 17: would notice if something ran', async function () {
    if (!browser) return this.skip();
    const before = site.asked.length;
    const page = await browser.newPage();
    site.pages.set('/proof', {
      type: 'text/html',
      body: hostileFiles(site.url)['evil.html'] ?? '',
    });
    await page.goto(`${site.url}/proof`).catch(() => {});
    await sleep(300);
    await page.close();
    assert.ok(site.asked.slice(before).some((path) => path === '/html-fetch'));
  });

  /** What hostile files asked for; the test's own page is not one of them. */
  function heardSince(before: number): string[] {
    return site.asked.slice(before).filter((path) => path !== '/' && path !== '/favicon.ico');
  }
});
