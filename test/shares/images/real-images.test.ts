/** Images that other programs made: every name, size, time and byte is that of the folder. */
import assert from 'node:assert/strict';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileSystem } from '../../../src/shares/file-system.ts';
import { ImageFileSystem } from '../../../src/shares/images/image-file-system.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { bytesOf, refuses } from '../local-share.ts';
import { hasPrograms, make } from './disc-makers.ts';
import { makeTree, treeOfFolder, treeOfImage, withoutTimes, type Tree } from './disc-tree.ts';

describe('images of other programs', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const [any, plain] = [join(folder.path, 'any'), join(folder.path, 'plain')];
  const image = (name: string): string => join(folder.path, name);
  let [source, plainSource]: Tree[] = [];

  before(() => {
    mkdirSync(any);
    mkdirSync(plain);
    makeTree(any);
    makeTree(plain, { plain: true, many: 40 });
    source = treeOfFolder(any);
    plainSource = treeOfFolder(plain);
  });
  after(() => folder.remove());

  function needs(context: Mocha.Context, ...programs: string[]): void {
    if (!hasPrograms(...programs)) context.skip();
  }

  it('reads Rock Ridge of xorriso, whose folders are deep', async function () {
    needs(this, 'xorriso');
    const path = image('rock.iso');
    make('xorriso', '-as', 'mkisofs', '-quiet', '-R', '-V', 'ROCK', '-o', path, any);
    const files = new ImageFileSystem(path);
    assert.deepEqual(await treeOfImage(files), source);
    assert.equal(await files.label(), 'ROCK');
  });

  it('reads Rock Ridge of genisoimage, which moves deep folders', async function () {
    needs(this, 'genisoimage');
    const path = image('moved.iso');
    make('genisoimage', '-quiet', '-R', '-hide-rr-moved', '-o', path, any);
    const tree = await treeOfImage(new ImageFileSystem(path));
    tree.delete('.rr_moved');
    assert.deepEqual(tree, source);
  });

  it('reads Joliet of both', async function () {
    needs(this, 'xorriso', 'genisoimage');
    // Joliet's names have 103 characters at most, and genisoimage cuts those beyond the basic plane.
    const fits = (tree: Tree): Tree =>
      new Map(Array.from(tree).filter(([key]) => !/^long name|東京/u.test(key)));
    const byXorriso = image('joliet-x.iso');
    make(
      'xorriso',
      '-as',
      'mkisofs',
      '--norock',
      '-quiet',
      '-J',
      '-joliet-long',
      '-o',
      byXorriso,
      any,
    );
    const byGenisoimage = image('joliet-g.iso');
    make('genisoimage', '-quiet', '-J', '-joliet-long', '-input-charset', 'utf-8', '-D', '-o',
      byGenisoimage, any); // biome-ignore format: one command
    for (const path of [byXorriso, byGenisoimage])
      assert.deepEqual(
        fits(await treeOfImage(new ImageFileSystem(path))),
        fits(source ?? new Map()),
        path,
      );
  });

  it('reads the short names of the standard alone', async function () {
    needs(this, 'genisoimage');
    const path = image('short.iso');
    make('genisoimage', '-quiet', '-iso-level', '1', '-o', path, plain);
    const tree = await treeOfImage(new ImageFileSystem(path));
    assert.deepEqual([...tree.values()].sort(), [...(plainSource ?? []).values()].sort());
    assert.ok(tree.has('FILM.BIN') && tree.has('ONE') && tree.has('MANY/FILE_1.TXT'));
  });

  it('reads UDF of genisoimage, and of it before ISO 9660', async function () {
    needs(this, 'genisoimage');
    const path = image('bridge.iso');
    make('genisoimage', '-quiet', '-udf', '-R', '-J', '-V', 'Bridge', '-o', path, plain);
    const files = new ImageFileSystem(path);
    assert.deepEqual(
      withoutTimes(await treeOfImage(files)),
      withoutTimes(plainSource ?? new Map()),
    );
    assert.equal(await files.label(), 'Bridge');
  });

  it('reads UDF of pycdlib', async function () {
    needs(this, 'pycdlib-genisoimage');
    const path = image('pycdlib.iso');
    make('pycdlib-genisoimage', '-quiet', '-iso-level', '4', '-udf', '-o', path, plain);
    const tree = withoutTimes(await treeOfImage(new ImageFileSystem(path)));
    assert.deepEqual(tree, withoutTimes(plainSource ?? new Map()));
  });

  it('opens every revision, medium and block size of mkudffs', async function () {
    needs(this, 'mkudffs');
    const label = 'Leer – 空';
    for (const [medium, revision, block] of [
      ['hd', '1.02', 512],
      ['hd', '1.50', 2048],
      ['hd', '2.01', 4096],
      ['hd', '2.01', 1024],
      ['cdr', '1.50', 2048],
      ['cdr', '2.01', 2048],
      ['bdr', '2.50', 2048],
      ['bdr', '2.60', 2048],
      ['cdrw', '1.50', 2048],
      ['dvdrw', '2.01', 2048],
      ['dvdram', '2.01', 2048],
    ] as const) {
      // biome-ignore format: a table
      const path = image(`empty-${medium}-${revision}-${block}.udf`);
      writeFileSync(path, '');
      truncateSync(path, 16 * 1024 * 1024);
      const said = make('mkudffs', '--utf8', `--media-type=${medium}`, `--udfrev=${revision}`,
        `--blocksize=${block}`, `--lvid=${label}`, path); // biome-ignore format: one command
      // A disc that is written once ends behind the last block that was written.
      const last = /^vatblock=(\d+)$/mu.exec(said)?.[1];
      if (last !== undefined) truncateSync(path, (Number(last) + 1) * block);
      const files = new ImageFileSystem(path);
      assert.deepEqual((await files.list('')).entries, []);
      assert.equal(await files.label(), label, path);
    }
  });

  it('reads ranges, and refuses what is not there', async function () {
    needs(this, 'xorriso');
    const path = image('ranges.iso');
    make('xorriso', '-as', 'mkisofs', '-quiet', '-R', '-o', path, plain);
    const files: FileSystem = new ImageFileSystem(path);
    const whole = await files.read('film.bin');
    const bytes = await bytesOf(whole.stream);
    const part = await files.read('film.bin', { range: { start: 2_000_000, end: 9_999_999 } });
    assert.deepEqual(part.range, { start: 2_000_000, end: 3_500_000 });
    assert.deepEqual(await bytesOf(part.stream), bytes.subarray(2_000_000));
    assert.equal(part.etag, (await files.stat('film.bin')).etag);
    assert.notEqual(part.etag, (await files.stat('block.bin')).etag);
    await refuses(
      files.read('film.bin', { range: { start: 3_500_001, end: 4e6 } }),
      'request.range',
    );
    await refuses(files.read('many'), 'path.not_file');
    await refuses(files.list('film.bin'), 'path.not_folder');
    await refuses(files.stat('film.bin/x'), 'path.not_folder');
    await refuses(files.stat('nothing'), 'path.not_found');
    await refuses(files.stat('../any'), 'path.outside');
    await refuses(files.createFolder('new'), 'share.read_only');
    await refuses(files.write('new', whole.stream), 'share.read_only');
  });

  it('says that an image is cut off, gone or none', async function () {
    needs(this, 'xorriso');
    const path = image('cut.iso');
    make('xorriso', '-as', 'mkisofs', '-quiet', '-R', '-o', path, plain);
    const files = new ImageFileSystem(path);
    const before = await files.stat('film.bin');
    const whole = await files.read('film.bin');
    truncateSync(path, 1_000_000);
    await refuses(bytesOf(whole.stream), 'transfer.changed');
    await refuses(files.read('film.bin'), 'image.unreadable');
    assert.notEqual((await files.stat('film.bin')).etag, before.etag);
    truncateSync(path, 1000);
    await refuses(files.list(''), 'image.unreadable');
    make('rm', path);
    await refuses(files.list(''), 'share.gone');
    await refuses(new ImageFileSystem(join(plain, 'film.bin')).list(''), 'image.unreadable');
    await refuses(new ImageFileSystem(plain).list(''), 'share.gone');
  });
});
