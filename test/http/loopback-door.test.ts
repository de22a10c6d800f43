/** The door of the loopback printers: programs print, web pages and other users do not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { useAgents, type TestAgent } from '../support/agents.ts';
import { rawHttp, requestHead } from '../support/raw-http.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('door of the loopback printers', () => {
  const agents = useAgents();
  const folder = temporaryFolder();
  let anna: TestAgent;
  let url: URL;
  let port: number;
  /** Get-Printer-Attributes for one attribute. */
  let message: Buffer;

  before(async () => {
    anna = await agents.start({ name: 'Anna' });
    mkdirSync(join(folder.path, 'prints'));
    const body = { uri: `file://${join(folder.path, 'prints')}`, name: 'Prints' };
    await anna.call(api.addPrinter, { body });
    const [printer] = await anna.call(api.listPrinters, {});
    assert.ok(printer?.localUri);
    url = new URL(printer.localUri);
    port = Number(url.port);
    message = getPrinterState(printer.localUri);
  });

  after(() => folder.remove());

  function head(more: Readonly<Record<string, string | undefined>> = {}, line?: string): string[] {
    return requestHead(line ?? `POST ${url.pathname}`, {
      host: `127.0.0.1:${port}`,
      'content-type': 'application/ipp',
      'content-length': String(message.length),
      ...more,
    });
  }

  /** Its text goes out as UTF-8: the message has no byte above 127. */
  const body = (): string => message.toString('latin1');

  it('answers a program', async () => {
    const answer = await rawHttp(port, head(), body());
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/ipp');
    assert.match(answer.body, /printer-state/);
    assert.equal(answer.headers.get('access-control-allow-origin'), undefined);
    const local = await rawHttp(port, head({ host: `localhost:${port}` }), body());
    assert.equal(local.status, 200);
  });

  it('refuses other hosts, pages of any origin, and what browsers mark', async () => {
    const refused: [Record<string, string>, number][] = [
      [{ host: `evil.example:${port}` }, 421],
      [{ host: '127.0.0.1' }, 421],
      [{ origin: 'https://evil.example' }, 403],
      [{ origin: `http://127.0.0.1:${port}` }, 403],
      [{ origin: 'null' }, 403],
      [{ 'sec-fetch-site': 'cross-site' }, 403],
      [{ 'sec-fetch-site': 'none' }, 403],
      [{ 'sec-fetch-mode': 'no-cors' }, 403],
    ];
    for (const [more, status] of refused) {
      const answer = await rawHttp(port, head(more), body());
      assert.equal(answer.status, status, JSON.stringify(more));
      assert.equal(answer.headers.get('access-control-allow-origin'), undefined);
    }
  });

  it('takes POST with application/ipp alone', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', undefined]) {
      const answer = await rawHttp(port, head({ 'content-type': type }), body());
      assert.equal(answer.status, 415, String(type));
    }
    const packed = await rawHttp(port, head({ 'content-encoding': 'gzip' }), body());
    assert.equal(packed.status, 415);
    for (const method of ['GET', 'OPTIONS', 'PUT', 'DELETE']) {
      const line = `${method} ${url.pathname}`;
      const empty = { 'content-type': undefined, 'content-length': undefined };
      const answer = await rawHttp(port, head(empty, line));
      assert.equal(answer.status, 405, method);
      assert.equal(answer.headers.get('access-control-allow-methods'), undefined);
    }
  });

  it('shows programs a picture of a printer, and pages none', async () => {
    const get = { 'content-type': undefined, 'content-length': undefined };
    const path = '/icons/48/printer.png';
    const picture = await rawHttp(port, head(get, `GET ${path}`));
    assert.equal(picture.headers.get('content-type'), 'image/png');
    assert.match(picture.body, /^\x89PNG/);
    const page = await rawHttp(
      port,
      head({ ...get, 'sec-fetch-site': 'cross-site' }, `GET ${path}`),
    );
    assert.equal(page.status, 403);
    assert.equal((await rawHttp(port, head(get, 'GET /icons/9/printer.png'))).status, 404);
  });

  it('knows no other printer and no other address', async () => {
    for (const path of [`/ipp/print/${'a'.repeat(16)}`, '/ipp/print/..', '/', '/admin']) {
      const answer = await rawHttp(port, head({}, `POST ${path}`), body());
      assert.equal(answer.status, 404, path);
    }
  });

  it('asks for the document only when the head is good', async () => {
    const waiting = { expect: '100-continue' };
    const good = await converse([...head(waiting)], body());
    assert.match(good, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    for (const bad of [
      { origin: 'https://evil.example' },
      { 'content-type': 'text/plain' },
      { host: 'evil.example' },
    ]) {
      const answer = await converse(head({ ...waiting, ...bad }), body());
      assert.match(answer, /^HTTP\/1\.1 4\d\d /);
      assert.ok(!answer.includes('100 Continue'));
    }
  });

  /** Sends the body only after `100 Continue`. */
  function converse(lines: readonly string[], rest: string): Promise<string> {
    return new Promise((resolve) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`${lines.join('\r\n')}\r\n\r\n`),
      );
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        if (text === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write(rest);
      });
      socket.on('close', () => resolve(text));
    });
  }

  it('takes chunked bodies, and refuses two lengths', async () => {
    const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
    const pieces = [body().slice(0, 20), body().slice(20)]
      .map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
      .join('');
    assert.equal((await rawHttp(port, head(chunked), `${pieces}0\r\n\r\n`)).status, 200);
    const both = await rawHttp(
      port,
      head({ 'transfer-encoding': 'chunked' }),
      `${pieces}0\r\n\r\n`,
    );
    assert.equal(both.status, 400);
  });

  it('keeps another user of this PC out', function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) this.skip();
    const script = `
      const socket = require('node:net').connect(${port}, '127.0.0.1');
      socket.write(Buffer.from('${Buffer.from(`${head().join('\r\n')}\r\n\r\n${body()}`).toString('base64')}', 'base64'));
      socket.pipe(process.stdout);`;
    const as = (uid: number): string =>
      spawnSync('setpriv', [
        `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', process.execPath, '-e', script,
      ]).stdout.toString('latin1'); // biome-ignore format: one command
    assert.match(as(65_534), /^HTTP\/1\.1 403 /);
    assert.match(as(0), /^HTTP\/1\.1 200 /);
    // The print system's own user.
    assert.match(as(7), /^HTTP\/1\.1 200 /);
  });

  it('has no address where it is switched off', async () => {
    const off = await agents.start({ name: 'Ben', env: { HALLWAY_IPP: 'off' } });
    mkdirSync(join(folder.path, 'off'));
    const shared = { uri: `file://${join(folder.path, 'off')}`, name: 'Off' };
    await off.call(api.addPrinter, { body: shared });
    const [printer] = await off.call(api.listPrinters, {});
    assert.equal(printer?.name, 'Off');
    assert.equal(printer?.localUri, undefined);
  });

  it('takes the port that was asked for, or says that it is taken', async () => {
    const args = ['--ipp-port', String(port)];
    await assert.rejects(agents.start({ name: 'Ben', args }), /used by another program/);
  });

  it('is not shared back by its address', async () => {
    const uri = `ipp://127.0.0.1:${port}${url.pathname}`;
    await assert.rejects(anna.call(api.addPrinter, { body: { uri, name: 'Circle' } }), {
      code: 'request.invalid',
    });
  });
});

function getPrinterState(uri: string): Buffer {
  const attribute = (tag: number, name: string, value: string): Buffer =>
    Buffer.concat([
      Buffer.from([tag, 0, name.length]),
      Buffer.from(name),
      Buffer.from([0, value.length]),
      Buffer.from(value),
    ]);
  return Buffer.concat([
    Buffer.from([2, 0, 0, 0x0b, 0, 0, 0, 1, 1]),
    attribute(0x47, 'attributes-charset', 'utf-8'),
    attribute(0x48, 'attributes-natural-language', 'en'),
    attribute(0x45, 'printer-uri', uri),
    attribute(0x44, 'requested-attributes', 'printer-state'),
    Buffer.from([3]),
  ]);
}
