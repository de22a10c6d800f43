/**
 * The installer for Windows, run silently by Wine in the LAN lab: what it puts where, an agent of it
 * in a workgroup with a checkout's, an update while that runs, and its removal. A real Windows is
 * not at hand; what therefore was never tried stands in docs/guide/operations.md. HALLWAY_TEST_PACKAGE
 * names an installer of this version that was built before, HALLWAY_TEST_WINE a Debian 13 with Wine.
 */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { bytesOf } from '../../../installers/archive/entry.ts';
import { project, sourceDate } from '../../../installers/paths.ts';
import { buildParts, stageProgram, type Program } from '../../../installers/stage/program.ts';
import { targetNamed } from '../../../installers/targets.ts';
import { hasNsis, windowsInstaller } from '../../../installers/windows/nsis.ts';
import * as api from '../../../src/api/local.ts';
import { skipWithoutLab } from '../../lan/availability.ts';
import { Lab } from '../../lan/lab.ts';
import { LabPc } from '../../scenario/lab-pc.ts';
import { AGENT_ENTRY } from '../../support/agent-entry.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { BEFORE, earlier, GONE, isSmall, namedPackage } from '../built-package.ts';
import { WindowsPc } from './windows-pc.ts';
import { Wine } from './wine.ts';

const PATIENCE_MS = 60_000;
const TIME = sourceDate(process.env);
const SETTINGS = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion';
const SEND_TO = ['SendTo', 'Hallway.lnk'];
const MENU = ['Start Menu', 'Programs', 'Hallway'];

describe('slow: the installer of Windows under Wine', function () {
  this.timeout(1_200_000);
  const folder = temporaryFolder();
  let wine: Wine;
  let lab: Lab;
  let pc: WindowsPc;
  let colleague: LabPc;
  let program: Program;
  let bare: string[];

  before(async function () {
    const lacks = Wine.lacks() ?? (hasNsis() ? undefined : 'makensis');
    if (lacks !== undefined) {
      console.log(`      skipped: needs ${lacks}`);
      return this.skip();
    }
    skipWithoutLab(this);
    buildParts();
    program = stageProgram(targetNamed('win-x64'), TIME);
    wine = Wine.make(folder.path, process.env['HALLWAY_TEST_WINE'], '');
    wine.end();
    lab = await Lab.create({ pcs: 2 });
    pc = new WindowsPc(lab.pc(1), wine);
    bare = pc.files();
    place('now.exe', namedPackage('exe') ?? windowsInstaller(program, TIME, false).bytes);
    place('before.exe', windowsInstaller(earlier(program), TIME, true, BEFORE).bytes);
  });
  after(async () => {
    await colleague?.end();
    wine?.remove();
    await lab?.destroy();
    folder.remove();
  });

  /** A file, or one of this machine, for programs in Wine. */
  function place(name: string, content: Buffer | string): void {
    const at = join(wine.folder.path, name);
    if (typeof content === 'string') copyFileSync(content, at);
    else writeFileSync(at, content);
  }
  const install = (name: string) => pc.run([join(wine.folder.inside, name), '/S']);

  /** The status of the agent that runs; undefined where none does. */
  async function status(): Promise<Status | undefined> {
    const { code, said } = await pc.hallway('status', '--json');
    return code === 0 ? (JSON.parse(said) as Status) : undefined;
  }

  /** What the registry has of Hallway below a key. */
  const named = async (key: string): Promise<string[]> =>
    (await pc.registry(key)).split('\n').filter((line) => line.includes('Hallway'));

  /** The uninstaller goes on in a copy of itself after it returned. */
  async function remove(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const { code, said } = await pc.run([pc.windows(join(pc.program, 'uninstall.exe')), '/S'], env);
    assert.equal(code, 0, said);
    await eventually(() => !existsSync(pc.program), PATIENCE_MS, 'the program is gone');
  }

  it('is small', () => {
    isSmall(join(wine.folder.path, 'now.exe'));
  });

  it('puts files, entries of menus, the start at the sign-in and its removal in place', async () => {
    const { code, said } = await install('before.exe');
    assert.equal(code, 0, said);
    for (const entry of program.entries.filter(({ path }) => path !== 'package.json'))
      assert.ok(readFileSync(join(pc.program, entry.path)).equals(bytesOf(entry)), entry.path);
    // Hallway without a console is the same program but for one byte, which says so.
    const [withConsole, without] = ['node.exe', 'hallway.exe'].map((name) =>
      readFileSync(join(pc.program, 'bin', name)),
    );
    assert.ok(withConsole && without);
    const at = withConsole.findIndex((byte, index) => byte !== without[index]);
    assert.deepEqual([withConsole[at], without[at]], [3, 2]);
    assert.ok(withConsole.subarray(at + 1).equals(without.subarray(at + 1)));

    const launch = `"${pc.windows(join(pc.program, 'dist', 'agent', 'launch.js'))}"`;
    const shown = [...MENU, 'Hallway.lnk'];
    assert.ok(pc.shortcut(...shown)?.includes(`${launch} start --open`));
    assert.ok(pc.shortcut(...SEND_TO)?.includes(`${launch} send-to`));
    for (const path of [shown, SEND_TO])
      assert.ok(pc.shortcut(...path)?.includes(pc.windows(join(pc.program, 'bin', 'hallway.exe'))));
    assert.ok(pc.shortcut(...MENU, 'Remove Hallway.lnk')?.includes('uninstall.exe'));

    const started = await pc.registry(`${SETTINGS}\\Run`);
    assert.ok(
      started.includes(`Hallway    REG_SZ    "${pc.windows(pc.program)}\\bin\\hallway.exe"`),
    );
    assert.ok(started.includes(`${launch} agent\n`));
    const entry = await pc.registry(`${SETTINGS}\\Uninstall\\Hallway`);
    for (const line of [
      'DisplayName    REG_SZ    Hallway',
      `DisplayVersion    REG_SZ    ${BEFORE}`,
      `InstallLocation    REG_SZ    ${pc.windows(pc.program)}`,
      `QuietUninstallString    REG_SZ    "${pc.windows(pc.program)}\\uninstall.exe" /S`,
    ])
      assert.ok(entry.includes(`${line}\n`), `${line}\n${entry}`);
  });

  it('needs no administrator, and changes nothing of other persons', async () => {
    assert.match(readFileSync(join(wine.folder.path, 'now.exe'), 'latin1'), /level="asInvoker"/);
    const others = pc.files().filter((path) => !path.startsWith('users/root/'));
    assert.deepEqual(
      others.filter((path) => !bare.includes(path)),
      [],
    );
    assert.deepEqual(await named(SETTINGS.replace('HKCU', 'HKLM')), []);
  });

  it('runs, serves, and joins a workgroup with a checkout', async () => {
    assert.deepEqual(await pc.hallway('--version'), { code: 0, said: `${BEFORE}\n` });
    assert.equal((await pc.hallway('status')).code, 3);
    colleague = new LabPc(lab, 2, join(folder.path, 'colleague'), { env: {}, main: AGENT_ENTRY });
    await colleague.start();
    await colleague.call(api.createWorkgroup, { body: { name: 'Office' } });
    const { code } = await colleague.call(api.openInvitation, { body: { approve: true } });
    const started = await pc.hallway('start');
    assert.equal(started.code, 0, started.said);
    const joined = await pc.hallway('workgroup', 'join', code);
    assert.equal(joined.code, 0, joined.said);
    const now = await status();
    assert.deepEqual([now?.version, now?.workgroup?.name], [BEFORE, 'Office']);
    await colleague.untilPeers(true, [now?.device.id ?? ''], PATIENCE_MS);
  });

  it('is replaced by a newer one while it runs, which starts with all data', async () => {
    const before = await status();
    assert.ok(GONE.every((path) => existsSync(join(pc.program, path))));
    const { code, said } = await install('now.exe');
    assert.equal(code, 0, said);
    const after = await eventually(status, PATIENCE_MS, 'the new version runs');
    assert.deepEqual([after.version, after.device.id], [project.version, before?.device.id]);
    assert.deepEqual([after.workgroup?.name, after.workgroup?.members], ['Office', 2]);
    await colleague.untilPeers(true, [after.device.id], PATIENCE_MS);
    assert.ok(GONE.every((path) => !existsSync(join(pc.program, path))));
    const entry = await pc.registry(`${SETTINGS}\\Uninstall\\Hallway`);
    assert.ok(entry.includes(`DisplayVersion    REG_SZ    ${project.version}\n`));
  });

  it('leaves all as it is, and says so by its status, where its files are held', async () => {
    const node = pc.windows(join(pc.program, 'bin', 'node.exe'));
    const holder = pc.spawn([node, '-e', "console.log('held'); setInterval(() => {}, 1000)"]);
    await eventually(() => wine.said().includes('held'), PATIENCE_MS, 'the files are held');
    assert.equal((await install('before.exe')).code, 2);
    await holder.kill('SIGKILL');
    const after = await eventually(status, PATIENCE_MS, 'the agent that was ended runs again');
    assert.deepEqual([after.version, after.workgroup?.name], [project.version, 'Office']);
  });

  it('is removed silently while it runs, and keeps the data', async () => {
    const id = (await status())?.device.id ?? '';
    await remove();
    await colleague.untilPeers(false, [id], PATIENCE_MS);
    assert.deepEqual(
      [SEND_TO, MENU].map((path) => pc.shortcut(...path)),
      [undefined, undefined],
    );
    assert.deepEqual(await named('HKCU\\Software'), []);
    assert.deepEqual(
      ['hallway.db', 'device-key.pem', 'compiled'].map((name) =>
        readdirSync(pc.data).includes(name),
      ),
      [true, true, false],
    );
    assert.equal((await install('now.exe')).code, 0);
    // As at the sign-in: by the words in the registry.
    const line = /Hallway +REG_SZ +(.*)/.exec(await pc.registry(`${SETTINGS}\\Run`))?.[1] ?? '';
    pc.spawn(Array.from(line.matchAll(/"([^"]*)"|\S+/g), ([word, quoted]) => quoted ?? word));
    const again = await eventually(status, PATIENCE_MS, 'the agent runs');
    assert.equal(again.device.id, id);
  });

  it('takes the data as well where that is said, and leaves nothing', async () => {
    await remove({ HALLWAY_REMOVE_DATA: '1' });
    assert.deepEqual(
      pc.files().filter((path) => !bare.includes(path)),
      [],
    );
    assert.deepEqual(await named('HKCU\\Software'), []);
  });

  it('has a folder of its own also where another one was named, and leaves what is beside it', async () => {
    const tools = join(wine.drive, 'Tools');
    mkdirSync(join(tools, 'bin'), { recursive: true });
    for (const name of ['own.txt', 'bin/own.txt']) writeFileSync(join(tools, name), name);
    const { code, said } = await pc.run([
      join(wine.folder.inside, 'now.exe'),
      '/S',
      `/D=${pc.windows(tools)}`,
    ]);
    assert.equal(code, 0, said);
    const own = join(tools, 'Hallway');
    assert.ok(existsSync(join(own, 'hallway.cmd')));
    assert.equal((await pc.run([pc.windows(join(own, 'uninstall.exe')), '/S'])).code, 0);
    await eventually(() => !existsSync(own), PATIENCE_MS, 'the program is gone');
    assert.deepEqual(
      new Set(readdirSync(tools, { recursive: true, encoding: 'utf8' })),
      new Set(['bin', 'bin/own.txt', 'own.txt']),
    );
  });

  interface Status {
    version: string;
    device: { id: string };
    workgroup: { name: string; members: number } | null;
  }
});
