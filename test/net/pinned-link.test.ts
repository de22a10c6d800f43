/** The pinned link: only members get in, and nothing is said to an impostor. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { listResources } from '../../src/api/peer.ts';
import type { HallwayError } from '../../src/base/errors.ts';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import { PinnedClient } from '../../src/net/pinned-client.ts';
import { dialPinned } from '../../src/net/tls-link.ts';
import { openFrameSocket } from '../../src/net/web-socket.ts';
import { eventually } from '../support/eventually.ts';
import {
  credentialsOf,
  LONG_ANSWER,
  openTestDoor,
  speak,
  type TestDoor,
} from '../support/peer-door.ts';

const GET = 'GET /peer/v1/resources HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
const CONNECT = 'CONNECT news.example:443 HTTP/1.1\r\nHost: news.example:443\r\n\r\n';
const UPGRADE =
  'GET /peer/v1/link HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

describe('pinned link', () => {
  let member: Identity;
  let stranger: Identity;
  let door: TestDoor;

  before(async () => {
    member = await createIdentity();
    stranger = await createIdentity();
  });
  beforeEach(async () => {
    door = await openTestDoor([member.id]);
  });
  afterEach(() => door.stop());

  const client = (identity = member): PinnedClient =>
    new PinnedClient(door.identity.id, identity, () => ({
      host: '127.0.0.1',
      port: door.server.port,
    }));

  it('answers a member', async () => {
    const peer = client();
    assert.equal((await peer.call(listResources, {})).revision, 'r1');
    peer.close();
  });

  it('answers what is asked while an answer that was given to its end goes out', async () => {
    let got = 0;
    const { text } = await speak(door.server.port, credentialsOf(member), (socket) => {
      socket.write('GET /long HTTP/1.1\r\nHost: x\r\n\r\n');
      socket.once('data', () => socket.write(GET));
      socket.on('data', (chunk: Buffer) => {
        got += chunk.length;
        if (chunk.includes('revision')) socket.end();
      });
    });
    assert.ok(got > LONG_ANSWER);
    assert.match(text.slice(LONG_ANSWER), /"revision":"r1"/);
  });

  it('cuts off whoever asks again before the first answer is given', async () => {
    const { text } = await speak(
      door.server.port,
      credentialsOf(member),
      GET.replace('Connection: close\r\n', '') + GET,
    );
    assert.equal(text, '');
    assert.ok(door.reached.filter((one) => one === 'handler').length <= 1);
  });

  it('check 1: runs no hook, handler or upgrade for a stranger or without a certificate', async () => {
    for (const credentials of [{}, credentialsOf(stranger)]) {
      for (const bytes of [GET, UPGRADE, CONNECT]) {
        const answer = await speak(door.server.port, credentials, bytes);
        assert.equal(answer.text, '');
      }
    }
    assert.deepEqual(door.reached, []);
  });

  it('hands the way to the internet to members alone, also while strangers may pair', async () => {
    door.strangersMayPair.now = true;
    assert.equal((await speak(door.server.port, credentialsOf(stranger), CONNECT)).text, '');
    door.strangersMayPair.now = false;
    assert.deepEqual(door.reached, []);
    assert.match(
      (await speak(door.server.port, credentialsOf(member), CONNECT)).text,
      /^HTTP.1.1 200/,
    );
    assert.deepEqual(door.reached, ['connect news.example:443']);
  });

  it('check 2: sends an impostor no byte of a request', async () => {
    const impostor = await createIdentity();
    const heard: string[] = [];
    const server = createServer(
      {
        ...credentialsOf(impostor),
        minVersion: 'TLSv1.3',
        requestCert: true,
        rejectUnauthorized: false,
      },
      (request, response) => {
        heard.push(request.url ?? '');
        response.end('{}');
      },
    );
    server.on('secureConnection', (socket) =>
      socket.on('data', (d: Buffer) => heard.push(String(d))),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const peer = new PinnedClient(door.identity.id, member, () => ({ host: '127.0.0.1', port }));
    await assert.rejects(peer.call(listResources, {}), { code: 'peer.impostor' });
    await assert.rejects(
      dialPinned({ host: '127.0.0.1', port }, door.identity.id, member, { timeoutMs: 2000 }),
      { code: 'peer.impostor' },
    );
    assert.deepEqual(heard, []);
    peer.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('check 3: a saved session without the client key cannot be resumed', async () => {
    const first = await speak(door.server.port, credentialsOf(member), GET);
    assert.match(first.text, /^HTTP\/1.1 200/);
    door.reached.length = 0;
    for (const session of first.sessions) {
      const again = await speak(door.server.port, { session }, GET);
      assert.equal(again.text, '');
    }
    assert.deepEqual(door.reached, []);
  });

  it('check 4: a removal closes live WebSocket and HTTP within a second', async () => {
    const socket = await dialPinned(
      { host: '127.0.0.1', port: door.server.port },
      door.identity.id,
      member,
      { timeoutMs: 2000 },
    );
    const frames = await openFrameSocket(socket, '/peer/v1/link', {
      maxFrameBytes: 65_536,
      timeoutMs: 2000,
    });
    const closed = new Promise((resolve) => frames.on('close', resolve));
    const http = speak(door.server.port, credentialsOf(member), GET.replace('close', 'keep-alive'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    door.members.delete(member.id);
    const started = performance.now();
    door.server.recheck();
    await Promise.all([closed, http]);
    assert.ok(performance.now() - started < 1000);
  });

  it('check 5: connects with clocks at 2010 and 2090', async function () {
    this.timeout(30_000);
    const at = (year: number): string => `
      const RealDate = Date, shift = RealDate.UTC(${year}, 0, 1) - RealDate.now();
      globalThis.Date = class extends RealDate {
        constructor(...a) { a.length ? super(...a) : super(RealDate.now() + shift); }
        static now() { return RealDate.now() + shift; }
      };
      const { createIdentity } = await import('${new URL('../../src/identity/identity.ts', import.meta.url).href}');
      const { openTestDoor } = await import('${new URL('../support/peer-door.ts', import.meta.url).href}');
      const { PinnedClient } = await import('${new URL('../../src/net/pinned-client.ts', import.meta.url).href}');
      const { listResources } = await import('${new URL('../../src/api/peer.ts', import.meta.url).href}');
      const me = await createIdentity();
      const door = await openTestDoor([me.id]);
      const peer = new PinnedClient(door.identity.id, me, () => ({ host: '127.0.0.1', port: door.server.port }));
      const answer = await peer.call(listResources, {});
      console.log(new Date().getUTCFullYear(), answer.revision);
      peer.close();
      await door.stop();
    `;
    const run = promisify(execFile);
    for (const year of [2010, 2090]) {
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', at(year)]);
      assert.equal(stdout.trim(), `${year} r1`);
    }
  });

  it('lets a stranger reach the pairing endpoints alone, and only while a window is open', async () => {
    door.strangersMayPair.now = true;
    const refused = await speak(door.server.port, credentialsOf(stranger), GET);
    assert.match(refused.text, /^HTTP\/1.1 403/);
    const upgrade = await speak(door.server.port, credentialsOf(stranger), UPGRADE);
    assert.equal(upgrade.text, '');
    const pairing = await speak(
      door.server.port,
      credentialsOf(stranger),
      'POST /pair/v1/exchange HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    );
    assert.match(pairing.text, /"paired":true/);
    assert.ok(!door.reached.includes('handler'));
  });

  it('ends at once, whatever its connections are about to be', async function () {
    this.timeout(3000);
    const silent = connect(door.server.port, '127.0.0.1');
    silent.on('error', () => {});
    await once(silent, 'connect');
    const target = { host: '127.0.0.1', port: door.server.port };
    const linked = await dialPinned(target, door.identity.id, member, { timeoutMs: 2000 });
    linked.on('error', () => {});
    linked.resume().write(UPGRADE);
    await eventually(() => door.links.length === 1, 2000, 'the link is open');
    const ended = [silent, linked].map((socket) => once(socket.resume(), 'close'));
    await door.stop();
    await Promise.all(ended);
  });

  it('refuses with words when nobody answers', async () => {
    const peer = new PinnedClient(door.identity.id, member, () => ({ host: '127.0.0.1', port: 9 }));
    await assert.rejects(peer.call(listResources, {}), (error: HallwayError) => {
      assert.equal(error.code, 'peer.unreachable');
      assert.match(error.fix ?? '', /on|network/);
      return true;
    });
    peer.close();
  });
});
