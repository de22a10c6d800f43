/** The local door serves this person's browser and command line, and nobody who only reaches it. */
import assert from 'node:assert/strict';
import * as api from '../../src/api/local.ts';
import { endpointPath, type Endpoint } from '../../src/api/endpoint.ts';
import { EVENTS_PATH } from '../../src/api/events.ts';
import { useAgents, type TestAgent } from '../support/agents.ts';
import { assertRefused, rawHttp, requestHead, upgradeHead } from '../support/raw-http.ts';

const endpoints = Object.values(api).filter(
  (value: unknown): value is Endpoint => typeof value === 'object' && value !== null,
);
const PARAMETERS = {
  device: 'a'.repeat(52),
  share: 'a'.repeat(16),
  printer: 'a'.repeat(16),
  id: 'a'.repeat(16),
};

describe('local door', function () {
  this.timeout(60_000);
  const agents = useAgents();
  let agent: TestAgent;
  let host: string;
  let authorization: string;

  before(async () => {
    agent = await agents.start({ name: 'Front desk', env: { HALLWAY_LOG: 'debug' } });
    host = `127.0.0.1:${agent.port}`;
    authorization = `Bearer ${agent.token}`;
  });

  const upgrade = (headers: Record<string, string | undefined> = {}) =>
    rawHttp(
      agent.port,
      upgradeHead(EVENTS_PATH, {
        host,
        'sec-websocket-protocol': `hallway.v1, bearer.${agent.token}`,
        ...headers,
      }),
    );

  it('check 14: answers 421 to a request for another host, whoever sends it', async () => {
    const { port } = agent;
    const foreign = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      'localhost',
      `localhost.:${port}`,
      `127.0.0.1.nip.io:${port}`,
      `127.0.0.1:${port}.evil.example`,
      `evil@127.0.0.1:${port}`,
      `0.0.0.0:${port}`,
      `[::1]:${port}`,
      `127.1:${port}`,
      '',
    ];
    for (const other of foreign) {
      for (const path of ['/', '/api/v1/status', '/assets/x.js', '/nowhere']) {
        const head = requestHead(`GET ${path}`, { host: other, authorization });
        assertRefused(await rawHttp(port, head), 421, `${path} at “${other}”`);
      }
      assert.equal((await upgrade({ host: other })).status, 421, `WebSocket at “${other}”`);
    }
    const without = await rawHttp(port, ['GET / HTTP/1.0']);
    assert.equal(without.status, 421);
    const twice = await rawHttp(port, [
      ...requestHead('GET /', { host: 'evil.example' }),
      `Host: ${host}`,
    ]);
    assert.ok([400, 421].includes(twice.status));
    for (const own of [host, `localhost:${port}`]) {
      const head = requestHead('GET /api/v1/status', { host: own, authorization });
      assert.equal((await rawHttp(port, head)).status, 200, own);
    }
    assert.equal((await upgrade()).status, 101);
  });

  it('check 15: refuses what pages of other origins make a browser send, even with a bearer', async () => {
    const evil = 'http://evil.example';
    const neighbour = `http://127.0.0.1:${agent.port + 1}`;
    const cross = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    const same = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' };
    const navigate = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const hostile: [string, string, Record<string, string>][] = [
      ['a blind fetch', 'GET /api/v1/status', { ...cross, 'sec-fetch-dest': 'empty' }],
      ['a fetch', 'GET /api/v1/status', { origin: evil, 'sec-fetch-site': 'cross-site' }],
      ['a fetch of an old browser', 'GET /api/v1/status', { origin: evil }],
      ['a fetch of another port', 'GET /api/v1/status', { origin: neighbour, ...same }],
      ['a blind fetch of another port', 'GET /api/v1/status', { ...cross, ...same }],
      ['a fetch of a sandbox', 'GET /api/v1/status', { origin: 'null' }],
      ['another name of this PC', 'GET /api/v1/status', { origin: `http://localhost:${agent.port}` }],
      ['HTTPS of the same host', 'GET /api/v1/status', { origin: `https://${host}` }],
      ['a preflight', 'OPTIONS /api/v1/stop', { origin: evil, 'access-control-request-method': 'POST' }],
      ['a form', 'POST /api/v1/stop', { origin: evil, ...navigate, 'sec-fetch-dest': 'document' }],
      ['a form of another port', 'POST /api/v1/stop', { origin: neighbour, ...same }],
      ['a form to a page', 'POST /', { ...navigate, 'sec-fetch-dest': 'document' }],
      ['a beacon', 'POST /api/v1/sessions', { origin: evil, ...cross }],
      ['a frame of a page', 'GET /', { ...navigate, 'sec-fetch-dest': 'iframe' }],
      ['an object of a page', 'GET /', { ...navigate, 'sec-fetch-dest': 'object' }],
      ['a picture', 'GET /icon.svg', { ...cross, 'sec-fetch-dest': 'image' }],
      ['a script', 'GET /assets/index.js', { ...cross, 'sec-fetch-dest': 'script' }],
      ['a link to data', 'GET /api/v1/status', { ...navigate, 'sec-fetch-dest': 'document' }],
      ['a link to disguised data', 'GET /%61pi/v1/status', { ...navigate, 'sec-fetch-dest': 'document' }],
      ['a typed address of data', 'GET /api/v1/status', { ...navigate, 'sec-fetch-site': 'none' }],
    ]; // biome-ignore format: a table
    for (const [what, line, headers] of hostile) {
      const head = requestHead(line, { host, authorization, ...headers });
      assertRefused(await rawHttp(agent.port, head), 403, what);
    }
    for (const origin of [evil, neighbour, 'null', `https://${host}`, ''])
      assert.equal((await upgrade({ origin })).status, 403, `WebSocket from “${origin}”`);
    const blind = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'websocket' };
    assert.equal((await upgrade(blind)).status, 403);
    assert.equal((await upgrade({ origin: `http://${host}` })).status, 101);
  });

  it('check 15: lets other pages link to a page, which carries no data and no other page may frame', async () => {
    for (const site of ['cross-site', 'same-site', 'none']) {
      const headers = {
        host,
        'sec-fetch-site': site,
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
      };
      const page = await rawHttp(agent.port, requestHead('GET /printers', headers));
      assert.equal(page.status, 200, site);
      assert.ok(!page.body.includes('Front desk'), 'no data');
      assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
      assert.equal(page.headers.get('cross-origin-opener-policy'), 'same-origin');
      assert.equal(page.headers.get('cross-origin-resource-policy'), 'same-origin');
      assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    }
  });

  it('asks a bearer for every endpoint, however its address is spelled', async () => {
    assert.ok(endpoints.length > 30);
    const { bearer } = await signIn(agent);
    const wrong = [undefined, 'Bearer ', 'Bearer x', `Basic ${agent.token}`, agent.token];
    const others = [
      `Bearer ${agent.token}x`,
      `Bearer ${bearer.slice(1)}`,
      `Bearer ${'A'.repeat(43)}`,
    ];
    for (const endpoint of endpoints.filter((one) => one !== api.createSession)) {
      const path = endpointPath(
        endpoint,
        PARAMETERS,
        endpoint.query ? { path: 'x', name: 'x' } : {},
      );
      const ask = (target: string, proof: string | undefined) =>
        rawHttp(
          agent.port,
          requestHead(`${endpoint.method} ${target}`, {
            host,
            authorization: proof,
            'content-length': endpoint.method === 'GET' ? undefined : '0',
          }),
        );
      for (const proof of [...wrong, ...others])
        assertRefused(await ask(path, proof), 401, `${endpoint.method} ${path} with “${proof}”`);
      for (const disguise of [
        path.replace('/api', '/%61pi'),
        path.replace('/api/v1', '/ap%69/v%31'),
        `http://${host}${path}`,
        `http://evil.example${path}`,
        `https://user@evil.example${path}`,
      ])
        assertRefused(await ask(disguise, undefined), 401, `${endpoint.method} ${disguise}`);
    }
    for (const path of [
      '/api/v1/openapi.json',
      '/%61pi/v1/openapi.json',
      '/api/v1/nothing',
      '/api/',
    ])
      assertRefused(await rawHttp(agent.port, requestHead(`GET ${path}`, { host })), 401, path);
    assert.equal((await upgrade({ 'sec-websocket-protocol': 'hallway.v1' })).status, 401);
    assert.equal(
      (await upgrade({ 'sec-websocket-protocol': undefined, authorization })).status,
      401,
    );
  });

  it('lets a browser in, but never make addresses that let others in', async () => {
    const { bearer } = await signIn(agent);
    assert.equal((await agent.call(api.getStatus, {}, bearer)).device.name, 'Front desk');
    const head = requestHead('POST /api/v1/handovers', {
      host,
      authorization: `Bearer ${bearer}`,
      'content-length': '0',
    });
    assertRefused(await rawHttp(agent.port, head), 403, 'a browser asks for a handover');
  });

  it('check 16: refuses the second use of a one-time address, and one that nobody made', async () => {
    const token = await oneTimeToken(agent);
    const use = (value: string) => post(api.createSession.path, JSON.stringify({ token: value }));
    assert.equal((await use(token)).status, 200);
    assertRefused(await use(token), 401, 'the second use');
    assertRefused(await use('A'.repeat(43)), 401, 'a guess');
    const [first, second] = await Promise.all([oneTimeToken(agent)].flatMap((one) => [one, one]));
    const both = await Promise.all([use(first ?? ''), use(second ?? '')]);
    assert.deepEqual(new Set(both.map(({ status }) => status)), new Set([200, 401]));
  });

  it('never logs a token', async () => {
    const token = await oneTimeToken(agent);
    const { bearer } = await agent.call(api.createSession, { body: { token } });
    await agent.call(api.createWorkgroup, { body: { name: 'Office' } });
    const { code } = await agent.call(api.openInvitation, { body: {} });
    await upgrade();
    await post(api.createSession.path, `{"token":"${token}"`);
    const log = agent.log();
    assert.ok(log.includes('"ready"'));
    for (const secret of [agent.token, bearer, token, code]) assert.ok(!log.includes(secret));
  });

  function post(path: string, body: string, type = 'application/json') {
    const head = requestHead(`POST ${path}`, {
      host,
      authorization,
      'content-type': type,
      'content-length': String(Buffer.byteLength(body)),
    });
    return rawHttp(agent.port, head, body);
  }
});

async function oneTimeToken(agent: TestAgent): Promise<string> {
  return new URL(await agent.signInUrl()).hash.replace('#t=', '');
}

async function signIn(agent: TestAgent): Promise<{ bearer: string }> {
  return agent.call(api.createSession, { body: { token: await oneTimeToken(agent) } });
}
