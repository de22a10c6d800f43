/** Programs of two PCs that save the same file by WebDAV without saying which version they know. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { silentLog } from '../../../src/base/log.ts';
import { DavServer } from '../../../src/shares/dav/dav-server.ts';
import { DavTree } from '../../../src/shares/dav/dav-tree.ts';
import { LockBook } from '../../../src/shares/dav/lock-book.ts';
import { PropertyStore } from '../../../src/shares/dav/property-store.ts';
import { openDatabase, type Database } from '../../../src/store/database.ts';
import { localShare, type LocalShare } from '../local-share.ts';

const device = 'a'.repeat(52);
const share = { id: 'p'.repeat(16), device, name: 'Plans', access: 'write' as const };

describe('WebDAV without conditions', () => {
  let here: LocalShare;
  let database: Database;

  /** The door of one PC to the share. */
  function door(): (
    method: string,
    path: string,
    body?: string,
    to?: string,
  ) => Promise<[number, string]> {
    const { clock, files } = here;
    const locks = new LockBook(database, clock, () => 'urn:uuid:none').of(share.id, device);
    const tree = new DavTree({
      ownName: () => Promise.resolve('Anna'),
      devices: () => Promise.resolve([{ id: device, name: 'Anna' }]),
      shares: () => Promise.resolve([share]),
      open: () => Promise.resolve({ files, locks }),
    });
    const server = new DavServer(
      { tree, properties: new PropertyStore(database), clock },
      silentLog,
    );
    return async (method, path, body, to) => {
      const answer = await server.answer({
        method,
        target: `/dav/Anna/Plans/${path}`,
        headers: {
          host: '127.0.0.1:1',
          ...(to === undefined ? {} : { destination: `/dav/Anna/Plans/${to}` }),
        },
        body: Readable.from(body === undefined ? [] : [Buffer.from(body)]),
        signal: new AbortController().signal,
      });
      let said = answer.text ?? '';
      for await (const chunk of answer.stream ?? []) said += String(chunk);
      return [answer.status, said];
    };
  }

  const there = (name: string): string => readFileSync(join(here.root, name), 'utf8');
  const copies = (): string[] => readdirSync(here.root).filter((name) => /conflict/.test(name));

  beforeEach(() => {
    here = localShare();
    database = openDatabase(':memory:');
    writeFileSync(join(here.root, 'report.txt'), 'first');
  });
  afterEach(() => {
    database.close();
    here.remove();
  });

  it('keeps a later version beside the one that it has not seen, in one copy', async () => {
    const [anna, ben] = [door(), door()];
    assert.deepEqual(await anna('GET', 'report.txt'), [200, 'first']);
    assert.deepEqual(await ben('GET', 'report.txt'), [200, 'first']);
    assert.equal((await ben('PUT', 'report.txt', 'of Ben'))[0], 204);

    const [status, words] = await anna('PUT', 'report.txt', 'of Anna');
    assert.equal(status, 412);
    const [copy = '', ...more] = copies();
    assert.deepEqual(more, []);
    assert.match(words, /Somebody changed this file/);
    assert.ok(words.includes(copy), words);
    assert.deepEqual([there('report.txt'), there(copy)], ['of Ben', 'of Anna']);

    assert.equal((await anna('PUT', 'report.txt', 'of Anna, longer'))[0], 412);
    assert.deepEqual(copies(), [copy]);
    assert.deepEqual([there('report.txt'), there(copy)], ['of Ben', 'of Anna, longer']);

    assert.deepEqual(await anna('GET', 'report.txt'), [200, 'of Ben']);
    assert.equal((await anna('PUT', 'report.txt', 'of both'))[0], 204);
    assert.equal(there('report.txt'), 'of both');
    assert.deepEqual(copies(), [copy]);
  });

  it('lets a program replace what it wrote itself, also with another time', async () => {
    const anna = door();
    for (const text of ['one', 'two and more', 'three']) {
      const [status] = await anna('PUT', 'own.txt', text);
      assert.equal(status, text === 'one' ? 201 : 204);
      const time = '<D:getlastmodified>Tue, 02 Jan 2024 03:04:05 GMT</D:getlastmodified>';
      const update = `<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop>${time}</D:prop></D:set></D:propertyupdate>`;
      assert.equal((await anna('PROPPATCH', 'own.txt', update))[0], 207);
    }
    assert.equal(there('own.txt'), 'three');
    assert.deepEqual(copies(), []);
  });

  it('knows nothing any more of what was removed or moved', async () => {
    const [anna, ben] = [door(), door()];
    assert.equal((await anna('GET', 'report.txt'))[0], 200);
    assert.equal((await anna('DELETE', 'report.txt'))[0], 204);
    assert.equal((await ben('PUT', 'report.txt', 'new of Ben'))[0], 201);
    assert.equal((await anna('PUT', 'report.txt', 'new of Anna'))[0], 204);
    assert.equal(there('report.txt'), 'new of Anna');
    assert.deepEqual(copies(), []);
  });

  it('moves beside what it would overwrite unseen, and keeps one copy', async () => {
    const [anna, ben] = [door(), door()];
    assert.deepEqual(await anna('GET', 'report.txt'), [200, 'first']);
    assert.equal((await ben('PUT', 'report.txt', 'of Ben'))[0], 204);
    const save = async (text: string): Promise<[number, string]> => {
      assert.equal((await anna('PUT', '.save.tmp', text))[0], 201);
      return anna('MOVE', '.save.tmp', undefined, 'report.txt');
    };
    const [status, words] = await save('of Anna');
    assert.equal(status, 412);
    const [copy = '', ...more] = copies();
    assert.deepEqual(more, []);
    assert.match(copy, /^report \(conflict, Anna, /);
    assert.ok(words.includes(copy), words);
    assert.deepEqual([there('report.txt'), there(copy)], ['of Ben', 'of Anna']);
    assert.equal((await save('of Anna, longer'))[0], 412);
    assert.deepEqual([there('report.txt'), there(copy)], ['of Ben', 'of Anna, longer']);
    assert.deepEqual(copies(), [copy]);
    // Whoever has seen the other version may take its place.
    assert.deepEqual(await anna('GET', 'report.txt'), [200, 'of Ben']);
    assert.equal((await save('of both'))[0], 204);
    assert.equal(there('report.txt'), 'of both');
  });

  it('notices what a program of the same PC did to the file without WebDAV', async () => {
    const anna = door();
    assert.equal((await anna('GET', 'report.txt'))[0], 200);
    writeFileSync(join(here.root, 'report.txt'), 'changed on the disk');
    assert.equal((await anna('PUT', 'report.txt', 'of Anna'))[0], 412);
    assert.equal(there('report.txt'), 'changed on the disk');
    assert.equal(copies().length, 1);
  });
});
