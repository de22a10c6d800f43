/** Shares as the thread that reads them for the search sees them: real folders, real thread. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ShareIndexer } from '../../agent/search/share-indexer.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { ResourceId } from '../../src/model/id.ts';
import { IgnoreRules } from '../../src/search/ignore-rules.ts';
import type { IndexOrder } from '../../src/search/index-order.ts';
import { lookInto } from '../../src/search/look.ts';
import { ShareIndex } from '../../src/search/share-index.ts';
import { termsOf } from '../../src/search/words.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';

const SHARE = '0000000000000001' as ResourceId;
const DOCUMENTS = join(import.meta.dirname, 'documents');

describe('indexing', function () {
  this.timeout(60_000);
  const place = temporaryFolder();
  const indexer = new ShareIndexer(join(place.path, 'home'), systemClock);
  let count = 0;
  let root = '';
  let file = '';

  beforeEach(() => {
    count += 1;
    root = join(place.path, `share ${count}`);
    file = join(place.path, `${count}.db`);
    mkdirSync(root);
  });
  after(async () => {
    await indexer.stop();
    place.remove();
  });

  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const run = (what: IndexOrder['what'], hidden = true): Promise<boolean> => {
    const share = { id: SHARE, path: root, kind: 'folder' as const, image: false, hidden };
    return indexer.run({ share, file, what }, () => {});
  };
  const find = (words: string): string[] => {
    const index = new ShareIndex(file);
    try {
      return lookInto(index, { words }, termsOf(words), systemClock)
        .map(({ path }) => path)
        .toSorted();
    } finally {
      index.close();
    }
  };

  it('keeps its thread for what changes next, and ends it soon after the last', async () => {
    const clock = new ManualClock();
    const resting = new ShareIndexer(join(place.path, 'home'), clock);
    const share = { id: SHARE, path: root, kind: 'folder' as const, image: false, hidden: true };
    const read = (): Promise<boolean> => resting.run({ share, file, what: 'names' }, () => {});
    await read();
    resting.rest();
    clock.advance(4000);
    await read();
    clock.advance(4000);
    assert.ok(resting.runs);
    resting.rest();
    clock.advance(4000);
    assert.ok(resting.runs);
    clock.advance(1000);
    assert.ok(!resting.runs);
    await read();
    await resting.stop();
    assert.ok(!resting.runs);
  });

  it('finds a linked file inside the share, and goes no way round or out', async () => {
    put('real/note one.txt', 'elephants');
    symlinkSync('real/note one.txt', join(root, 'same.txt'));
    symlinkSync('..', join(root, 'real', 'round'));
    symlinkSync(DOCUMENTS, join(root, 'out'));
    await run('names');
    await run('contents');
    assert.deepEqual(find('elephants'), ['real/note one.txt', 'same.txt']);
    assert.deepEqual(find('letter'), []);
  });

  it('leaves out what `.hallwayignore` says, and follows it when it changes', async () => {
    put('.hallwayignore', '# ours\n*.tmp\nbuild/\n/only here.txt\n');
    put('plan.txt', 'giraffes');
    put('plan.tmp', 'giraffes');
    put('only here.txt', 'giraffes');
    put('deep/only here.txt', 'giraffes');
    put('deep/build/plan.txt', 'giraffes');
    put('deep/er/plan.tmp', 'giraffes');
    put('deep/.hallwayignore', '!keep.tmp\n');
    put('deep/er/keep.tmp', 'giraffes');
    // Also where members do not see the file itself.
    for (const hidden of [true, false]) {
      rmSync(file, { force: true });
      await run('names', hidden);
      await run('contents', hidden);
      assert.deepEqual(find('giraffes'), ['deep/only here.txt', 'plan.txt']);
      assert.deepEqual(find('plan'), ['plan.txt']);
      assert.deepEqual(find('keep'), ['deep/er/keep.tmp']);
    }
    // As its watch tells: the folder of the file is to be looked through.
    put('.hallwayignore', 'plan.txt\n');
    await run({ folders: [''] }, false);
    await run('contents', false);
    assert.deepEqual(find('plan'), ['deep/er/plan.tmp', 'plan.tmp']);
    assert.deepEqual(find('only'), ['deep/only here.txt', 'only here.txt']);
    // A folder below that is heard of late comes back by nothing.
    put('.hallwayignore', 'deep\n');
    await run({ folders: [''] }, false);
    await run({ folders: ['deep/er', 'deep'] }, false);
    assert.deepEqual(find('keep'), []);
    rmSync(join(root, '.hallwayignore'));
    await run({ folders: [''] }, false);
    assert.deepEqual(find('plan').length, 4);
  });

  it('check 63: rules that would take forever leave nothing out, and end', () => {
    const rules = new IgnoreRules(systemClock);
    rules.set('', `${'*a'.repeat(40)}*c\n${'x'.repeat(1e6)}\n*.bak`);
    assert.equal(rules.ignores('', 'a'.repeat(250), false), false);
    assert.equal(rules.ignores('', 'x.bak', false), true);
    // Rules that are slow are dropped as a whole.
    let now = 0;
    const slow = new IgnoreRules({ ...systemClock, monotonic: () => (now += 1000) });
    slow.set('', '*.bak');
    const said = Array.from({ length: 5 }, () => slow.ignores('', 'x.bak', false));
    assert.deepEqual([said[0], said.at(-1)], [true, false]);
  });

  it('does not fetch what is in a cloud alone', async () => {
    // As placeholders are: a size, and nothing on the disk.
    put('cloud.txt', '');
    truncateSync(join(root, 'cloud.txt'), 100_000);
    put('here.txt', 'zebras');
    await run('names');
    const index = new ShareIndex(file);
    assert.deepEqual(
      index.toRead(9).map(({ path }) => path),
      ['here.txt'],
    );
    index.close();
    assert.deepEqual(find('cloud'), ['cloud.txt']);
    // It was fetched by its owner.
    appendFileSync(join(root, 'cloud.txt'), ' ');
    writeFileSync(join(root, 'cloud.txt'), 'zebras '.repeat(1000));
    await run({ folders: [''] });
    await run('contents');
    assert.deepEqual(find('zebras'), ['cloud.txt', 'here.txt']);
  });

  it('check 62: a picture that ends the thread costs its own text, and nothing else', async () => {
    put('bomb.jpg', endlessExif());
    for (const name of ['letter.eml', 'photo.jpg', 'text.docx'])
      copyFileSync(join(DOCUMENTS, name), join(root, name));
    await run('names');
    let complete = false;
    for (let tries = 0; tries < 4 && !complete; tries += 1)
      complete = await run('contents').catch(() => false);
    assert.ok(complete, 'it comes to an end');
    assert.deepEqual(find('Wärmepumpe'), ['letter.eml', 'photo.jpg', 'text.docx']);
    assert.deepEqual(find('bomb'), ['bomb.jpg']);
  });
});

/** Thousands of tags, each of which claims all of the file as its list of numbers. */
function endlessExif(): Buffer {
  const tags = 5000;
  const tiff = Buffer.alloc(65_000);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(tags, 8);
  for (let tag = 0; tag < tags; tag += 1) {
    const at = 10 + tag * 12;
    tiff.writeUInt16LE(0x9000 + tag, at);
    tiff.writeUInt16LE(1, at + 2);
    tiff.writeUInt32LE(0xffffffff, at + 4);
    tiff.writeUInt32LE(0, at + 8);
  }
  const length = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff]);
  return Buffer.concat([length, Buffer.from('Exif\0\0'), tiff]);
}
