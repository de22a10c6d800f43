/** Archives of a selection: whole, read by real programs, leading nowhere, or ended with words. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync, statSync,
} from 'node:fs'; // biome-ignore format: a list of names
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ArchiveFormat } from '../../src/model/archive.ts';
import { makeArchive } from '../../src/shares/archive/archive.ts';
import type { ArchiveItem } from '../../src/shares/archive/archive-item.ts';
import { ZipWriter } from '../../src/shares/archive/zip-writer.ts';
import { crc32 } from 'node:zlib';
import { archiveName } from '../../src/base/safe-path.ts';
import { bytesOf, localShare, refuses, type LocalShare } from './local-share.ts';

const MIB = 1 << 20;
const at = Date.UTC(2019, 4, 17, 9, 30, 20);
const has = (program: string): boolean => spawnSync('which', [program]).status === 0;

/** Names, sizes and problems as Python's zipfile and tarfile see them. */
const PYTHON = `
import json, sys, tarfile, zipfile
path = sys.argv[1]
if path.endswith('.zip'):
    z = zipfile.ZipFile(path)
    assert z.testzip() is None
    print(json.dumps([[i.filename, i.file_size] for i in z.infolist()]))
else:
    t = tarfile.open(path, 'r:')
    print(json.dumps([[m.name + ('/' if m.isdir() else ''), m.size] for m in t.getmembers()]))
`;

/** Names are of any language. */
const env = { ...process.env, LC_ALL: 'C.UTF-8' };

describe('archives', function () {
  this.timeout(60_000);
  let share: LocalShare;
  beforeEach(() => {
    share = localShare();
    const { root } = share;
    mkdirSync(join(root, 'Plans/Old plans'), { recursive: true });
    mkdirSync(join(root, 'empty'));
    writeFileSync(join(root, 'Plans/Maße – 図面.txt'), 'small');
    writeFileSync(join(root, 'Plans/nothing'), '');
    writeFileSync(join(root, 'Plans/large.bin'), Buffer.alloc(3 * MIB + 17, 'large'));
    writeFileSync(join(root, 'Plans/Old plans', 'n'.repeat(200)), 'long name');
    writeFileSync(join(root, '.hidden'), 'secret');
    for (const path of ['Plans/large.bin', 'Plans/nothing', 'Plans'])
      utimesSync(join(root, path), at / 1000, at / 1000);
  });
  afterEach(() => share.remove());

  const pack = async (paths: string[], format: ArchiveFormat, files = share.files) => {
    const { bytes, stream, files: count } = await files.archive({ paths, format });
    const content = await bytesOf(stream);
    assert.equal(content.length, bytes, 'as long as was said');
    const path = join(share.top, `packed-${Math.random()}.${format}`);
    writeFileSync(path, content);
    return { path, count };
  };
  const seen = (path: string): [string, number][] =>
    JSON.parse(execFileSync('python3', ['-c', PYTHON, path], { encoding: 'utf8' })) as never;

  for (const format of ['zip', 'tar'] as const)
    it(`packs a selection as ${format}, and every program unpacks the same`, async function () {
      if (!has('python3')) this.skip();
      const { path, count } = await pack(['Plans', 'empty', '.hidden'], format);
      assert.equal(count, 5);
      assert.deepEqual(seen(path), [
        ['Plans/', 0],
        ['Plans/Maße – 図面.txt', 5],
        ['Plans/large.bin', 3 * MIB + 17],
        ['Plans/nothing', 0],
        ['Plans/Old plans/', 0],
        [`Plans/Old plans/${'n'.repeat(200)}`, 9],
        ['empty/', 0],
        ['.hidden', 6],
      ]);
      const programs: Record<string, string[]> =
        format === 'zip'
          ? { unzip: ['-q', path, '-d'], bsdtar: ['-xf', path, '-C'] }
          : { tar: ['-xf', path, '-C'], bsdtar: ['-xf', path, '-C'] };
      for (const [program, words] of Object.entries(programs)) {
        if (!has(program)) continue;
        const to = join(share.top, program);
        mkdirSync(to);
        execFileSync(program, [...words, to], { env });
        for (const file of ['Plans/Maße – 図面.txt', 'Plans/large.bin', 'Plans/nothing'])
          assert.ok(
            readFileSync(join(to, file)).equals(readFileSync(join(share.root, file))),
            `${program}: ${file}`,
          );
        assert.equal(statSync(join(to, 'Plans/large.bin')).mtimeMs, at, program);
      }
      if (format === 'zip' && has('unzip')) execFileSync('unzip', ['-tqq', path]);
      if (has('bsdtar'))
        execFileSync('sh', ['-c', 'bsdtar -tf - < "$0" > /dev/null', path], { env });
    });

  it('says with 64 bits what 32 do not reach, and how long it will be', function () {
    if (!has('python3')) this.skip();
    const items: ArchiveItem[] = [5, 300_000, 0, 400_000, 7].map((size, index) => ({
      path: `${index}`, name: `file ${index}`, kind: 'file', size, modified: at,
    })); // biome-ignore format: a table
    for (const bytes of [10, 1000, 350_000, 500_000]) {
      const writer = new ZipWriter({ bytes, entries: 0xffff });
      const parts = items.flatMap((item) => {
        const content = Buffer.alloc(item.size, item.name);
        const crc = crc32(content);
        const known = item.size > 256 * 1024 ? undefined : crc;
        return [writer.begin(item, known), content, writer.finish(item, crc)];
      });
      const whole = Buffer.concat([...parts, ...writer.end()]);
      assert.equal(whole.length, new ZipWriter({ bytes, entries: 0xffff }).sizeOf(items));
      const path = join(share.top, `far-${bytes}.zip`);
      writeFileSync(path, whole);
      assert.deepEqual(
        seen(path),
        items.map(({ name, size }) => [name, size]),
      );
      if (has('unzip')) execFileSync('unzip', ['-tqq', path]);
      if (has('bsdtar')) execFileSync('bsdtar', ['-xOf', path], { maxBuffer: 8 * MIB });
    }
  });

  it('holds more things than 16 bits count', async function () {
    if (!has('python3')) this.skip();
    const entries = Array.from({ length: 66_000 }, (_none, index) => ({
      name: `${index}`, kind: 'file' as const, size: 0, modified: at,
    })); // biome-ignore format: a table
    const { bytes, stream } = await makeArchive(
      {
        stat: async () => ({ name: '', kind: 'folder', size: 0, modified: at, etag: '""' }),
        list: async () => ({ entries, next: null }),
        read: () => assert.fail('they can be had at once'),
        readSmall: async (_folder, names) =>
          names.map(() => ({ bytes: Buffer.alloc(0), modified: at })),
      },
      { paths: [''], format: 'zip' },
    );
    const path = join(share.top, 'many.zip');
    writeFileSync(path, await bytesOf(stream));
    assert.equal(statSync(path).size, bytes);
    assert.equal(seen(path).length, 66_000);
  });

  it('check 53: leads nowhere, whatever things are called, and holds no two of one name', async function () {
    if (!has('python3') || process.platform !== 'linux') this.skip();
    for (const name of [
      '..\\..\\up',
      'C:\\x',
      'NUL',
      'dots. .',
      'line\nbreak',
      'a:b',
      'a_b',
      'A_B',
    ])
      writeFileSync(join(share.root, 'empty', name), '');
    const { path } = await pack(['empty'], 'zip');
    const names = seen(path).map(([name]) => name);
    for (const name of names) {
      assert.match(name, /^[^\\:\p{Cc}]+$/u);
      assert.ok(!name.split('/').some((part) => /^\.+$|[. ]$/.test(part)), name);
    }
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
    assert.deepEqual(['..', '.', '... ', 'com1.txt'].map(archiveName), [
      '__', '_', '____', '_com1.txt',
    ]); // biome-ignore format: a list
    const twice = await pack(['Plans/nothing', 'empty', '.hidden', 'Plans/Old plans'], 'tar');
    assert.ok(seen(twice.path).some(([name]) => name === 'Old plans/'));
  });

  it('check 54: leaves out what the share leaves out, and folders behind links', async function () {
    if (!has('python3')) this.skip();
    symlinkSync('.', join(share.root, 'Plans/round'));
    symlinkSync(share.top, join(share.root, 'Plans/out'));
    symlinkSync('nothing', join(share.root, 'Plans/linked'));
    const files = share.open({ showHidden: false });
    const names = seen((await pack([''], 'zip', files)).path).map(([name]) => name);
    assert.ok(names.includes('Plans/linked'));
    assert.ok(!names.some((name) => /hidden|round|out/.test(name)), names.join());
    await refuses(files.archive({ paths: ['.hidden'], format: 'zip' }), 'path.not_found');
    await refuses(share.files.archive({ paths: ['../x'], format: 'tar' }), 'path.outside');
    await refuses(share.files.archive({ paths: ['Plans/out'], format: 'tar' }), 'path.outside');
  });

  it('ends with the name of what changed or went while it was made', async () => {
    for (const [spoil, words] of [
      [() => appendFileSync(join(share.root, 'Plans/large.bin'), 'x'), /large\.bin was changed/],
      [() => writeFileSync(join(share.root, 'Plans/nothing'), 'x'), /nothing was changed/],
      [() => rmSync(join(share.root, 'Plans/large.bin')), /large\.bin was taken away/],
    ] as const) {
      const { stream } = await share.files.archive({ paths: ['Plans'], format: 'zip' });
      spoil();
      await assert.rejects(bytesOf(stream), words);
    }
  });

  it('ends when nobody wants it any more, and closes what it opened', async () => {
    const gone = new AbortController();
    const made = await share.files.archive(
      { paths: ['Plans'], format: 'zip' },
      { signal: gone.signal },
    );
    const reader = Readable.from(made.stream)[Symbol.asyncIterator]();
    await reader.next();
    gone.abort();
    await assert.rejects(async () => {
      while (!(await reader.next()).done);
    }, /cancelled/);
  });
});
