/** A TLS connection that hands on large chunks: the same bytes, whatever comes in between. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Agent, request, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import { GatheredSocket } from '../../src/net/gathered-socket.ts';
import { dialPinned, serverTlsOptions } from '../../src/net/tls-link.ts';

const RECORD = 16 * 1024;

describe('gathered socket', function () {
  this.timeout(30_000);
  let identity: Identity;
  let server: Server;
  let serve: (socket: TLSSocket) => void;
  const open: TLSSocket[] = [];

  before(async () => {
    identity = await createIdentity();
    server = createServer(serverTlsOptions(identity), (socket) => {
      open.push(socket);
      socket.on('error', () => {});
      serve(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => open.splice(0).forEach((socket) => socket.destroy()));
  after(() => server.close());

  const dial = async (): Promise<GatheredSocket> => {
    const gathered = new GatheredSocket();
    const target = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    const { onread } = gathered;
    return gathered.carry(
      await dialPinned(target, identity.id, identity, { timeoutMs: 9000, onread }),
    );
  };

  it('brings pieces of any size in order, also to a reader who stops now and then', async () => {
    const sent = createHash('sha256');
    serve = (socket) =>
      void (async () => {
        for (const size of [1, 100, RECORD, RECORD + 1, 65_535, 65_536, 65_537, 1_000_000, 3, 7]) {
          const bytes = randomBytes(size);
          sent.update(bytes);
          await new Promise((resolve) => socket.write(bytes, resolve));
          if (size % 2 === 1) await delay(5);
        }
        socket.end();
      })();
    const got = createHash('sha256');
    const socket = await dial();
    let chunks = 0;
    for await (const chunk of socket) {
      got.update(chunk as Buffer);
      if (++chunks % 3 === 0) await delay(10);
    }
    assert.equal(got.digest('hex'), sent.digest('hex'));
  });

  it('brings what comes together in few chunks', async () => {
    const size = 8 * 1024 * 1024;
    serve = (socket) => socket.end(Buffer.alloc(size, 1));
    let [chunks, bytes] = [0, 0];
    for await (const chunk of await dial()) {
      chunks += 1;
      bytes += (chunk as Buffer).length;
    }
    assert.equal(bytes, size);
    assert.ok(chunks < size / RECORD / 2, `${chunks} chunks of ${size / RECORD} records`);
  });

  it('takes no more from the network than its reader wants', async () => {
    let taken = 0;
    serve = (socket) => {
      const more = (): void => {
        while (socket.write(Buffer.alloc(65_536))) taken += 65_536;
        taken += 65_536;
      };
      socket.on('drain', more);
      more();
    };
    const socket = await dial();
    socket.once('readable', () => {});
    await delay(300);
    const early = taken;
    await delay(300);
    assert.equal(taken, early);
    assert.ok(socket.readableLength <= 512 * 1024, `${socket.readableLength} bytes are held`);
    socket.destroy();
  });

  it('ends with its connection, and its connection with it', async () => {
    serve = (socket) => socket.write('hello');
    const socket = await dial();
    socket.setTimeout(30_000);
    const chunk = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    assert.equal(chunk.toString(), 'hello');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    open[0]?.destroy();
    socket.on('error', () => {});
    await closed;
    assert.ok(socket.destroyed);

    const accepted = Promise.withResolvers<TLSSocket>();
    serve = accepted.resolve;
    const other = await dial();
    const far = await accepted.promise;
    const gone = new Promise((resolve) => far.once('close', resolve));
    far.resume();
    other.destroy();
    await gone;
  });

  it('tells of silence', async () => {
    serve = () => {};
    const socket = await dial();
    await new Promise<void>((resolve) => socket.setTimeout(50, resolve));
    socket.destroy();
  });

  it('carries one request after the other', async () => {
    const https = createHttpsServer(serverTlsOptions(identity), (asked, answer) => {
      asked.resume();
      answer.end(Buffer.alloc(Number(asked.url?.slice(1)), 7));
    });
    await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
    const target = { host: '127.0.0.1', port: (https.address() as AddressInfo).port };
    let dials = 0;
    let last: GatheredSocket | undefined;
    const agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: 4000 });
    agent.createConnection = (_options, done) => {
      dials += 1;
      const gathered = new GatheredSocket();
      last = gathered;
      const { onread } = gathered;
      void dialPinned(target, identity.id, identity, { timeoutMs: 9000, onread }).then((socket) =>
        done?.(null, gathered.carry(socket)),
      );
      return undefined;
    };
    let listeners: number | undefined;
    try {
      for (const size of [0, 5, 70_000, 5_000_000, 1]) {
        const answer = await new Promise<IncomingMessage>((resolve, reject) => {
          request({ agent, path: `/${size}` }, resolve)
            .on('error', reject)
            .end();
        });
        let bytes = 0;
        for await (const chunk of answer) bytes += (chunk as Buffer).length;
        assert.equal(bytes, size);
        await new Promise((resolve) => setImmediate(resolve));
        listeners ??= last?.listenerCount('timeout');
        assert.equal(last?.listenerCount('timeout'), listeners);
      }
    } finally {
      agent.destroy();
      https.close();
    }
    assert.equal(dials, 1);
  });
});
