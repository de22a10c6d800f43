/** Long answers of a peer go past the HTTP parser: the same bytes, the same ends. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Writable, type Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { readPeerFile } from '../../src/api/peer-files.ts';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import { PinnedClient } from '../../src/net/pinned-client.ts';
import { serverTlsOptions } from '../../src/net/tls-link.ts';
import { sendFile } from '../../src/shares/file-stream.ts';

const MIB = 1 << 20;
const LONG = 33 * MIB + 5;
const INPUT = { params: { share: 'plans' }, query: { path: 'film.mp4' } };

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function digestOf(body: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Looks at each chunk when it says that it is done with it. */
function hashing(slow: boolean): { sink: Writable; digest: () => string; chunks: () => number } {
  const hash = createHash('sha256');
  let chunks = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const take = (): void => {
        chunks += 1;
        hash.update(chunk);
        done();
      };
      if (slow && chunks % 7 === 0) setTimeout(take, 3);
      else setImmediate(take);
    },
  });
  return { sink, digest: () => hash.digest('hex'), chunks: () => chunks };
}

describe('long answers of a peer', function () {
  this.timeout(60_000);
  const content = randomBytes(LONG);
  let identity: Identity;
  let server: Server;
  let client: PinnedClient;
  let connections = 0;
  let answer: (socket: TLSSocket) => void;
  const open: TLSSocket[] = [];

  const head = (socket: TLSSocket, length = LONG): boolean =>
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`);
  const whole = (socket: TLSSocket): void => {
    head(socket);
    socket.write(content);
  };

  before(async () => {
    identity = await createIdentity();
    server = createServer(serverTlsOptions(identity), (socket) => {
      connections += 1;
      open.push(socket);
      socket.on('error', () => {});
      socket.on('data', () => answer(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    connections = 0;
    const { port } = server.address() as AddressInfo;
    client = new PinnedClient(identity.id, identity, () => ({ host: '127.0.0.1', port }));
  });
  afterEach(() => {
    client.close();
    open.splice(0).forEach((socket) => socket.destroy());
  });
  after(() => server.close());

  const read = async (signal?: AbortSignal): Promise<Readable> =>
    (await client.open(readPeerFile, INPUT, { signal })).body;

  it('brings all of it, more often than there are connections at a time', async () => {
    answer = whole;
    for (let n = 0; n < 10; n++) assert.equal(await digestOf(await read()), digest(content));
    assert.equal(connections, 10);
    answer = (socket) => {
      head(socket, 5);
      socket.write('hello');
    };
    for (let n = 0; n < 2; n++)
      assert.equal(await digestOf(await read()), digest(Buffer.from('hello')));
    assert.equal(connections, 11);
  });

  it('is sent on unharmed by buffers that are used again', async () => {
    answer = whole;
    for (const slow of [false, true, false]) {
      const { sink, ...got } = hashing(slow);
      await sendFile(await read(), sink);
      assert.equal(got.digest(), digest(content));
      assert.ok(got.chunks() < (LONG / MIB) * 64, `${got.chunks()} chunks`);
    }
  });

  it('takes no more from the network than its reader wants', async () => {
    answer = whole;
    const body = await read();
    await delay(300);
    assert.ok(body.readableLength <= MIB, `${body.readableLength} bytes are held`);
    const hash = createHash('sha256');
    let chunks = 0;
    for await (const chunk of body) {
      hash.update(chunk as Buffer);
      if (++chunks % 20 === 0) await delay(5);
    }
    assert.equal(hash.digest('hex'), digest(content));
  });

  it('fails when the connection breaks, when it is cut off, and when too much comes', async () => {
    answer = (socket) => {
      head(socket);
      socket.end(content.subarray(0, 5 * MIB));
    };
    await assert.rejects(digestOf(await read()));
    answer = (socket) => {
      head(socket);
      socket.write(content.subarray(0, MIB));
    };
    const stop = new AbortController();
    const cut = await read(stop.signal);
    setTimeout(() => stop.abort(), 50);
    await assert.rejects(digestOf(cut));
    const ended = digestOf(await read());
    client.close();
    await assert.rejects(ended);
  });

  it('leaves out what comes behind its end, and takes no bytes for another answer', async () => {
    answer = (socket) => {
      whole(socket);
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nbad');
    };
    const got = await digestOf(await read()).catch(() => 'refused');
    assert.ok(got === 'refused' || got === digest(content));
    answer = (socket) => {
      head(socket, 4);
      socket.write('good');
    };
    assert.equal(await digestOf(await read()), digest(Buffer.from('good')));
  });

  it('ends its connection when nobody reads on', async () => {
    const accepted = Promise.withResolvers<TLSSocket>();
    answer = (socket) => {
      whole(socket);
      accepted.resolve(socket);
    };
    const body = await read();
    const gone = new Promise((resolve) => open[0]?.once('close', resolve));
    body.once('data', () => body.destroy());
    await Promise.all([accepted.promise, gone]);
  });
});
