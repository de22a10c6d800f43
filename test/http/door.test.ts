/** Every door bounds its connections, and long work there ends with whoever asked for it. */
import assert from 'node:assert/strict';
import { Agent, createServer, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { abandoned } from '../../agent/http/abandoned.ts';
import { ContentServer } from '../../agent/http/content-server.ts';
import { Door, DOOR_TIMES } from '../../agent/http/door.ts';
import { silentLog } from '../../src/base/log.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/temporary.ts';

describe('doors', () => {
  let door: Door;
  let listeners: number[];
  let signals: AbortSignal[];

  beforeEach(async () => {
    listeners = [];
    signals = [];
    door = new Door({
      server: () => createServer(DOOR_TIMES),
      port: 0,
      host: '127.0.0.1',
      connections: { perNeighbour: 64 },
      build: (app) => {
        app.get('/quick', async (message, reply) => {
          signals.push(abandoned(reply.raw));
          listeners.push(message.raw.socket.listenerCount('close'));
          return 'done';
        });
        app.get('/endless', (_message, reply) => {
          signals.push(abandoned(reply.raw));
          return new Promise(() => {});
        });
      },
      log: silentLog,
    });
    await door.start();
  });
  afterEach(() => door.stop());

  const ask = (agent: Agent, path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port: door.port, path, agent }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode));
      });
      outgoing.once('error', reject).end();
    });

  it('says nothing of a request that comes while it ends', async () => {
    const said: string[] = [];
    const server = createServer(DOOR_TIMES);
    const ending = new Door({
      server: () => server,
      port: 0,
      host: '127.0.0.1',
      connections: { perNeighbour: 64 },
      build: () => {},
      log: { ...silentLog, error: (_fields, message) => void said.push(message) },
    });
    await ending.start();
    await ending.stop();
    server.emit('request', { url: '/' }, { destroy: () => {} });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(said, []);
  });

  it('puts its routes together again where that failed', async () => {
    let tries = 0;
    const weak = new Door({
      server: () => createServer(DOOR_TIMES),
      port: 0,
      host: '127.0.0.1',
      connections: { perNeighbour: 64 },
      build: (app) => {
        tries += 1;
        if (tries === 1) throw new Error('a file that is not there yet');
        app.get('/', () => 'here');
      },
      log: silentLog,
    });
    await assert.rejects(weak.prepare(), /Not started/);
    await weak.start();
    try {
      await assert.rejects(weak.prepare(), /not there yet/);
      await weak.prepare();
      const answer = await fetch(`http://127.0.0.1:${weak.port}/`);
      assert.equal(await answer.text(), 'here');
      assert.equal(tries, 2);
    } finally {
      await weak.stop();
    }
  });

  it('leaves no listener of an answered request on a connection that goes on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let times = 0; times < 30; times++) assert.equal(await ask(agent, '/quick'), 200);
    assert.equal(new Set(listeners).size, 1, String(listeners));
    agent.destroy();
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(signals.every(({ aborted }) => !aborted));
  });

  it('ends the work of whoever goes away before the answer', async () => {
    const agent = new Agent({ keepAlive: true });
    const gone = assert.rejects(ask(agent, '/endless'));
    await eventually(() => signals.length === 1, 2000, 'the work began');
    assert.equal(signals[0]?.aborted, false);
    agent.destroy();
    await gone;
    await eventually(() => signals[0]?.aborted, 2000, 'the work ended');
  });

  it('is put together once, by its first request', async () => {
    let builds = 0;
    const lazy = new Door({
      server: () => createServer(DOOR_TIMES),
      port: 0,
      host: '127.0.0.1',
      connections: { perNeighbour: 64 },
      build: async (app) => {
        builds += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        app.get('/', () => 'done');
      },
      log: silentLog,
    });
    await lazy.start();
    assert.equal(builds, 0);
    const url = `http://127.0.0.1:${lazy.port}/`;
    const answers = await Promise.all([1, 2, 3].map(async () => (await fetch(url)).text()));
    assert.deepEqual([answers, builds], [['done', 'done', 'done'], 1]);
    await lazy.stop();
    await assert.rejects(fetch(url));
  });

  it('can be stopped while its first request waits', async () => {
    const building = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const lazy = new Door({
      server: () => createServer(DOOR_TIMES),
      port: 0,
      host: '127.0.0.1',
      connections: { perNeighbour: 64 },
      build: async () => {
        begun.resolve();
        await building.promise;
      },
      log: silentLog,
    });
    await lazy.start();
    const cut = assert.rejects(fetch(`http://127.0.0.1:${lazy.port}/`));
    await begun.promise;
    const stopped = lazy.stop();
    await cut;
    building.resolve();
    await stopped;
  });

  it('says which port is taken, and can be stopped after that', async () => {
    const second = new Door({
      server: () => createServer(DOOR_TIMES),
      port: door.port,
      host: '127.0.0.1',
      connections: { perNeighbour: 64 },
      build: () => {},
      log: silentLog,
    });
    await assert.rejects(second.start(), { code: 'agent.port_in_use' });
    await second.stop();
    await second.stop();
  });

  it('check 21: the content port refuses the 257th connection', async () => {
    const content = new ContentServer(new ManualClock(), silentLog);
    await content.start();
    const port = Number(new URL(content.origin).port);
    let closed = 0;
    const sockets: Socket[] = [];
    const open = (): Promise<void> =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', resolve);
        socket.on('error', () => {}).on('close', () => closed++);
        sockets.push(socket);
      });
    for (let count = 0; count < 256; count++) await open();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(closed, 0);
    await open();
    await eventually(() => closed === 1, 2000, 'the last one is closed');
    for (const socket of sockets) socket.destroy();
    await content.stop();
  });
});
