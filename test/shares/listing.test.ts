import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareCodePoints } from '../../src/shares/folder-names.ts';
import { localShare, refuses, type LocalShare } from './local-share.ts';

describe('listing a folder', () => {
  let share: LocalShare;
  beforeEach(() => {
    share = localShare();
  });
  afterEach(() => share.remove());

  it('pages through 10,000 entries, each once and in code-point order', async () => {
    const expected: string[] = [];
    for (let n = 0; n < 10_000; n++) {
      const name = `${String.fromCodePoint(n % 3 === 0 ? 0x1f5a8 : 0xfb01)} ${n}`;
      expected.push(name);
      writeFileSync(join(share.root, name), '');
    }
    expected.sort(compareCodePoints);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await share.files.list('', { after, limit: 1500 });
      seen.push(...page.entries.map(({ name }) => name));
      after = page.next ?? undefined;
    } while (after !== undefined);
    assert.deepEqual(seen, expected);
    const bytes = expected.map((name) => Buffer.from(name));
    assert.ok(bytes.every((name, n) => n === 0 || Buffer.compare(bytes[n - 1] ?? name, name) < 0));
  });

  it('shows names with quotes, line breaks, emoji and 255 bytes, and reads them', async () => {
    const names = [
      `"it's"`,
      'two\nlines',
      '🖨️ printer',
      'é'.repeat(127),
      'back\\slash',
      '<img onerror=x>',
      '-rf',
      '%2e',
    ];
    for (const name of names) writeFileSync(join(share.root, name), name);
    const { entries, next } = await share.files.list('');
    assert.deepEqual(
      entries.map(({ name }) => name),
      names.slice().sort(compareCodePoints),
    );
    assert.equal(next, null);
    for (const name of names)
      assert.equal((await share.files.stat(name)).size, Buffer.byteLength(name));
  });

  it('leaves out names that are not UTF-8 and unfinished uploads', async () => {
    writeFileSync(
      Buffer.concat([Buffer.from(`${share.root}/bad-`), Buffer.from([0xff, 0xfe])]),
      '',
    );
    const hidden = `.hallway-${'a'.repeat(26)}.part`;
    writeFileSync(join(share.root, hidden), 'half');
    writeFileSync(join(share.root, 'good'), '');
    assert.deepEqual(
      (await share.files.list('')).entries.map(({ name }) => name),
      ['good'],
    );
    await refuses(share.files.read(hidden), 'path.not_found');
  });

  it('sees what is added and removed between pages', async () => {
    for (const name of ['a', 'b', 'd']) writeFileSync(join(share.root, name), '');
    const first = await share.files.list('', { limit: 2 });
    assert.equal(first.next, 'b');
    writeFileSync(join(share.root, 'c'), '');
    const { entries } = await share.files.list('', { after: 'b' });
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['c', 'd'],
    );
  });

  it('is not broken by entries that cannot be read, or are from before 1970', async () => {
    mkdirSync(join(share.root, 'locked'));
    chmodSync(join(share.root, 'locked'), 0);
    writeFileSync(join(share.root, 'old'), 'x');
    execFileSync('touch', ['-d', '1960-01-01', join(share.root, 'old')]);
    const { entries } = await share.files.list('');
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['locked', 'old'],
    );
    assert.equal(entries[1]?.modified, 0);
  });

  it('tells a missing folder from a file', async () => {
    writeFileSync(join(share.root, 'file'), '');
    await refuses(share.files.list('file'), 'path.not_folder');
    await refuses(share.files.list('file/x'), 'path.not_folder');
    await refuses(share.files.list('missing'), 'path.not_found');
  });
});
