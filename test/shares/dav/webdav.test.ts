/** WebDAV over shares of this PC, without HTTP: what litmus does not look at. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { silentLog } from '../../../src/base/log.ts';
import type { DavAnswer } from '../../../src/shares/dav/exchange.ts';
import { DavServer } from '../../../src/shares/dav/dav-server.ts';
import { DavTree } from '../../../src/shares/dav/dav-tree.ts';
import { LockBook } from '../../../src/shares/dav/lock-book.ts';
import { PropertyStore } from '../../../src/shares/dav/property-store.ts';
import { openDatabase, type Database } from '../../../src/store/database.ts';
import { ManualClock } from '../../support/temporary.ts';
import { localShare, type LocalShare } from '../local-share.ts';

const anna = 'a'.repeat(52);
const [plans, notes, looks] = ['p'.repeat(16), 'n'.repeat(16), 'l'.repeat(16)];
const LOCK =
  '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner>Anna &amp; Co</owner></lockinfo>';

type Said = DavAnswer & { body: string };

describe('WebDAV over shares', () => {
  const clock = new ManualClock(Date.now() + 60_000);
  let one: LocalShare;
  let two: LocalShare;
  let database: Database;
  let dav: DavServer;
  let tokens = 0;

  function serve(): DavServer {
    const locks = new LockBook(
      database,
      clock,
      () => `urn:uuid:${String(++tokens).padStart(36, '0')}`,
    );
    const tree = new DavTree({
      ownName: () => Promise.resolve('Anna'),
      devices: () => Promise.resolve([{ id: anna, name: 'Anna' }]),
      shares: () =>
        Promise.resolve([
          { id: plans, device: anna, name: 'Pläne', access: 'write' as const },
          { id: notes, device: anna, name: 'Notes', access: 'write' as const },
          { id: looks, device: anna, name: 'notes', access: 'read' as const },
        ]),
      open: ({ share }) =>
        Promise.resolve({
          files: share === plans ? one.files : two.files,
          locks: locks.of(share, anna),
        }),
    });
    return new DavServer({ tree, properties: new PropertyStore(database), clock }, silentLog);
  }

  beforeEach(() => {
    one = localShare();
    two = localShare();
    database = openDatabase(':memory:');
    dav = serve();
  });
  afterEach(() => {
    database.close();
    one.remove();
    two.remove();
  });

  async function ask(
    method: string,
    target: string,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<Said> {
    const bytes = body === undefined ? [] : [Buffer.from(body)];
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const answer = await dav.answer({
      method,
      target,
      headers: { host: '127.0.0.1:1', ...length, ...headers },
      body: Readable.from(bytes),
      signal: new AbortController().signal,
    });
    let said = answer.text ?? '';
    for await (const chunk of answer.chunks ?? []) said += chunk;
    for await (const chunk of answer.stream ?? []) said += String(chunk);
    return { ...answer, body: said };
  }

  async function expectStatus(status: number, ...request: Parameters<typeof ask>): Promise<Said> {
    const answer = await ask(...request);
    assert.equal(answer.status, status, `${request[0]} ${request[1]}: ${answer.body}`);
    return answer;
  }

  const P = '/dav/Anna/Pl%C3%A4ne';
  const N = `/dav/Anna/${notes}`;

  it('shows PCs and shares by their names, and those that are called the same apart', async () => {
    const names = async (target: string): Promise<string[]> => {
      const { body } = await expectStatus(207, 'PROPFIND', target, { depth: '1' });
      return Array.from(body.matchAll(/<D:href>([^<]*)</g), ([, href = '']) =>
        decodeURIComponent(href),
      );
    };
    assert.deepEqual(await names('/'), ['/', '/dav/']);
    assert.deepEqual(await names('/dav/'), ['/dav/', '/dav/Anna/']);
    assert.deepEqual(await names('/dav/Anna'), [
      '/dav/Anna/', '/dav/Anna/Pläne/', '/dav/Anna/Notes (nnnnnnnn)/', '/dav/Anna/notes (llllllll)/',
    ]); // biome-ignore format: a list
    await expectStatus(207, 'PROPFIND', `/dav/${anna}/${plans}/`, { depth: '0' });
    await expectStatus(207, 'PROPFIND', '/dav/anna/PL%C3%84NE/', { depth: '0' });
    await expectStatus(404, 'PROPFIND', '/dav/Anna/Other/', { depth: '0' });
    await expectStatus(404, 'PROPFIND', '/dav/Carla/', { depth: '0' });
    await expectStatus(404, 'PROPFIND', '/other/', { depth: '0' });
    for (const method of ['PUT', 'DELETE', 'PROPPATCH', 'LOCK', 'MOVE', 'COPY'])
      await expectStatus(
        403, method, '/dav/Anna/', { destination: `${N}/x` },
        method === 'LOCK' ? LOCK : method === 'PROPPATCH' ? '<propertyupdate xmlns="DAV:"><set><prop><a/></prop></set></propertyupdate>' : undefined,
      ); // biome-ignore format: a call
    await expectStatus(405, 'MKCOL', '/dav/Anna/');
  });

  it('refuses changes to a share that may only be read, before anything is looked at', async () => {
    const L = `/dav/Anna/${looks}`;
    writeFileSync(join(two.root, 'a.txt'), 'a');
    assert.equal((await expectStatus(200, 'GET', `${L}/a.txt`)).body, 'a');
    await expectStatus(403, 'PUT', `${L}/a.txt`, {}, 'b');
    await expectStatus(403, 'DELETE', `${L}/a.txt`);
    await expectStatus(403, 'LOCK', `${L}/a.txt`, {}, LOCK);
    await expectStatus(403, 'MKCOL', `${L}/folder`);
    await expectStatus(403, 'COPY', `${P}/`, { destination: `${L}/x` });
    assert.deepEqual(readdirSync(two.root), ['a.txt']);
  });

  it('answers ranges and validators', async () => {
    writeFileSync(join(one.root, 'a.txt'), '0123456789');
    const whole = await expectStatus(200, 'GET', `${P}/a.txt`);
    const etag = String(whole.headers?.['etag']);
    assert.equal(
      (await expectStatus(206, 'GET', `${P}/a.txt`, { range: 'bytes=2-4' })).body,
      '234',
    );
    assert.equal((await expectStatus(206, 'GET', `${P}/a.txt`, { range: 'bytes=-3' })).body, '789');
    const beyond = await expectStatus(416, 'GET', `${P}/a.txt`, { range: 'bytes=10-' });
    assert.equal(beyond.headers?.['content-range'], 'bytes */10');
    await expectStatus(304, 'GET', `${P}/a.txt`, { 'if-none-match': `"x", ${etag}` });
    await expectStatus(200, 'GET', `${P}/a.txt`, { 'if-none-match': '"x"' });
    const modified = String(whole.headers?.['last-modified']);
    await expectStatus(304, 'GET', `${P}/a.txt`, { 'if-modified-since': modified });
    const range = { range: 'bytes=2-4', 'if-range': '"x"' };
    assert.equal((await expectStatus(200, 'GET', `${P}/a.txt`, range)).body, '0123456789');
    const head = await expectStatus(200, 'HEAD', `${P}/a.txt`);
    assert.equal(head.headers?.['content-length'], 10);
    assert.equal(head.stream, undefined);
    await expectStatus(412, 'GET', `${P}/a.txt`, { 'if-match': '"x"' });
  });

  it('overwrites no version that its program has not seen', async () => {
    await expectStatus(201, 'PUT', `${P}/a.txt`, { 'if-none-match': '*' }, 'one');
    await expectStatus(412, 'PUT', `${P}/a.txt`, { 'if-none-match': '*' }, 'two');
    const etag = String((await ask('HEAD', `${P}/a.txt`)).headers?.['etag']);
    const next = await expectStatus(204, 'PUT', `${P}/a.txt`, { 'if-match': etag }, 'two');
    await expectStatus(412, 'PUT', `${P}/a.txt`, { 'if-match': etag }, 'three');
    await expectStatus(412, 'PUT', `${P}/a.txt`, { if: `([${etag}])` }, 'three');
    await expectStatus(412, 'DELETE', `${P}/a.txt`, { 'if-match': etag });
    assert.equal(readFileSync(join(one.root, 'a.txt'), 'utf8'), 'two');
    await expectStatus(
      204,
      'PUT',
      `${P}/a.txt`,
      { if: `([${String(next.headers?.['etag'])}])` },
      'three',
    );
    await expectStatus(400, 'PUT', `${P}/a.txt`, { 'content-range': 'bytes 0-1/5' }, 'ab');
    await expectStatus(409, 'PUT', `${P}/missing/a.txt`, {}, 'a');
    await expectStatus(400, 'PUT', `${P}/b.txt`, { 'content-length': '5' }, 'four');
    assert.deepEqual(readdirSync(one.root), ['a.txt']);
  });

  it('keeps locks over a restart, and lets them end', async () => {
    const made = await expectStatus(201, 'LOCK', `${P}/new.odt`, { timeout: 'Second-300' }, LOCK);
    const token = String(made.headers?.['lock-token']);
    assert.match(made.body, /<D:owner>Anna &amp; Co<\/D:owner>/);
    assert.equal(statSync(join(one.root, 'new.odt')).size, 0);
    dav = serve();
    await expectStatus(423, 'PUT', `${P}/new.odt`, {}, 'x');
    await expectStatus(423, 'LOCK', `${P}/new.odt`, {}, LOCK);
    await expectStatus(423, 'DELETE', `${P}/new.odt`);
    await expectStatus(423, 'MOVE', `${P}/new.odt`, { destination: `${P}/other.odt` });
    await expectStatus(204, 'PUT', `${P}/new.odt`, { if: `(${token})` }, 'x');
    clock.advance(200_000);
    await expectStatus(200, 'LOCK', `${P}/new.odt`, { if: `(${token})`, timeout: 'Second-300' });
    clock.advance(200_000);
    await expectStatus(423, 'PUT', `${P}/new.odt`, {}, 'y');
    clock.advance(101_000);
    await expectStatus(204, 'PUT', `${P}/new.odt`, {}, 'y');
    await expectStatus(412, 'LOCK', `${P}/new.odt`, { if: `(${token})` });
  });

  it('saves as an office program does: lock, write beside, rename over, unlock', async () => {
    writeFileSync(join(one.root, 'Letter.odt'), 'old');
    const made = await expectStatus(
      200,
      'LOCK',
      `${P}/Letter.odt`,
      { timeout: 'Second-180' },
      LOCK,
    );
    const token = String(made.headers?.['lock-token']);
    await expectStatus(201, 'PUT', `${P}/.~lock.Letter.odt%23`, {}, 'Anna');
    await expectStatus(201, 'PUT', `${P}/lu1234.tmp`, {}, 'new');
    await expectStatus(423, 'MOVE', `${P}/lu1234.tmp`, {
      destination: `http://127.0.0.1:1${P}/Letter.odt`,
    });
    await expectStatus(204, 'MOVE', `${P}/lu1234.tmp`, {
      destination: `http://127.0.0.1:1${P}/Letter.odt`,
      if: `<http://127.0.0.1:1${P}/Letter.odt> (${token})`,
    });
    assert.equal(readFileSync(join(one.root, 'Letter.odt'), 'utf8'), 'new');
    await expectStatus(204, 'UNLOCK', `${P}/Letter.odt`, { 'lock-token': token });
    await expectStatus(204, 'DELETE', `${P}/.~lock.Letter.odt%23`);
    await expectStatus(204, 'PUT', `${P}/Letter.odt`, {}, 'newer');
  });

  it('keeps properties through copies, moves and a restart, and not beyond', async () => {
    mkdirSync(join(one.root, 'folder'));
    writeFileSync(join(one.root, 'folder', 'a.txt'), 'a');
    const patch = (value: string): string =>
      `<propertyupdate xmlns="DAV:"><set><prop xml:lang="de"><x:note xmlns:x="urn:x" kind="1">${value}</x:note></prop></set></propertyupdate>`;
    await expectStatus(207, 'PROPPATCH', `${P}/folder/a.txt`, {}, patch('Grüße <x:b/> &lt;'));
    const wanted = '<propfind xmlns="DAV:"><prop><note xmlns="urn:x"/></prop></propfind>';
    const value = async (target: string): Promise<string | undefined> =>
      /<x:note[^>]*>(.*)<\/x:note>/.exec(
        (await ask('PROPFIND', target, { depth: '0' }, wanted)).body,
      )?.[1];
    const kept = 'Grüße <x:b xmlns:x="urn:x"/> &lt;';
    assert.equal(await value(`${P}/folder/a.txt`), kept);
    await expectStatus(201, 'COPY', `${P}/folder`, { destination: `${P}/copy` });
    await expectStatus(201, 'MOVE', `${P}/folder`, { destination: `${P}/moved` });
    await expectStatus(201, 'MOVE', `${P}/moved/a.txt`, { destination: `${N}/a.txt` });
    dav = serve();
    assert.equal(await value(`${P}/copy/a.txt`), kept);
    assert.equal(await value(`${N}/a.txt`), kept);
    assert.equal(readFileSync(join(two.root, 'a.txt'), 'utf8'), 'a');
    assert.ok(!existsSync(join(one.root, 'moved', 'a.txt')));
    await expectStatus(204, 'DELETE', `${N}/a.txt`);
    await expectStatus(201, 'PUT', `${N}/a.txt`, {}, 'another');
    assert.equal(await value(`${N}/a.txt`), undefined);
    const { body } = await expectStatus(
      207,
      'PROPPATCH',
      `${P}/copy/a.txt`,
      {},
      patch('').replace('</prop>', '<getetag/></prop>'),
    );
    assert.match(body, /403 Forbidden.*424 Failed Dependency/s);
    assert.equal(await value(`${P}/copy/a.txt`), kept);
  });

  it('sets the time of a file, as programs say it', async () => {
    writeFileSync(join(one.root, 'a.txt'), 'a');
    utimesSync(join(one.root, 'a.txt'), 1, 1);
    const time = 'Tue, 05 Mar 2024 10:20:30 GMT';
    for (const element of [
      `<getlastmodified>${time}</getlastmodified>`,
      `<Win32LastModifiedTime xmlns="urn:schemas-microsoft-com:">${time}</Win32LastModifiedTime>`,
    ]) {
      utimesSync(join(one.root, 'a.txt'), 1, 1);
      const body = `<propertyupdate xmlns="DAV:"><set><prop>${element}</prop></set></propertyupdate>`;
      assert.match((await expectStatus(207, 'PROPPATCH', `${P}/a.txt`, {}, body)).body, /200 OK/);
      assert.equal(statSync(join(one.root, 'a.txt')).mtimeMs, Date.parse(time));
    }
    const wrong =
      '<propertyupdate xmlns="DAV:"><set><prop><getlastmodified>soon</getlastmodified></prop></set></propertyupdate>';
    assert.match(
      (await expectStatus(207, 'PROPPATCH', `${P}/a.txt`, {}, wrong)).body,
      /403 Forbidden/,
    );
  });

  it('copies and moves from share to share, whole folders, and puts what was there into the trash', async () => {
    mkdirSync(join(one.root, 'a', 'b'), { recursive: true });
    writeFileSync(join(one.root, 'a', 'b', 'c.txt'), 'c');
    utimesSync(join(one.root, 'a', 'b', 'c.txt'), 1000, 1000);
    mkdirSync(join(two.root, 'a'));
    writeFileSync(join(two.root, 'a', 'kept.txt'), 'kept');
    await expectStatus(412, 'COPY', `${P}/a`, { destination: `${N}/a`, overwrite: 'F' });
    await expectStatus(204, 'COPY', `${P}/a`, { destination: `${N}/a` });
    assert.equal(statSync(join(two.root, 'a', 'b', 'c.txt')).mtimeMs, 1_000_000);
    assert.ok(!existsSync(join(two.root, 'a', 'kept.txt')));
    const { entries } = await two.files.trash();
    assert.deepEqual(
      entries.map(({ path }) => path),
      ['a'],
    );
    await expectStatus(201, 'COPY', `${P}/a`, { destination: `${N}/flat`, depth: '0' });
    assert.deepEqual(readdirSync(join(two.root, 'flat')), []);
    await expectStatus(201, 'MOVE', `${P}/a`, { destination: `${N}/moved` });
    assert.ok(existsSync(join(two.root, 'moved', 'b', 'c.txt')));
    assert.ok(!existsSync(join(one.root, 'a')));
    await expectStatus(502, 'COPY', `${N}/a`, { destination: 'http://evil.example/dav/x' });
    await expectStatus(409, 'COPY', `${N}/a`, { destination: `${N}/none/a` });
    await expectStatus(409, 'COPY', `${N}/a`, { destination: '/dav/Anna/None/a' });
    await expectStatus(403, 'COPY', `${N}/a`, { destination: `${N}/a/b/d` });
    await expectStatus(403, 'MOVE', `${N}/a/b`, { destination: `${N}/a` });
    await expectStatus(403, 'DELETE', `${N}/`);
  });

  it('tells the room of a share to whoever asks, and finds composed and decomposed names', async () => {
    const quota =
      '<propfind xmlns="DAV:"><prop><quota-available-bytes/><quota-used-bytes/></prop></propfind>';
    const { body } = await expectStatus(207, 'PROPFIND', `${P}/`, { depth: '0' }, quota);
    assert.match(body, /<D:quota-available-bytes>\d+<.*<D:quota-used-bytes>\d+</);
    writeFileSync(join(one.root, 'Café.txt'.normalize('NFD')), 'a');
    await expectStatus(200, 'GET', `${P}/${encodeURIComponent('Café.txt'.normalize('NFC'))}`);
    await expectStatus(404, 'GET', `${P}/Cafe.txt`);
  });

  it('refuses to look through whole trees', async () => {
    for (const depth of [undefined, 'infinity']) {
      const { body } = await expectStatus(403, 'PROPFIND', `${P}/`, depth ? { depth } : {});
      assert.match(body, /propfind-finite-depth/);
    }
    await expectStatus(400, 'PROPFIND', `${P}/`, { depth: '2' });
  });
});
