/** Two real agents, one of them online: programs of the other go by its way, as far as it was lent. */
import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import * as api from '../../src/api/local.ts';
import { createIdentity } from '../../src/identity/identity.ts';
import type { InternetState } from '../../src/model/internet.ts';
import { axeViolations, chromiumPath, launch, openTab, overflow } from '../browser/browser.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { runToEnd, type Finished } from '../support/finished.ts';
import { root } from '../support/sources.ts';
import { temporaryFolder } from '../support/temporary.ts';
import type { MadeUpInternet } from './lending-agent.ts';

const MIB = 1024 * 1024;
const GB = 1_000_000_000;
/** Worldwide by its number; nobody connects to it. */
const NEWS = '11.0.0.1';
const PAGE = '<!doctype html><title>News</title><h1>It rains</h1>';

describe('the internet of a colleague', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const place = temporaryFolder();
  const servers: Server[] = [];
  const seen: IncomingMessage[] = [];
  let anna: TestAgent;
  let ben: TestAgent;
  let proxy = '';

  /** What is out there: a page, an echo, and a file without end. */
  const outside: RequestListener = (request, response) => {
    seen.push(request);
    if (request.url === '/echo') request.pipe(response);
    else if (request.url === '/big') {
      const block = Buffer.alloc(64 * 1024, 'x');
      const more = (): void => {
        while (!response.destroyed && response.write(block));
      };
      response.on('drain', more);
      more();
    } else response.setHeader('content-type', 'text/html').end(PAGE);
  };
  const listen = async (server: Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const curl = (...args: string[]): Promise<Finished> =>
    runToEnd(
      ['curl', '-sS', '-k', '--max-time', '20', '--noproxy', '', '--proxy', proxy, ...args],
      {
        timeoutMs: 30_000,
      },
    );
  const lend = (quota: number): Promise<InternetState> =>
    anna.call(api.lendInternet, { params: { device: ben.deviceId }, body: { quota, until: null } });
  const offered = (): Promise<true> =>
    eventually(
      async () => (await ben.call(api.getInternet, {})).offered.length === 1,
      30_000,
      'Ben hears that it is lent',
    );
  /** A download that runs, and how it ended. */
  const download = async (name: string, scheme = 'http') => {
    const file = join(place.path, name);
    const run = curl('-o', file, `${scheme}://news.example/big`);
    await eventually(() => existsSync(file) && statSync(file).size > MIB, 20_000, 'it runs');
    return { run, bytes: () => statSync(file).size };
  };

  before(async function () {
    if (!existsSync('/usr/bin/curl')) {
      console.log('      skipped: no curl on this machine');
      this.skip();
    }
    const { privateKeyPem: key, certificatePem: cert } = await createIdentity();
    const internet: MadeUpInternet = {
      names: {
        'news.example': [NEWS],
        'inside.example': ['192.168.7.7'],
        'half.example': [NEWS, '10.0.0.1'],
      },
      places: {
        [`${NEWS}:80`]: await listen(createServer(outside)),
        [`${NEWS}:443`]: await listen(createTlsServer({ key, cert }, outside)),
      },
    };
    [anna, ben] = await Promise.all([
      agents.start({
        name: 'Anna',
        entry: join(root, 'test', 'internet', 'lending-agent.ts'),
        env: { MADE_UP_INTERNET: JSON.stringify(internet) },
      }),
      agents.start({ name: 'Ben' }),
    ]);
    await joinAll([anna, ben]);
  });
  after(() => {
    for (const server of servers) {
      server.close();
      (server as ReturnType<typeof createServer>).closeAllConnections();
    }
    place.remove();
  });

  it('is lent to nobody unless the owner says so', async () => {
    const none = { lent: [], offered: [], used: null };
    assert.deepEqual(await anna.call(api.getInternet, {}), none);
    assert.deepEqual(await ben.call(api.getInternet, {}), none);
    await assert.rejects(ben.call(api.useInternet, { body: { device: anna.deviceId } }), {
      code: 'internet.not_lent',
    });
    const refused = await ben.cli('internet', 'use', 'Anna', '--json');
    assert.equal(refused.code, 1);
    assert.equal(refused.json<{ error: { code: string } }>().error.code, 'internet.not_lent');
  });

  it('is lent and used by two commands', async () => {
    const lent = await anna.cli('internet', 'share', 'Ben', '--quota', '2GB', '--json');
    assert.equal(lent.code, 0, lent.stderr);
    assert.deepEqual(lent.json<{ lent: unknown[] }>().lent, [
      {
        device: ben.deviceId,
        name: 'Ben',
        quota_bytes: 2 * GB,
        until: null,
        used_today_bytes: 0,
        used_month_bytes: 0,
        connections: 0,
      },
    ]);
    await offered();
    const used = await ben.cli('internet', 'use', 'Anna', '--json');
    assert.equal(used.code, 0, used.stderr);
    const way = used.json<{ used: { proxy: string; pac: string; trouble: string } }>().used;
    assert.equal(way.trouble, '');
    assert.equal(way.pac, `${way.proxy}/proxy.pac`);
    proxy = way.proxy;
  });

  it('brings curl to pages, encrypted and not, and tells nobody who asked', async () => {
    seen.length = 0;
    const plain = await curl('-H', 'X-Forwarded-For: 192.168.9.9', 'http://news.example/');
    assert.equal(plain.stdout, PAGE, plain.stderr);
    const secret = await curl('https://news.example/');
    assert.equal(secret.stdout, PAGE, secret.stderr);
    const file = join(place.path, 'sent');
    writeFileSync(file, 'x'.repeat(200_000));
    const sent = await curl('--data-binary', `@${file}`, 'http://news.example/echo');
    assert.equal(sent.stdout.length, 200_000, sent.stderr);
    assert.equal(seen.length, 3);
    for (const { rawHeaders } of seen)
      assert.doesNotMatch(
        rawHeaders.join('\n').toLowerCase(),
        /forwarded|via|x-real-ip|proxy-|192\.168|hallway/,
      );
    await eventually(
      async () => ((await anna.call(api.getInternet, {})).lent[0]?.today ?? 0) > 400_000,
      5000,
      'both ways are counted',
    );
  });

  it('refuses what is not on the internet, with words', async () => {
    for (const url of [
      'http://inside.example/',
      'http://half.example/',
      `http://127.0.0.1:80/`,
      `http://0x7f.1/`,
      'http://[::ffff:10.0.0.1]/',
      `http://127.0.0.1:${anna.port}/`,
    ]) {
      const { stdout } = await curl('-w', '\n%{http_code}', url);
      assert.match(stdout, /web pages on the internet alone[^]*\n403$/, url);
    }
    const tunnel = await curl('https://10.0.0.1/');
    assert.notEqual(tunnel.code, 0);
    assert.match(tunnel.stderr, /403/);
    const nobody = await curl('-w', '\n%{http_code}', 'http://nobody.example/');
    assert.match(nobody.stdout, /cannot be reached from Anna[^]*\n502$/);
  });

  it('check 93: shows its PAC file to programs that call it by its address, and to no page', async () => {
    const ask = (...args: string[]): Promise<Finished> =>
      runToEnd(['curl', '-sS', '-w', '\n%{http_code}', ...args], { timeoutMs: 20_000 });
    assert.match((await ask(`${proxy}/proxy.pac`)).stdout, /FindProxyForURL[^]*\n200$/);
    const host = ['-H', 'Host: evil.example'];
    assert.match((await ask(...host, `${proxy}/proxy.pac`)).stdout, /\n421$/);
    const page = ['-H', 'Sec-Fetch-Site: cross-site'];
    assert.match((await ask(...page, `${proxy}/proxy.pac`)).stdout, /\n403$/);
    assert.match((await ask(`${proxy}/api/v1/status`)).stdout, /\n404$/);
  });

  it('brings Chromium to pages by the PAC file, and its person lends in the settings', async function () {
    if (chromiumPath() === undefined) {
      console.log('      skipped: no Chromium on this machine (looked for /usr/bin/chromium)');
      this.skip();
    }
    let browser: Browser | undefined;
    try {
      browser = await launch({ more: [`--proxy-pac-url=${proxy}/proxy.pac`] });
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const page = await context.newPage();
      for (const url of ['http://news.example/', 'https://news.example/']) {
        await page.goto(url);
        assert.equal(await page.locator('h1').textContent(), 'It rains');
      }
      await context.close();
      const site = {
        url: anna.url,
        signInUrl: (at?: string) => anna.signInUrl(at),
        stop: async () => {},
      };
      const tab = await openTab(browser, site, { path: '/settings', width: 390 });
      await tab.page.getByText(/of .* used today, .* in 30 days/).waitFor();
      assert.deepEqual(await axeViolations(tab.page), []);
      assert.ok((await overflow(tab.page)) <= 0);
      await tab.page
        .locator('hallway-internet')
        .getByLabel('Ben', { exact: true })
        .selectOption(String(5 * GB));
      await eventually(
        async () => (await anna.call(api.getInternet, {})).lent[0]?.quota === 5 * GB,
        5000,
        'the quota is what was chosen',
      );
      tab.assertCalm();
      await tab.close();
    } finally {
      await browser?.close();
    }
  });

  it('counts on where it was after kill -9', async () => {
    const before = (await anna.call(api.getInternet, {})).lent[0]?.today ?? NaN;
    await anna.kill('SIGKILL');
    await anna.start();
    const after = (await anna.call(api.getInternet, {})).lent[0]?.today ?? NaN;
    assert.ok(after >= before && after <= before + MIB, `${before} became ${after}`);
    await offered();
    assert.equal((await curl('http://news.example/')).stdout, PAGE);
  });

  it('ends at the quota of the day, within 64 KiB, and says so', async () => {
    const used = (await anna.call(api.getInternet, {})).lent[0]?.today ?? NaN;
    await lend(used + 4_000_000);
    const { run, bytes } = await download('quota', 'https');
    const { code } = await run;
    assert.notEqual(code, 0);
    // The rest of it is what TLS and HTTP say beside the bytes.
    assert.ok(bytes() <= 4_000_000 && bytes() >= 4_000_000 - 65_536, `${bytes()} arrived`);
    assert.equal((await anna.call(api.getInternet, {})).lent[0]?.today, used + 4_000_000);
    const next = await curl('-w', '\n%{http_code}', 'http://news.example/');
    assert.match(next.stdout, /What Anna lends in a day is used up[^]*\n429$/);
    await eventually(
      async () => /used up/.test((await ben.call(api.getInternet, {})).used?.trouble ?? ''),
      5000,
      'Ben sees why',
    );
  });

  it('ends at once with the right, and stands in the ledger', async () => {
    await lend(100 * GB);
    const { run } = await download('right');
    await anna.call(api.endLentInternet, { params: { device: ben.deviceId } });
    assert.notEqual((await run).code, 0);
    const refused = await curl('-w', '\n%{http_code}', 'http://news.example/');
    assert.match(refused.stdout, /Anna does not lend its way[^]*\n403$/);
    const facts = await anna.call(api.listActivity, { query: {} });
    const told = facts.map(({ what, target }) => `${what} ${target}`).join('\n');
    assert.match(told, /^ended internet for Ben$/m);
    assert.match(told, /^lent internet for Ben: 2 GB a day$/m);
    assert.match(told, /^lent internet for Ben: [\d.]+ [MG]B used$/m);
  });

  it('ends at once for a member that is put out, and for whoever wants it no more', async () => {
    await lend(100 * GB);
    await offered();
    const given = await download('given up');
    await ben.call(api.leaveInternet, {});
    assert.notEqual((await given.run).code, 0);
    assert.notEqual((await curl('http://news.example/')).code, 0);
    const { used } = await ben.call(api.useInternet, { body: { device: anna.deviceId } });
    proxy = used?.proxy ?? '';
    const put = await download('put out');
    await anna.call(api.removeMember, { params: { device: ben.deviceId }, query: {} });
    assert.notEqual((await put.run).code, 0);
    assert.deepEqual((await anna.call(api.getInternet, {})).lent, []);
  });
});
