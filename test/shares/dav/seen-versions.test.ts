/** Programs of two PCs that save the same file by WebDAV without saying which version they know. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

type Door = (method: string, path: string, body?: string, to?: string) => Promise<[number, string]>;

describe('WebDAV without conditions', () => {
  let here: LocalShare;
  let database: Database;

  /** The door of one PC to the share. */
  function door(): Door {
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

  const lockInfo = (scope: string): string =>
    `<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:${scope}/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>`;
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

  /** Both have read the file, and Ben has written it since. */
  async function changedByBen(): Promise<[Door, Door]> {
    const [anna, ben] = [door(), door()];
    for (const one of [anna, ben]) assert.equal((await one('GET', 'report.txt'))[0], 200);
    assert.equal((await ben('PUT', 'report.txt', 'of Ben'))[0], 204);
    return [anna, ben];
  }
  /** Ben's version stands where it was, Anna's beside it, and nothing else. */
  function bothThere(): void {
    const [copy = '', ...more] = copies();
    assert.deepEqual(more, []);
    assert.deepEqual([there('report.txt'), there(copy)], ['of Ben', 'of Anna']);
    const names = readdirSync(here.root).filter((name) => !name.startsWith('.hallway'));
    assert.deepEqual(names.sort(), [copy, 'report.txt'].sort());
  }

  it('keeps both where a program first moves the old file away, as vim does', async () => {
    const [anna] = await changedByBen();
    assert.equal((await anna('MOVE', 'report.txt', undefined, 'report.txt~'))[0], 201);
    const [status, words] = await anna('PUT', 'report.txt', 'of Anna');
    assert.equal(status, 412);
    assert.match(words, /kept beside it as/);
    assert.equal((await anna('DELETE', 'report.txt~'))[0], 404);
    bothThere();
  });

  it('keeps both where the old file is thrown away before the new one comes', async () => {
    const [anna] = await changedByBen();
    assert.equal((await anna('MOVE', 'report.txt', undefined, 'report.txt~'))[0], 201);
    assert.equal((await anna('DELETE', 'report.txt~'))[0], 204);
    assert.equal((await anna('PUT', 'report.txt', 'of Anna'))[0], 412);
    bothThere();
  });

  it('keeps both where the new file was written first and takes the name, as Word does', async () => {
    const [anna] = await changedByBen();
    assert.equal((await anna('PUT', '~WRD0001.tmp', 'of Anna'))[0], 201);
    assert.equal((await anna('MOVE', 'report.txt', undefined, '~WRL0001.tmp'))[0], 201);
    assert.equal((await anna('MOVE', '~WRD0001.tmp', undefined, 'report.txt'))[0], 412);
    assert.equal((await anna('DELETE', '~WRL0001.tmp'))[0], 404);
    bothThere();
  });

  it('keeps both where the name is locked before it is written, as LibreOffice does', async () => {
    const [anna] = await changedByBen();
    assert.equal((await anna('MOVE', 'report.txt', undefined, 'report.bak'))[0], 201);
    assert.equal((await anna('LOCK', 'report.txt', lockInfo('shared')))[0], 200);
    assert.equal(there('report.txt'), 'of Ben');
  });

  it('moves nothing back for a lock that is refused', async () => {
    const [anna, ben] = await changedByBen();
    assert.equal((await anna('MOVE', 'report.txt', undefined, 'report.bak'))[0], 201);
    const away = (): void =>
      assert.deepEqual(
        [there('report.bak'), existsSync(join(here.root, 'report.txt'))],
        ['of Ben', false],
      );
    assert.equal((await anna('LOCK', 'report.txt', '<D:prop xmlns:D="DAV:"/>'))[0], 400);
    away();
    assert.equal((await ben('LOCK', '', lockInfo('exclusive')))[0], 200);
    assert.equal((await anna('LOCK', 'report.txt', lockInfo('exclusive')))[0], 423);
    away();
  });

  it('still knows what it has not seen where a program moves the old file back', async () => {
    const [anna] = await changedByBen();
    assert.equal((await anna('MOVE', 'report.txt', undefined, 'report.txt~'))[0], 201);
    assert.equal((await anna('MOVE', 'report.txt~', undefined, 'report.txt'))[0], 201);
    assert.equal((await anna('PUT', 'report.txt', 'of Anna'))[0], 412);
    bothThere();
  });

  it('keeps what a colleague wrote under the name while the old file was away', async () => {
    const [anna, ben] = [door(), door()];
    assert.equal((await anna('GET', 'report.txt'))[0], 200);
    assert.equal((await anna('MOVE', 'report.txt', undefined, 'old.txt'))[0], 201);
    assert.equal((await ben('PUT', 'report.txt', 'of Ben'))[0], 201);
    assert.equal((await anna('PUT', 'report.txt', 'of Anna'))[0], 412);
    assert.deepEqual([there('report.txt'), there('old.txt')], ['of Ben', 'first']);
    assert.equal(copies().length, 1);
  });

  it('lets all of them save again and again where nobody else did', async () => {
    const anna = door();
    assert.equal((await anna('GET', 'report.txt'))[0], 200);
    for (const text of ['one', 'two', 'three']) {
      assert.equal((await anna('MOVE', 'report.txt', undefined, 'report.txt~'))[0], 201);
      assert.equal((await anna('PUT', 'report.txt', `${text} of vim`))[0], 201);
      assert.equal((await anna('DELETE', 'report.txt~'))[0], 204);
      assert.equal((await anna('PUT', '~WRD1.tmp', `${text} of Word`))[0], 201);
      assert.equal((await anna('MOVE', 'report.txt', undefined, '~WRL1.tmp'))[0], 201);
      assert.equal((await anna('MOVE', '~WRD1.tmp', undefined, 'report.txt'))[0], 201);
      assert.equal((await anna('DELETE', '~WRL1.tmp'))[0], 204);
      assert.equal((await anna('PUT', '.save.tmp', `${text} of gedit`))[0], 201);
      assert.equal((await anna('MOVE', '.save.tmp', undefined, 'report.txt'))[0], 204);
      assert.equal(there('report.txt'), `${text} of gedit`);
    }
    assert.deepEqual(copies(), []);
  });

  it('sees who wrote between two saves under another name', async () => {
    const [anna, ben] = [door(), door()];
    assert.equal((await anna('GET', 'report.txt'))[0], 200);
    const save = async (text: string): Promise<number> => {
      assert.equal((await anna('PUT', '.save.tmp', text))[0], 201);
      return (await anna('MOVE', '.save.tmp', undefined, 'report.txt'))[0];
    };
    assert.equal(await save('once'), 204);
    assert.equal((await ben('PUT', 'report.txt', 'of Ben'))[0], 204);
    assert.equal(await save('of Anna'), 412);
    bothThere();
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
