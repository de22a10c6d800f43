/** Which releases are believed, how their files come here, and which version is started. */
import assert from 'node:assert/strict';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openDatabase } from '../../src/store/database.ts';
import { confirm, planLaunch, rollBack } from '../../src/update/launch.ts';
import { fetchRelease } from '../../src/update/release-fetch.ts';
import {
  compareVersions,
  openRelease,
  ownRelease,
  type ReleaseFile,
} from '../../src/update/release.ts';
import { NOTHING, VersionFolders } from '../../src/update/version-folders.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { makeRelease, releaseKey } from './releases.ts';

const isRefused = { code: 'update.refused' };

describe('update: releases', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  const key = releaseKey();
  const files = { 'bin/node': 'node', 'dist/agent/main.js': 'new', 'package.json': '{}' };
  let count = 0;
  const fresh = (): string => join(folder.path, String((count += 1)));
  const list = (from: string): [string, string] => [
    readFileSync(join(from, 'release.json'), 'utf8'),
    readFileSync(join(from, 'release.sig'), 'utf8'),
  ];

  it('check 72: a release that another key signed, or that was changed, is refused', () => {
    const at = fresh();
    makeRelease(at, '0.2.0', key, files);
    const [text, signature] = list(at);
    assert.equal(openRelease(text, signature, key.pinned).release.version, '0.2.0');
    assert.throws(() => openRelease(text, signature, releaseKey().pinned), isRefused);
    assert.throws(
      () => openRelease(text.replace('0.2.0', '0.3.0'), signature, key.pinned),
      isRefused,
    );
    assert.throws(() => openRelease(text, '', key.pinned), isRefused);
    assert.throws(() => openRelease(text, signature, 'no key'), isRefused);
    assert.equal(ownRelease(at)?.signed.release.version, '0.2.0');
    writeFileSync(join(at, 'release.json'), text.replace('0.2.0', '0.3.0'));
    assert.equal(ownRelease(at), undefined);
  });

  it('check 73: no file of a release lies outside of its folder, even if it is signed', () => {
    for (const path of ['../x', '/x', 'a/../../x', 'a//x', './x', 'a/.. ', 'A', 'a\\..\\x']) {
      const at = fresh();
      makeRelease(at, '0.2.0', key, { a: '' }, (release) => ({
        ...release,
        files: [...release.files, { path, size: 0, sha256: '0'.repeat(64), run: false }],
      }));
      assert.throws(() => openRelease(...list(at), key.pinned), isRefused, path);
    }
  });

  it('compares versions as numbers', () => {
    assert.ok(compareVersions('0.10.0', '0.9.9') > 0);
    assert.ok(compareVersions('1.0.0', '1.0.1') < 0);
    assert.equal(compareVersions('1.2.3', '1.2.3'), 0);
  });

  it('takes from here what is the same, pulls the rest, and goes on where it was cut', async () => {
    const [own, theirs, into] = [fresh(), fresh(), fresh()];
    makeRelease(own, '0.1.0', key, { ...files, 'dist/agent/main.js': 'old' });
    makeRelease(theirs, '0.2.0', key, { ...files, 'dist/agent/main.js': 'a longer new one' });
    const signed = openRelease(...list(theirs), key.pinned);
    const here = ownRelease(own)!.signed.release.files;
    const asked: [string, number][] = [];
    const fetch = (read: (file: ReleaseFile, from: number) => Readable) =>
      fetchRelease({
        signed,
        into,
        own: { folder: own, files: here, key: key.pinned },
        read: async (file, from) => {
          asked.push([file.path, from]);
          return read(file, from);
        },
        progress: () => {},
        signal: new AbortController().signal,
      });
    await assert.rejects(fetch(() => Readable.from([Buffer.from('a long')])));
    assert.ok(!existsSync(join(into, 'release.json')));
    await fetch((file, from) => createReadStream(join(theirs, file.path), { start: from }));
    assert.deepEqual(asked, [
      ['dist/agent/main.js', 0],
      ['dist/agent/main.js', 6],
    ]);
    assert.equal(readFileSync(join(into, 'dist/agent/main.js'), 'utf8'), 'a longer new one');
    assert.equal(ownRelease(into)?.signed.release.version, '0.2.0');
  });

  it('check 74: a file with one byte flipped, or more bytes, is refused and not kept', async () => {
    const [own, theirs] = [fresh(), fresh()];
    makeRelease(own, '0.1.0', key, {});
    makeRelease(theirs, '0.2.0', key, files);
    const signed = openRelease(...list(theirs), key.pinned);
    for (const bytes of ['neu', 'newer and newer']) {
      const into = fresh();
      const fetched = fetchRelease({
        signed,
        into,
        own: { folder: own, files: [], key: key.pinned },
        read: async (file) =>
          file.path.endsWith('main.js')
            ? Readable.from([Buffer.from(bytes)])
            : createReadStream(join(theirs, file.path)),
        progress: () => {},
        signal: new AbortController().signal,
      });
      await assert.rejects(fetched, isRefused, bytes);
      assert.ok(!existsSync(join(into, 'dist/agent/main.js')));
      assert.ok(!existsSync(join(into, 'release.json')));
    }
  });
});

describe('update: launching', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  const base = { folder: '/usr/lib/hallway', version: '0.1.0' };
  let count = 0;
  const withVersions = (...versions: string[]): VersionFolders => {
    const folders = new VersionFolders(join(folder.path, String((count += 1))));
    for (const version of versions) {
      mkdirSync(folders.of(version), { recursive: true });
      writeFileSync(join(folders.of(version), 'release.json'), '{}');
    }
    return folders;
  };
  const onTrial = { ...NOTHING, version: '0.2.0', trial: true };

  it('starts what the package installed where nothing else is chosen, whole or newer', () => {
    const folders = withVersions('0.0.9');
    for (const version of ['', '0.0.9', '0.2.0', '../../etc']) {
      if (version !== '') folders.choose({ ...NOTHING, version });
      assert.equal(planLaunch(folders, base, true).folder, base.folder, version);
    }
    writeFileSync(join(folders.folder, 'current'), '{"version":');
    assert.equal(planLaunch(folders, base, true).folder, base.folder);
  });

  it('keeps a new version once it has proven itself', () => {
    const folders = withVersions('0.2.0');
    folders.choose(onTrial);
    const launch = planLaunch(folders, base, true);
    assert.deepEqual([launch.folder, launch.trial], [folders.of('0.2.0'), true]);
    confirm(folders, '0.2.0');
    assert.equal(planLaunch(folders, base, true).trial, false);
  });

  it('goes back from one that does not start, and never takes it again by itself', () => {
    const folders = withVersions('0.2.0');
    folders.choose(onTrial);
    for (let start = 0; start < 3; start += 1)
      assert.equal(planLaunch(folders, base, true).folder, folders.of('0.2.0'));
    const launch = planLaunch(folders, base, true);
    assert.deepEqual([launch.folder, launch.restore], [base.folder, true]);
    assert.deepEqual(folders.current().refused, ['0.2.0']);
    folders.choose(onTrial);
    assert.deepEqual(rollBack(folders).refused, ['0.2.0']);
  });

  it('removes versions that nobody needs, and leaves what is being collected', () => {
    const folders = withVersions('0.0.9', '0.1.0', '0.2.0', 'incoming-0.0.8', 'incoming-0.3.0');
    folders.prune(['0.2.0', '0.1.0'], '0.2.0');
    assert.deepEqual(readdirSync(folders.folder).sort(), ['0.1.0', '0.2.0', 'incoming-0.3.0']);
  });

  it('counts no start of a command that only asks', () => {
    const folders = withVersions('0.2.0');
    folders.choose(onTrial);
    for (let start = 0; start < 9; start += 1) planLaunch(folders, base, false);
    assert.equal(folders.current().starts, 0);
  });

  it('keeps a copy of the data before a step, and puts it back for the version before', () => {
    const file = join(folder.path, 'data.db');
    const [first, second] = ['CREATE TABLE a (x INTEGER)', 'DROP TABLE a'];
    const before = openDatabase(file, { migrations: [first] });
    before.run('INSERT INTO a (x) VALUES (7)');
    before.close();
    openDatabase(file, { migrations: [first, second] }).close();
    assert.throws(() => openDatabase(file, { migrations: [first] }), {
      code: 'agent.home_unusable',
    });
    const back = openDatabase(file, { migrations: [first], restore: true });
    assert.deepEqual(back.all('SELECT x FROM a'), [{ x: 7 }]);
    back.close();
    const still = openDatabase(file, { migrations: [first], restore: true });
    still.run('INSERT INTO a (x) VALUES (8)');
    still.close();
    const again = openDatabase(file, { migrations: [first], restore: true });
    assert.equal(again.all('SELECT x FROM a').length, 2);
    again.close();
  });
});
