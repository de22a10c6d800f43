/** Starting with the session: what is written is what a desktop starts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  desktopEntry,
  systemAutostart,
  xdgAutostart,
} from '../../agent/platform/startup/autostart.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('autostart', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  it('is switched on and off, and seen off where the desktop switched it off', () => {
    const at = join(folder.path, 'a');
    const autostart = xdgAutostart(at, ['/opt/hallway', 'agent']);
    assert.equal(autostart.isOn(), false);
    autostart.set(false);
    autostart.set(true);
    assert.equal(autostart.isOn(), true);
    const file = join(at, 'hallway.desktop');
    writeFileSync(file, `${readFileSync(file, 'utf8')}Hidden=true\n`);
    assert.equal(autostart.isOn(), false);
    autostart.set(true);
    assert.equal(autostart.isOn(), true);
    autostart.set(false);
    assert.equal(existsSync(file), false);
  });

  it("hides the package's entry for everybody, and shows it again", () => {
    const everybody = join(folder.path, 'everybody.desktop');
    writeFileSync(everybody, desktopEntry(['/usr/bin/hallway', 'start']));
    const at = join(folder.path, 'own');
    const autostart = xdgAutostart(at, ['/usr/bin/hallway', 'agent'], everybody);
    assert.equal(autostart.isOn(), true);
    autostart.set(false);
    assert.equal(autostart.isOn(), false);
    autostart.set(true);
    assert.equal(autostart.isOn(), true);
    assert.equal(existsSync(join(at, 'hallway.desktop')), false);
  });

  it('lies where the XDG directories are, and is offered on Linux alone', () => {
    const env = { XDG_CONFIG_HOME: join(folder.path, 'config') };
    systemAutostart('/data/home', env, 'linux')?.set(true);
    const text = readFileSync(join(env.XDG_CONFIG_HOME, 'autostart', 'hallway.desktop'), 'utf8');
    assert.match(text, /^Exec="[^"]+\/hallway" "agent" "--home" "\/data\/home"$/m);
    assert.equal(systemAutostart('/data/home', env, 'win32'), undefined);
    assert.equal(systemAutostart('/data/home', env, 'darwin'), undefined);
  });

  it('is started by GLib exactly as it was meant, whatever the folder is called', async function () {
    if (spawnSync('gio', ['version']).error) {
      console.log('      skipped: no gio on this machine');
      return this.skip();
    }
    const odd = join(folder.path, 'a $HOME `id` "q" back\\slash');
    mkdirSync(odd);
    const program = join(odd, 'run');
    // GLib itself finds no program in a folder with a percent sign.
    const home = join(odd, '100% %u');
    const heard = join(folder.path, 'heard');
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" > '${heard}'\n`);
    chmodSync(program, 0o755);
    const file = join(folder.path, 'odd.desktop');
    writeFileSync(file, desktopEntry([program, 'agent', '--home', home]));
    const { status, stderr } = spawnSync('gio', ['launch', file], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    await eventually(() => existsSync(heard), 5000, 'it was started');
    await eventually(
      () => readFileSync(heard, 'utf8') === `agent\n--home\n${home}\n`,
      5000,
      'with its arguments',
    );
  });
});
