/** Whole folders as one stream: everything once, in order, no faster than it is read, or an error. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { HallwayError } from '../../src/base/errors.ts';
import { entryLines, readEntryLines } from '../../src/shares/entry-stream.ts';
import type { EntryGroup, FileSystem } from '../../src/shares/file-system.ts';
import { localShare, refuses, type LocalShare } from './local-share.ts';
import { bert, Pair, share as peerShare } from './peer-pair.ts';

const entry = (name: string): EntryGroup[number] => ({ name, kind: 'file', size: 1, modified: 2 });

async function all(groups: AsyncIterable<EntryGroup>): Promise<EntryGroup> {
  const entries: EntryGroup = [];
  for await (const group of groups) entries.push(...group);
  return entries;
}

async function byPages(files: FileSystem, path: string): Promise<EntryGroup> {
  const entries: EntryGroup = [];
  let after: string | undefined;
  do {
    const page = await files.list(path, { after, limit: 70, etags: true });
    entries.push(...page.entries);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return entries;
}

function fill({ root }: LocalShare): void {
  for (let n = 0; n < 500; n++) writeFileSync(join(root, `${n} 🖨`), 'x'.repeat(n % 7));
  mkdirSync(join(root, 'folder'));
  writeFileSync(join(root, '.hidden'), '');
  symlinkSync('folder', join(root, 'inside'));
  symlinkSync('/etc', join(root, 'outside'));
}

describe('whole folders', () => {
  let share: LocalShare;
  beforeEach(() => (share = localShare()));
  afterEach(() => share.remove());

  it('are what their pages are, with what the share hides left out', async () => {
    fill(share);
    const options = { etags: true };
    assert.deepEqual(await all(share.files.entries('', options)), await byPages(share.files, ''));
    const shown = await all(share.open({ showHidden: false }).entries(''));
    assert.equal(shown.length, 502);
    assert.ok(!shown.some(({ name }) => name === '.hidden' || name === 'outside'));
    await refuses(all(share.files.entries('none')), 'path.not_found');
    await refuses(all(share.files.entries('1 🖨')), 'path.not_folder');
  });

  it('end when nobody wants them any more', async () => {
    fill(share);
    const gone = new AbortController();
    const groups = share.files.entries('', { signal: gone.signal })[Symbol.asyncIterator]();
    await groups.next();
    gone.abort();
    await refuses(groups.next(), 'request.cancelled');
  });

  it('come over the link no faster than they are read, and survive it in any pieces', async () => {
    let read = 0;
    const groups = async function* (): AsyncGenerator<EntryGroup> {
      for (let n = 0; n < 50; n++) {
        read += 1;
        yield [entry(`ä ${n}`), entry(`ä ${n} b`)];
      }
    };
    const lines = entryLines(groups());
    await lines.next();
    assert.equal(read, 1, 'one group was read for one line');
    let text = '';
    for await (const line of entryLines(groups())) text += line;
    const bytes = Buffer.from(text);
    for (const size of [1, 7, 4096]) {
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_none, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const body = Readable.from(parts);
      const seen = await all(readEntryLines(body));
      assert.ok(body.readableEnded, 'its connection is free for the next question');
      assert.deepEqual([seen.length, seen[0]?.name, seen.at(-1)?.name], [100, 'ä 0', 'ä 49 b']);
    }
  });

  it('of a peer are believed neither cut short nor malformed nor endless', async () => {
    const reading = (...lines: unknown[]): Promise<EntryGroup> =>
      all(
        readEntryLines(
          Readable.from([Buffer.from(lines.map((l) => `${JSON.stringify(l)}\n`).join(''))]),
        ),
      );
    const one = { entries: [entry('a')] };
    assert.equal((await reading(one, { end: 1 })).length, 1);
    await refuses(reading(one, { end: 1 }, one), 'peer.protocol');
    await refuses(reading(one), 'transfer.interrupted');
    await refuses(reading(one, { end: 2 }), 'transfer.interrupted');
    await refuses(reading({ entries: [{ name: 'a' }] }, { end: 1 }), 'peer.protocol');
    await refuses(reading([entry('a')]), 'peer.protocol');
    const error = { code: 'share.not_found', message: 'There is no such share.' };
    await refuses(reading(one, { error }), 'share.not_found');
    const endless = async function* (): AsyncGenerator<Buffer> {
      for (;;) yield Buffer.alloc(1 << 16, 'a');
    };
    await refuses(all(readEntryLines(Readable.from(endless()))), 'peer.protocol');
  });

  it('of a peer have no hostile names, and come by pages from an older one', async () => {
    const pair = new Pair();
    try {
      fill(pair.owner);
      const files = pair.access.open(bert, peerShare);
      const expected = await byPages(pair.owner.files, '');
      assert.deepEqual(await all(files.entries('', { etags: true })), expected);
      pair.whole = async function* () {
        yield ['../x', 'a/b', '..', '', 'x\0', 'good'].map(entry);
      };
      assert.deepEqual(await all(files.entries('')), [entry('good')]);
      pair.whole = () => {
        throw new HallwayError('request.not_found', 'There is nothing at this address.');
      };
      assert.deepEqual(await all(files.entries('', { etags: true })), expected);
    } finally {
      pair.owner.remove();
    }
  });
});
