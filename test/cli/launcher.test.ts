/** The launcher at the root: the pinned Node from anywhere, also through a symbolic link. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../../agent/version.ts';
import { root } from '../support/sources.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('cli: launcher', () => {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  const run = (file: string, ...args: string[]) =>
    spawnSync(file, args, { cwd: '/', encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });

  it('runs from any folder and through links', () => {
    const folder = temporaryFolder();
    try {
      symlinkSync(join(root, 'hallway'), join(folder.path, 'first'));
      symlinkSync('first', join(folder.path, 'second'));
      for (const file of [join(root, 'hallway'), join(folder.path, 'second')]) {
        const { status, stdout, stderr } = run(file, '--version');
        assert.deepEqual([status, stdout, stderr], [0, `${VERSION}\n`, '']);
      }
    } finally {
      folder.remove();
    }
  });

  it('hands on the exit status', () => {
    assert.equal(run(join(root, 'hallway'), 'status', '--home', '/nonexistent/home').status, 3);
    assert.equal(run(join(root, 'hallway'), 'frobnicate').status, 2);
  });
});
