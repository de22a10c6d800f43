/** Small pictures are kept within bounds, and what is damaged is not believed. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HallwayError } from '../../../src/base/errors.ts';
import type { FileSystem } from '../../../src/shares/file-system.ts';
import { ThumbnailCache } from '../../../src/shares/thumbnails/thumbnail-cache.ts';
import { ThumbnailDesk } from '../../../src/shares/thumbnails/thumbnail-desk.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const key = (name: string): string => createHash('sha256').update(name).digest('hex');

describe('thumbnails that are kept', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (name: string): string => join(folder.path, name);

  it('finds them again after a restart, also that there is none', async () => {
    const first = new ThumbnailCache(at('a'));
    await first.put(key('one'), Buffer.from('picture'));
    await first.put(key('none'), Buffer.alloc(0));
    const second = new ThumbnailCache(at('a'));
    assert.equal((await second.get(key('one')))?.toString(), 'picture');
    assert.equal((await second.get(key('none')))?.length, 0);
    assert.equal(await second.get(key('other')), undefined);
  });

  it('takes away what nobody looked at for the longest', async () => {
    const cache = new ThumbnailCache(at('b'), { files: 10, bytes: 1_000_000 });
    for (let n = 0; n < 10; n += 1) await cache.put(key(`${n}`), Buffer.from(`${n}`));
    await cache.get(key('0'));
    await cache.put(key('10'), Buffer.from('10'));
    assert.equal((await cache.get(key('0')))?.toString(), '0');
    assert.equal(await cache.get(key('1')), undefined);
    assert.equal((await cache.get(key('10')))?.toString(), '10');
    assert.ok(readdirSync(at('b')).length <= 10);
  });

  it('stays within its bytes', async () => {
    const cache = new ThumbnailCache(at('c'), { files: 1000, bytes: 10_000 });
    for (let n = 0; n < 50; n += 1) await cache.put(key(`${n}`), Buffer.alloc(900, n));
    assert.ok(readdirSync(at('c')).length <= 11);
  });

  it('believes nothing that was cut off or comes from elsewhere', async () => {
    const cache = new ThumbnailCache(at('d'));
    await cache.put(key('cut'), Buffer.alloc(500, 1));
    truncateSync(join(at('d'), key('cut')), 100);
    writeFileSync(join(at('d'), key('other')), 'not ours');
    writeFileSync(join(at('d'), 'new-7'), 'half written');
    const again = new ThumbnailCache(at('d'));
    assert.equal(await again.get(key('cut')), undefined);
    assert.equal(await again.get(key('other')), undefined);
    assert.ok(!readdirSync(at('d')).includes('new-7'));
  });

  it('makes one once for all who want it, anew when the file is another one, and asks for the right', async () => {
    let etag = '"1"';
    let allowed = true;
    const files = {
      stat: async () => {
        if (!allowed) throw new HallwayError('share.not_found', 'Gone.');
        return { name: 'a.png', kind: 'file', size: 9, modified: 0, etag };
      },
    } as unknown as FileSystem;
    let made = 0;
    const desk = new ThumbnailDesk(new ThumbnailCache(at('e')), {
      formats: ['image/png'],
      make: async () => {
        made += 1;
        if (etag === '"3"') throw new HallwayError('document.unreadable', 'Broken.');
        return Buffer.from(`picture ${made}`);
      },
    });
    const look = (path = 'a.png') => desk.of(files, { place: 'here', path, size: 'small' });
    const both = await Promise.all([look(), look()]);
    assert.deepEqual(both.map(String), ['picture 1', 'picture 1']);
    assert.equal(String(await look()), 'picture 1');
    etag = '"2"';
    assert.equal(String(await look()), 'picture 2');
    etag = '"3"';
    assert.equal(await look(), undefined);
    assert.equal(await look(), undefined);
    assert.equal(made, 3);
    assert.equal(await look('a.txt'), undefined);
    allowed = false;
    await assert.rejects(look(), { code: 'share.not_found' });
  });
});
