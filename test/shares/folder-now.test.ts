/** A folder told at once: the quick way says the same as Node does. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { openLibc } from '../../agent/platform/linux/libc.ts';
import { folderNow } from '../../src/shares/local/folder-now.ts';
import type { Libc } from '../../src/shares/local/libc.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('a folder told at once', () => {
  const folder = temporaryFolder();
  const calls = openLibc();
  after(() => folder.remove());

  /** By both ways, which must say the same. */
  const told = (path: string): ReturnType<typeof folderNow> => {
    const byNode = folderNow(path, undefined);
    if (calls) assert.deepEqual(folderNow(path, calls), byNode);
    return byNode;
  };

  it('has the calls of libc on every Linux of ours', function () {
    if (process.platform !== 'linux') this.skip();
    assert.ok(calls);
  });

  it('tells files, folders and links in order, and nothing of its own or special', () => {
    const path = join(folder.path, 'odd');
    mkdirSync(join(path, 'a folder'), { recursive: true });
    writeFileSync(join(path, 'b.txt'), 'twelve bytes');
    writeFileSync(join(path, 'Äpfel 😀.txt'), '');
    writeFileSync(join(path, '\ufffd.txt'), 'named so');
    writeFileSync(Buffer.from(`${path}/\xff\xfe`, 'latin1'), 'no UTF-8');
    writeFileSync(join(path, '.hidden'), 'x');
    mkdirSync(join(path, '.hallway-trash'));
    mkdirSync(join(path, ' .HALLWAY-trash '));
    symlinkSync('/etc/passwd', join(path, 'link'));
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(path, 'pipe')]);
    const found = told(path);
    assert.deepEqual(
      found.map(({ name, kind }) => [name, kind]),
      [
        ['.hidden', 'file'],
        ['a folder', 'folder'],
        ['b.txt', 'file'],
        ['link', 'link'],
        ['Äpfel 😀.txt', 'file'],
        ['\ufffd.txt', 'file'],
      ],
    );
    assert.partialDeepStrictEqual(found[2], { size: 12, elsewhere: false });
  });

  it('tells sizes beyond 4 GiB, times before 1970 and after 2106, and what has no place here', () => {
    const path = join(folder.path, 'numbers');
    mkdirSync(path);
    writeFileSync(join(path, 'large'), '');
    truncateSync(join(path, 'large'), 5 * 2 ** 30 + 17);
    for (const [name, seconds] of [
      ['early', new Date(-86_400_250)],
      ['late', 2 ** 33 + 0.125],
    ] as const) {
      writeFileSync(join(path, name), 'some');
      utimesSync(join(path, name), seconds, seconds);
    }
    const [early, large, late] = told(path);
    assert.partialDeepStrictEqual(early, { name: 'early', modified: 0 });
    assert.partialDeepStrictEqual(large, { size: 5 * 2 ** 30 + 17, elsewhere: true });
    const { mtimeMs } = lstatSync(join(path, 'late'));
    assert.partialDeepStrictEqual(late, { name: 'late', modified: Math.floor(mtimeMs) });
  });

  it('tells each of many entries once, however many pages the kernel makes of them', () => {
    const path = join(folder.path, 'many');
    mkdirSync(path);
    for (let number = 0; number < 3000; number += 1)
      writeFileSync(join(path, `${'ä'.repeat(number % 120)}${number}`), '');
    const found = told(path);
    assert.equal(new Set(found.map(({ name }) => name)).size, 3000);
  });

  it('throws what the system says of a folder that is not there', () => {
    const missing = join(folder.path, 'missing');
    for (const way of [undefined, calls])
      assert.throws(() => folderNow(missing, way), { code: 'ENOENT' });
  });

  it('looks again by Node where the kernel does not say, and leaves out what is gone', () => {
    if (!calls) return;
    const path = join(folder.path, 'silent');
    mkdirSync(path);
    for (const name of ['one', 'two']) writeFileSync(join(path, name), name);
    const silent: Libc = { ...calls, factsOf: () => undefined };
    assert.deepEqual(folderNow(path, silent), told(path));
    const unreadable: Libc = { ...calls, readFolder: () => -1 };
    assert.deepEqual(folderNow(path, unreadable), told(path));
  });
});
