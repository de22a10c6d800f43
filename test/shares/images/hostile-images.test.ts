/** Images that were made to do harm: whoever walks through one comes to an end, and nothing breaks. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HallwayError } from '../../../src/base/errors.ts';
import type { FileSystem } from '../../../src/shares/file-system.ts';
import { ImageFileSystem } from '../../../src/shares/images/image-file-system.ts';
import { crc } from '../../../src/shares/images/udf-tag.ts';
import { seededBelow } from '../../support/seeded.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { bytesOf, refuses } from '../local-share.ts';
import { hasPrograms, make } from './disc-makers.ts';
import { noise } from './disc-tree.ts';
import { writeUdf } from './udf-writer.ts';

const MUTANTS = 80;
/** Far more than any of the images has. */
const MOST_ENTRIES = 20_000;
const EXPECTED = new Set([
  'image.unreadable',
  'path.not_found',
  'path.not_folder',
  'path.not_file',
  'path.invalid',
  'transfer.changed',
  'request.range',
]);

describe('hostile images', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const path = join(folder.path, 'image');
  after(() => folder.remove());

  /** Walks through everything, reads a little of each file; how many entries there were. */
  async function walk(files: FileSystem, top = '', seen = { entries: 0 }): Promise<number> {
    for (let after: string | undefined; ; ) {
      const page = await expectable(files.list(top, { after, limit: 1000 }));
      if (!page) break;
      for (const { name, kind } of page.entries) {
        assert.ok(++seen.entries < MOST_ENTRIES, 'the image has no end');
        const below = top === '' ? name : `${top}/${name}`;
        if (kind === 'folder') await walk(files, below, seen);
        else {
          const range = { start: 0, end: 5000 };
          const read = await expectable(files.read(below, { range }));
          if (read) await expectable(bytesOf(read.stream));
        }
      }
      if (page.next === null) break;
      after = page.next;
    }
    return seen.entries;
  }

  async function expectable<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      assert.ok(error instanceof HallwayError && EXPECTED.has(error.code), String(error));
      return undefined;
    }
  }

  function images(): Record<string, () => Buffer> {
    const source = join(folder.path, 'source');
    mkdirSync(source);
    for (const name of ['a.txt', 'b.bin', 'c/d.bin', 'c/long name for a disc.txt', 'c/e/f.txt']) {
      mkdirSync(dirname(join(source, name)), { recursive: true });
      writeFileSync(join(source, name), noise(name.length, 700 * name.length));
    }
    const of =
      (...command: [string, ...string[]]) =>
      () => {
        make(...command, '-o', path, source);
        return readFileSync(path);
      };
    const files = [
      { name: 'a.bin', data: noise(1, 9000), form: 'pieces' as const },
      { name: 'b.bin', data: noise(2, 30_000), form: 'listed' as const },
      { name: 'folder', children: [{ name: 'c', data: noise(3, 100), form: 'embedded' as const }] },
    ];
    const udf = (rules: object) => () =>
      writeUdf({ name: '', children: files }, { label: 'x', ...rules });
    return {
      'Rock Ridge': of('xorriso', '-as', 'mkisofs', '-quiet', '-R', '-J'),
      'UDF and ISO 9660': of('genisoimage', '-quiet', '-udf', '-D', '-input-charset', 'utf-8'),
      UDF: udf({}),
      'UDF with metadata': udf({ metadata: true, extended: true }),
      'UDF with bad packets': udf({ sparable: true }),
    };
  }

  it(`check 48: of ${5 * MUTANTS} broken images each comes to an end within its bounds`, async function () {
    if (!hasPrograms('xorriso', 'genisoimage')) this.skip();
    let opened = 0;
    for (const [kind, build] of Object.entries(images())) {
      const image = build();
      /** Where something stands that is not the noise of a file: the first bytes of each block. */
      const below = seededBelow(kind.length);
      const used: number[] = [];
      for (let at = 16 * 2048; at < image.length; at += 512)
        if (image.subarray(at, at + 512).some((byte) => byte !== 0)) used.push(at);
      for (let mutant = 0; mutant < MUTANTS; mutant++) {
        const broken = Buffer.from(image);
        for (let hit = 0; hit <= below(12); hit++) {
          const at = Math.min(
            (used[below(Math.min(used.length, 120))] ?? 0) + below(512),
            broken.length - 4,
          );
          const how = below(4);
          if (how === 0) broken.writeUInt8(below(256), at);
          else if (how === 1) broken.writeUInt32LE(below(2 ** 32), at);
          else if (how === 2) broken.writeUInt32LE(0xffffffff, at);
          else broken.copyWithin(at, (used[below(used.length)] ?? 0) + below(256), at + 64);
        }
        const cut = below(10) === 0 ? broken.subarray(0, below(broken.length)) : broken;
        writeFileSync(path, mend(cut));
        if ((await walk(new ImageFileSystem(path))) > 0) opened++;
      }
    }
    // Most are hurt in one place only, and must stay of use.
    assert.ok(opened > MUTANTS, `${opened} opened`);
  });

  it('check 49: folders that contain each other are a tree', async () => {
    // A folder whose entry leads back to the root, and one that is there twice.
    const image = writeUdf(
      {
        name: '',
        children: [
          { name: 'loop', children: [{ name: 'file', data: Buffer.from('1') }] },
          { name: 'other', children: [{ name: 'file', data: Buffer.from('2') }] },
        ],
      },
      { label: 'x' },
    );
    let links = 0;
    for (let at = 0; at + 60 < image.length; at += 4) {
      if (image.readUInt16LE(at) !== 257 || image.readUInt8(at + 18) !== 2) continue;
      // The first leads to the root's entry, the second stays.
      if (links++ === 0) image.writeUInt32LE(9, at + 24);
    }
    assert.ok(links >= 2);
    writeFileSync(path, mend(image));
    const files = new ImageFileSystem(path);
    const { entries } = await files.list('');
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['other'],
    );
    assert.equal(await walk(files), 2);
    await refuses(files.list('loop'), 'path.not_found');
    await refuses(files.list('loop/loop/other'), 'path.not_found');
  });

  it('check 49: what a record claims sets nothing aside', async function () {
    if (!hasPrograms('genisoimage')) this.skip();
    const source = join(folder.path, 'small');
    mkdirSync(source);
    writeFileSync(join(source, 'A.TXT'), 'a');
    make('genisoimage', '-quiet', '-o', path, source);
    const image = readFileSync(path);
    // The root's length in the primary descriptor, and in its own record.
    const root = image.readUInt32LE(16 * 2048 + 156 + 2) * 2048;
    for (const claim of [0xffffffff, 31 * 1024 * 1024]) {
      image.writeUInt32LE(claim, 16 * 2048 + 156 + 10);
      writeFileSync(path, image);
      const before = process.memoryUsage().arrayBuffers;
      await refuses(new ImageFileSystem(path).list(''), 'image.unreadable');
      assert.ok(process.memoryUsage().arrayBuffers - before < 8 * 1024 * 1024);
    }
    image.writeUInt32LE(2048, 16 * 2048 + 156 + 10);
    // A file of 4 GiB in an image of 400 KB: listed, but not to be read.
    for (let at = root; at < root + 2048; at += image.readUInt8(at) || 2048)
      if (image.toString('latin1', at + 33, at + 38) === 'A.TXT')
        image.writeUInt32LE(0xfffffffe, at + 10);
    writeFileSync(path, image);
    await refuses(new ImageFileSystem(path).read('A.TXT'), 'image.unreadable');
  });
});

/** Makes the checks of UDF's tags right again, so that what is behind them is tried as well. */
function mend(image: Buffer): Buffer {
  for (let at = 0; at + 2048 <= image.length; at += 4) {
    const id = image.readUInt16LE(at);
    const known = id === 257 || ((id <= 9 || (id >= 256 && id <= 266)) && at % 2048 === 0);
    const length = image.readUInt16LE(at + 10);
    if (!known || id === 0 || length === 0 || length > 2032) continue;
    if (image.readUInt16LE(at + 2) > 3 || image.readUInt16LE(at + 2) < 2) continue;
    image.writeUInt16LE(crc(image.subarray(at + 16, at + 16 + length)), at + 8);
    let sum = 0;
    for (let index = 0; index < 16; index++) if (index !== 4) sum += image[at + index] ?? 0;
    image.writeUInt8(sum & 0xff, at + 4);
  }
  return image;
}
