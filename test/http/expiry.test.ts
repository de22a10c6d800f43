/** Addresses that stand for a permission are good for a short time only. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { ContentServer } from '../../agent/http/content-server.ts';
import { EventHub, type TopicSources } from '../../agent/http/event-hub.ts';
import { LocalServer } from '../../agent/http/local-server.ts';
import { Sessions } from '../../agent/sessions.ts';
import * as api from '../../src/api/local.ts';
import { silentLog } from '../../src/base/log.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { assertRefused, rawHttp, requestHead } from '../support/raw-http.ts';
import { ManualClock } from '../support/temporary.ts';

describe('local door: what expires', () => {
  const clock = new ManualClock();
  let database: Database;
  let sessions: Sessions;
  let content: ContentServer;
  let door: LocalServer;

  before(async () => {
    database = openDatabase(':memory:');
    sessions = new Sessions(database, clock);
    content = new ContentServer(clock, silentLog);
    door = new LocalServer({
      port: 0,
      sessions,
      events: new EventHub({} as TopicSources, clock, silentLog),
      folders: { follow: () => () => {} },
      dashboardFolder: '/nonexistent',
      contentOrigin: () => content.origin,
      version: '0',
      routes: (app) => {
        app.get('/api/v1/anything', async () => 'something');
      },
      log: silentLog,
    });
    await content.start();
    await door.start();
  });
  after(async () => {
    await door.stop();
    await content.stop();
    database.close();
  });

  const signIn = (token: string) => {
    const body = JSON.stringify({ token });
    const head = requestHead(`POST ${api.createSession.path}`, {
      host: `127.0.0.1:${door.port}`,
      'content-type': 'application/json',
      'content-length': String(body.length),
    });
    return rawHttp(door.port, head, body);
  };
  const ask = (bearer: string) => {
    const host = `127.0.0.1:${door.port}`;
    const head = requestHead('GET /api/v1/anything', { host, authorization: `Bearer ${bearer}` });
    return rawHttp(door.port, head);
  };

  it('check 16: a one-time address is good for 30 seconds', async () => {
    const [early, late] = [sessions.handOver(), sessions.handOver()];
    clock.advance(29_999);
    assert.equal((await signIn(early)).status, 200);
    clock.advance(1);
    assertRefused(await signIn(late), 401, 'a one-time address of 30 seconds ago');
  });

  it('keeps the newest addresses where somebody asks for too many', async () => {
    const tokens = Array.from({ length: 30 }, () => sessions.handOver());
    assertRefused(await signIn(tokens[0] ?? ''), 401, 'the oldest');
    assert.equal((await signIn(tokens[29] ?? '')).status, 200);
  });

  it('a browser has to sign in again after 30 days', async () => {
    const { bearer } = JSON.parse((await signIn(sessions.handOver())).body) as { bearer: string };
    clock.advance(30 * 86_400_000 - 1);
    assert.equal((await ask(bearer)).status, 200);
    clock.advance(1);
    assertRefused(await ask(bearer), 401, 'after 30 days');
    assert.equal((await ask(sessions.token)).status, 200);
  });

  it('the address of a file is good for ten minutes, and a guess for nothing', async () => {
    const send = async (_request: unknown, reply: { send(body: unknown): unknown }) =>
      reply.send(Readable.from(['secret'])) as never;
    const { url, expiresAt } = content.mint('a b.txt', send);
    const { port, pathname, host } = new URL(url);
    const read = (path: string) => rawHttp(Number(port), requestHead(`GET ${path}`, { host }));
    assert.equal(expiresAt, clock.now() + 600_000);
    assert.match((await read(pathname)).body, /secret/);
    assertRefused(await read(`/content/${'A'.repeat(32)}/a.txt`), 404, 'a guess');
    clock.advance(600_000);
    assertRefused(await read(pathname), 404, 'after ten minutes');
  });
});
