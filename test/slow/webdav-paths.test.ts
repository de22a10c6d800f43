/** 100,000 hostile addresses at WebDAV: none leads out of its share, none is a fault of ours. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { silentLog } from '../../src/base/log.ts';
import { DavServer } from '../../src/shares/dav/dav-server.ts';
import { DavTree } from '../../src/shares/dav/dav-tree.ts';
import { LockBook } from '../../src/shares/dav/lock-book.ts';
import { PropertyStore } from '../../src/shares/dav/property-store.ts';
import { openDatabase } from '../../src/store/database.ts';
import { hostileRequests } from '../shares/dav/hostile-requests.ts';
import { localShare } from '../shares/local-share.ts';
import { seeded } from '../support/seeded.ts';
import { ManualClock } from '../support/temporary.ts';

const REQUESTS = 100_000;
const [anna, plans] = ['a'.repeat(52), 'p'.repeat(16)];

describe('hostile addresses at WebDAV', function () {
  this.timeout(3_600_000);

  it('never leave the share, and end in words', async () => {
    const share = localShare();
    const database = openDatabase(':memory:');
    const clock = new ManualClock(Date.now());
    const locks = new LockBook(database, clock, () => `urn:uuid:${crypto.randomUUID()}`);
    const tree = new DavTree({
      ownName: () => Promise.resolve('Anna'),
      devices: () => Promise.resolve([{ id: anna, name: 'Anna' }]),
      shares: () =>
        Promise.resolve([{ id: plans, device: anna, name: 'Plans', access: 'write' as const }]),
      open: () => Promise.resolve({ files: share.files, locks: locks.of(plans, anna) }),
    });
    const dav = new DavServer({ tree, properties: new PropertyStore(database), clock }, silentLog);
    mkdirSync(join(share.root, 'in'));
    writeFileSync(join(share.top, 'outside.txt'), 'outside');
    symlinkSync('../outside.txt', join(share.root, 'out.txt'));
    symlinkSync('..', join(share.root, 'up'));
    const before = readdirSync(share.top).sort();
    const hostile = hostileRequests(seeded(20_261_127), '/dav/Anna/Plans/');
    const statuses = new Map<number, number>();
    for (let round = 0; round < REQUESTS; round++) {
      const { method, target, headers } = hostile();
      const answer = await dav.answer({
        method,
        target,
        headers: { ...headers, host: '127.0.0.1:1', 'content-length': '0' },
        body: Readable.from([]),
        signal: new AbortController().signal,
      });
      let text = answer.text ?? '';
      for await (const chunk of answer.chunks ?? []) text += chunk;
      for await (const chunk of answer.stream ?? []) text += String(chunk);
      assert.notEqual(answer.status, 500, `${method} ${target}: ${text}`);
      assert.ok(text !== 'outside', `${method} ${target}`);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    }
    assert.equal(readFileSync(join(share.top, 'outside.txt'), 'utf8'), 'outside');
    assert.deepEqual(
      readdirSync(share.top)
        .sort()
        .filter((name) => name !== 'notes'),
      before.filter((name) => name !== 'notes'),
    );
    const counts = [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([one, count]) => `${count} × ${one}`);
    console.log(`      ${counts.join(', ')}`);
    database.close();
    share.remove();
  });
});
