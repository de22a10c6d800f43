/** Connections that are slow, silent, broken or too many do not stay. */
import assert from 'node:assert/strict';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import { dialPinned } from '../../src/net/tls-link.ts';
import { openFrameSocket } from '../../src/net/web-socket.ts';
import { credentialsOf, openTestDoor, speak, type TestDoor } from '../support/peer-door.ts';

describe('peer door under hostile connections', function () {
  this.timeout(45_000);
  let member: Identity;
  let door: TestDoor;

  before(async () => {
    member = await createIdentity();
    door = await openTestDoor([member.id]);
  });
  after(() => door.stop());

  const silentTcp = (): Promise<number> =>
    new Promise((resolve) => {
      const started = performance.now();
      const socket = connectTcp(door.server.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.on('close', () => resolve(performance.now() - started));
    });

  it('check 19: closes silent TCP, silent TLS, slow headers and slow bodies on time', async () => {
    const slowBody =
      'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{';
    const [tcp, tls, headers, body] = await Promise.all([
      silentTcp(),
      speak(door.server.port, credentialsOf(member), ''),
      speak(door.server.port, credentialsOf(member), (socket) =>
        drip(socket, 'GET / HTTP/1.1\r\n'),
      ),
      speak(door.server.port, credentialsOf(member), slowBody),
    ]);
    assert.ok(tcp < 8000, `silent TCP stayed ${tcp} ms`);
    assert.ok(tls.closedAfterMs < 8000, `silent TLS stayed ${tls.closedAfterMs} ms`);
    assert.ok(headers.closedAfterMs < 8000, `slow headers stayed ${headers.closedAfterMs} ms`);
    assert.ok(body.closedAfterMs < 33_000, `a slow body stayed ${body.closedAfterMs} ms`);
  });

  it('check 20: refuses CL+TE with 400, an oversized body with 413, an oversized frame with 1009', async () => {
    const smuggled = await speak(
      door.server.port,
      credentialsOf(member),
      'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4\r\n' +
        'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /peer/v1/resources HTTP/1.1\r\n\r\n',
    );
    assert.match(smuggled.text, /^HTTP\/1.1 400/);
    assert.ok(!smuggled.text.includes('r1'));

    const large = await speak(
      door.server.port,
      credentialsOf(member),
      'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{',
    );
    assert.match(large.text, /^HTTP\/1.1 413/);

    const target = { host: '127.0.0.1', port: door.server.port };
    const socket = await dialPinned(target, door.identity.id, member, { timeoutMs: 2000 });
    const frames = await openFrameSocket(socket, '/peer/v1/link', {
      maxFrameBytes: 65_536,
      timeoutMs: 2000,
    });
    const closed = new Promise<{ code: number }>((resolve) => frames.on('close', resolve));
    frames.send('x'.repeat(70_000));
    assert.equal((await closed).code, 1009);
  });

  it('check 21: refuses the 65th connection of one address', async () => {
    const open: Socket[] = [];
    const secured = await Promise.all(
      Array.from(
        { length: 65 },
        () =>
          new Promise<boolean>((resolve) => {
            const socket: TLSSocket = connectTls({
              host: '127.0.0.1',
              port: door.server.port,
              rejectUnauthorized: false,
              ...credentialsOf(member),
            });
            open.push(socket);
            socket.on('secureConnect', () => resolve(true));
            socket.on('error', () => resolve(false));
            socket.on('close', () => resolve(false));
          }),
      ),
    );
    for (const socket of open) socket.destroy();
    assert.equal(secured.filter(Boolean).length, 64);
  });
});

function drip(socket: TLSSocket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed) return clearInterval(timer);
    socket.write(at < text.length ? text.charAt(at++) : `X-${at++}: y\r\n`);
  }, 300);
  socket.on('close', () => clearInterval(timer));
}
