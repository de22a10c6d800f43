/** The local door goes on, and says what is wrong, whatever it is sent. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { EVENTS_PATH } from '../../src/api/events.ts';
import * as api from '../../src/api/local.ts';
import { useAgents, type TestAgent } from '../support/agents.ts';
import { assertRefused, rawHttp, requestHead, upgradeHead } from '../support/raw-http.ts';

describe('local door: malformed requests', function () {
  this.timeout(60_000);
  const agents = useAgents();
  let agent: TestAgent;
  let host: string;
  let authorization: string;

  before(async () => {
    agent = await agents.start({ name: 'Front desk' });
    host = `127.0.0.1:${agent.port}`;
    authorization = `Bearer ${agent.token}`;
  });

  it('answers an address that cannot be read with a reason and nothing else', async () => {
    for (const path of ['/%zz', '/api/v1/%zz', 'http://']) {
      const answer = await rawHttp(agent.port, requestHead(`GET ${path}`, { host, authorization }));
      assertRefused(answer, 400, path);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    }
  });

  it('refuses bodies that are too large, no JSON or of the wrong shape, with a reason', async () => {
    const path = api.createWorkgroup.path;
    assertRefused(await post(path, JSON.stringify({ name: 'x'.repeat(300_000) })), 413, 'large');
    const announced = requestHead(`POST ${path}`, {
      host,
      authorization,
      'content-type': 'application/json',
      'content-length': '99999999',
    });
    assertRefused(await rawHttp(agent.port, announced, '{'), 413, 'announced as large');
    const chunked = requestHead(`POST ${path}`, {
      host,
      authorization,
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
    });
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    assertRefused(await rawHttp(agent.port, chunked, chunk.repeat(5)), 413, 'in chunks');
    const wrong = ['', '{', '[]', 'null', '"x"', '{"name":7}', '{}', '{"name":""}'];
    const polluting = [
      '{"name":"x","__proto__":{"y":1}}',
      '{"name":"x","constructor":{"prototype":{}}}',
    ];
    for (const body of [...wrong, ...polluting]) {
      const answer = await post(path, body);
      assertRefused(answer, 400, body);
      assert.match(answer.body, /request\.invalid/, body);
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      assertRefused(await post(path, '{"name":"x"}', type), 400, type);
    assert.equal((await agent.call(api.getStatus, {})).workgroup, null);
  });

  it('goes on when a WebSocket handshake is refused and the connection breaks at once', async () => {
    for (let round = 0; round < 60; round += 1)
      await new Promise<void>((resolve) => {
        const socket = connect(agent.port, '127.0.0.1', () => {
          const head = upgradeHead(round % 2 ? EVENTS_PATH : '/x', { host: 'evil.example' });
          socket.write(`${head.join('\r\n')}\r\n\r\n`, () => socket.resetAndDestroy());
        });
        socket.on('error', () => {});
        socket.on('close', () => resolve());
      });
    assert.equal((await agent.call(api.getStatus, {})).device.id, agent.deviceId);
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
