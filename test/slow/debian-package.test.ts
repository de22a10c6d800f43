/**
 * The whole Debian package in a bare Debian on the LAN lab: installed, joined with a checkout's
 * agent, upgraded with its data, purged without a trace. And what Debian's checker says of it.
 * HALLWAY_TEST_PACKAGE names a package that was built before.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { skipWithoutLab } from '../lan/availability.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { BareDebian } from './bare-debian.ts';
import { BEFORE, isSmall, packageFile } from './built-package.ts';
import { PackagedPc } from './packaged-pc.ts';

describe('slow: the Debian package', function () {
  this.timeout(1_800_000);
  const folder = temporaryFolder();
  let pc: PackagedPc;
  let file = '';

  before(function () {
    for (const program of ['debootstrap', 'lintian', 'dpkg-deb'])
      if (spawnSync(program, ['--version']).status !== 0) this.skip();
    skipWithoutLab(this);
    file = packageFile('deb', join(folder.path, 'packages'));
  });
  after(async () => {
    await pc?.remove();
    folder.remove();
  });

  it('is small, and without errors for lintian', () => {
    isSmall(file);
    const { status, stdout } = spawnSync('lintian', ['--fail-on', 'error', file], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout);
  });

  it('joins a workgroup with a checkout, upgrades with its data, and leaves nothing', async () => {
    pc = await PackagedPc.make(BareDebian.make(join(folder.path, 'debian')), folder.path);
    install(asVersion(BEFORE));
    await pc.joins(BEFORE);
    install(file);
    await pc.goesOn(versionOf(file));
    // In the network of that PC, as on any: the agent is asked by its local door to end.
    const purged = await pc.exec(['dpkg', '--purge', 'hallway'], { HALLWAY_REMOVE_DATA: '1' });
    assert.equal(purged.code, 0, `${purged.stdout}${purged.stderr}`);
    await pc.isGone();
  });

  function install(path: string): void {
    pc.debian.copy(path, 'tmp/hallway.deb');
    pc.debian.run(['dpkg', '--install', '/tmp/hallway.deb']);
  }

  const versionOf = (path: string): string =>
    execFileSync('dpkg-deb', ['-f', path, 'Version'], { encoding: 'utf8' }).trim();

  /** The same package as an earlier one, which says so of itself. */
  function asVersion(version: string): string {
    const tree = join(folder.path, 'older');
    mkdirSync(tree);
    execFileSync('dpkg-deb', ['-R', file, tree]);
    for (const path of ['DEBIAN/control', 'usr/lib/hallway/package.json']) {
      const text = readFileSync(join(tree, path), 'utf8');
      writeFileSync(join(tree, path), text.replace(versionOf(file), version));
    }
    const made = join(folder.path, 'older.deb');
    execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '-b', tree, made]);
    return made;
  }
});
