/**
 * The whole RPM on the LAN lab, by rpm itself: a machine with Fedora is not at hand, so it is a bare
 * Debian with Debian's rpm and a database of packages that has nothing else. Whether what the package
 * requires is there is therefore asked of the loader, and rpm is told to install without
 * (`--nodeps`). HALLWAY_TEST_PACKAGE names a package of this version that was built before.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltFile } from '../../installers/linux/deb.ts';
import { COMMON_FOLDERS, hasRpmbuild, rpm } from '../../installers/linux/rpm.ts';
import { project, sourceDate } from '../../installers/paths.ts';
import { buildParts, stageProgram } from '../../installers/stage/program.ts';
import { targetNamed } from '../../installers/targets.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { BareDebian } from './bare-debian.ts';
import { BEFORE, earlier, GONE, isSmall, namedPackage } from './built-package.ts';
import { PackagedPc } from './packaged-pc.ts';

/** Without it Debian's rpm points to other programs and ends. */
const FORCE = '--force-debian';
const BUILT = {
  time: sourceDate(process.env),
  maintainer: 'The Hallway authors <hallway@hallway.invalid>',
};

describe('slow: the RPM', function () {
  this.timeout(1_800_000);
  const folder = temporaryFolder();
  let pc: PackagedPc;
  let now = '';
  let older = '';

  before(async function () {
    for (const program of ['debootstrap', 'rpm', 'rpmlint'])
      if (spawnSync(program, ['--version']).status !== 0) this.skip();
    if (!hasRpmbuild()) this.skip();
    skipWithoutLab(this);
    buildParts();
    const program = stageProgram(targetNamed('linux-x64'), BUILT.time);
    const write = ({ name, bytes }: BuiltFile): string => {
      writeFileSync(join(folder.path, name), bytes);
      return join(folder.path, name);
    };
    now = namedPackage('rpm') ?? write(rpm({ ...BUILT, program, quick: false }));
    older = write(rpm({ ...BUILT, program: earlier(program), quick: true, version: BEFORE }));
    const needed = 'libatomic1,libstdc++6,rpm';
    const debian = BareDebian.make(join(folder.path, 'debian'), undefined, needed);
    pc = await PackagedPc.make(debian, folder.path);
  });
  after(async () => {
    await pc?.remove();
    folder.remove();
  });

  const asked = (...args: string[]): string =>
    execFileSync('rpm', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

  /** rpm in the bare system, whose folder it takes for the whole. */
  const inside = (...args: string[]): string => pc.debian.run(['rpm', FORCE, ...args]);

  it('is small, whole, and says what it is', () => {
    isSmall(now);
    assert.match(asked('--checksig', now), /digests( signatures)? OK\n$/);
    const said = asked('-qip', now);
    for (const line of ['Name +: hallway', `Version +: ${project.version}`, 'License +: MIT'])
      assert.match(said, new RegExp(`^${line}$`, 'm'));
  });

  it('is without errors for rpmlint, but that nobody signed it', () => {
    const { stdout } = spawnSync('rpmlint', [now], { encoding: 'utf8' });
    assert.match(stdout, /1 packages and 0 specfiles checked/);
    const errors = stdout.split('\n').filter((line) => line.includes(': E: '));
    assert.deepEqual(
      errors.filter((line) => !line.endsWith('no-signature')),
      [],
    );
  });

  it('requires nothing that a bare system with its few libraries lacks', () => {
    const known = pc.debian.run(['ldconfig', '-p']);
    const needed = asked('-qp', '--requires', now).trim().split('\n');
    const libraries = needed.filter((one) => /^lib.*\.so/.test(one));
    assert.ok(libraries.length > 3, needed.join());
    for (const library of libraries)
      assert.ok(known.includes(`\t${library.replace(/\(.*/, '')} `), library);
    for (const path of needed.filter((one) => one.startsWith('/')))
      assert.ok(existsSync(join(pc.debian.root, path)), path);
  });

  it('joins a workgroup with a checkout, upgrades with its data, and leaves nothing', async () => {
    install(older);
    await pc.joins(BEFORE);
    install(now);
    await pc.goesOn(project.version);
    assert.ok(GONE.every((path) => !existsSync(join(pc.debian.root, 'usr/lib/hallway', path))));
    assert.equal(inside('--verify', '--nodeps', 'hallway'), '');
    const erased = await pc.exec(['rpm', FORCE, '--erase', 'hallway']);
    assert.equal(erased.code, 0, `${erased.stdout}${erased.stderr}`);
    // Folders of Fedora's own that this system did not have, rpm's database, and people's data stay.
    await pc.isGone(
      new RegExp(`^(${COMMON_FOLDERS.join('|')}|root/.rpmdb.*|home/anna/.local/share/hallway.*)$`),
    );
    assert.ok(existsSync(join(pc.debian.root, 'home/anna/.local/share/hallway/hallway.db')));
  });

  function install(file: string): void {
    pc.debian.copy(file, 'tmp/hallway.rpm');
    inside('--upgrade', '--nodeps', '/tmp/hallway.rpm');
  }
});
