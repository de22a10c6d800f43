/**
 * The whole Debian package in a bare Debian on the LAN lab: installed, joined with a checkout's
 * agent, upgraded with its data, purged without a trace. And what Debian's checker says of it.
 * HALLWAY_TEST_PACKAGE names a package that was built before.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { Lab } from '../lan/lab.ts';
import type { PcProcess } from '../lan/pc.ts';
import { LabPc } from '../scenario/lab-pc.ts';
import { AGENT_ENTRY } from '../support/agent-entry.ts';
import { eventually } from '../support/eventually.ts';
import { root } from '../support/sources.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { BareDebian } from './bare-debian.ts';

const PATIENCE_MS = 60_000;
const START_MS = 60_000;
/** Larger is not wanted (docs/decisions/packages.md). */
const MOST_BYTES = 32_000_000;
const BEFORE = '0.0.9';

describe('slow: the Debian package', function () {
  this.timeout(1_800_000);
  const folder = temporaryFolder();
  const built = join(folder.path, 'packages');
  let lab: Lab;
  let debian: BareDebian;
  let colleague: LabPc;
  let packaged: PcProcess;
  let packageFile = '';

  before(function () {
    for (const program of ['debootstrap', 'lintian', 'dpkg-deb'])
      if (spawnSync(program, ['--version']).status !== 0) this.skip();
    skipWithoutLab(this);
    packageFile = process.env['HALLWAY_TEST_PACKAGE'] ?? build();
  });
  after(async () => {
    await packaged?.kill('SIGKILL');
    await colleague?.end();
    await lab?.destroy();
    debian?.remove();
    folder.remove();
  });

  it('is small, and without errors for lintian', () => {
    const bytes = statSync(packageFile).size;
    console.log(`      ${(bytes / 1e6).toFixed(1)} MB`);
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
    const { status, stdout } = spawnSync('lintian', ['--fail-on', 'error', packageFile], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout);
  });

  it('joins a workgroup with a checkout, upgrades with its data, and leaves nothing', async () => {
    const now = versionOf(packageFile);
    const older = asVersion(packageFile, BEFORE);
    debian = BareDebian.make(join(folder.path, 'debian'));
    debian.addPerson('anna');
    const bare = debian.paths();
    lab = await Lab.create({ pcs: 2 });

    install(older);
    await start();
    assert.equal((await status()).version, BEFORE);
    colleague = new LabPc(lab, 2, join(folder.path, 'colleague'), { env: {}, main: AGENT_ENTRY });
    await colleague.start();
    await colleague.call(api.createWorkgroup, { body: { name: 'Office' } });
    const { code } = await colleague.call(api.openInvitation, { body: { approve: true } });
    assert.equal((await hallway('workgroup', 'join', code)).name, 'Office');
    const { device } = await status();
    await colleague.untilPeers(true, [device.id], PATIENCE_MS);
    debian.run(['su', 'anna', '-c', 'mkdir ~/Plans && echo ground floor >~/Plans/plan.txt']);
    await hallway('share', 'add', '/home/anna/Plans');
    await reads();

    install(packageFile);
    // There is no systemd in here that would start it anew by itself.
    await packaged.kill();
    await start();
    const after = await status();
    assert.deepEqual([after.version, after.device.id], [now, device.id]);
    assert.deepEqual([after.workgroup?.name, after.workgroup?.members], ['Office', 2]);
    await colleague.untilPeers(true, [device.id], PATIENCE_MS);
    await reads();

    // In the network of that PC, as on any: the agent is asked by its local door to end.
    const inside = debian.inside('root', { HALLWAY_REMOVE_DATA: '1' });
    const purged = await lab.pc(1).exec([...inside, 'dpkg', '--purge', 'hallway']);
    assert.equal(purged.code, 0, `${purged.stdout}${purged.stderr}`);
    const ended = await packaged.exited;
    assert.notEqual(ended.code, null);
    const added = debian.paths().filter((path) => !bare.includes(path));
    // The folders of every program in a home (XDG base directories) stay, empty.
    const common = ['home/anna/.cache', 'home/anna/.local', 'home/anna/.local/share'];
    assert.deepEqual(
      added.filter((path) => !common.includes(path)),
      ['home/anna/Plans', 'home/anna/Plans/plan.txt'],
    );
    assert.deepEqual(
      bare.filter((path) => !debian.paths().includes(path)),
      [],
    );
  });

  function build(): string {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, 'installers', 'build.ts'), 'deb', '--output', built],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    return join(built, readdirSync(built).find((name) => name.endsWith('.deb')) ?? '');
  }

  function install(file: string): void {
    debian.copy(file, 'tmp/hallway.deb');
    debian.run(['dpkg', '--install', '/tmp/hallway.deb']);
  }

  async function start(): Promise<void> {
    packaged = lab
      .pc(1)
      .spawn([...debian.inside('anna'), '/usr/bin/hallway', 'agent', '--no-tray']);
    await packaged.waitForLine(/^ready /, START_MS);
  }

  interface Answer {
    version: string;
    name: string;
    device: { id: string; name: string };
    workgroup: { name: string; members: number } | null;
  }
  async function hallway(...args: string[]): Promise<Answer> {
    const said = await lab
      .pc(1)
      .exec([...debian.inside('anna'), '/usr/bin/hallway', ...args, '--json']);
    assert.equal(said.code, 0, `${said.stdout}\n${said.stderr}`);
    return JSON.parse(said.stdout) as Answer;
  }
  const status = (): Promise<Answer> => hallway('status');

  /** The colleague fetches the file of the share. */
  async function reads(): Promise<void> {
    const { device } = await status();
    const into = join(folder.path, 'plan.txt');
    await eventually(
      async () => (await colleague.cli('get', `${device.id}/Plans/plan.txt`, into)).code === 0,
      PATIENCE_MS,
      'the file of the packaged agent is fetched',
    );
    assert.equal(readFileSync(into, 'utf8'), 'ground floor\n');
    execFileSync('rm', [into]);
  }
  const versionOf = (file: string): string =>
    execFileSync('dpkg-deb', ['-f', file, 'Version'], { encoding: 'utf8' }).trim();

  /** The same package as an earlier one, which says so of itself. */
  function asVersion(file: string, version: string): string {
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
