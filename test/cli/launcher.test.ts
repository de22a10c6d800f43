/** The launcher at the root: the pinned Node from anywhere, also through a symbolic link. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../../agent/version.ts';
import { RUNTIME_ENV, RUNTIME_FLAGS } from '../support/runtime.ts';
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

  it('starts the agent with the flags and the allocator that were measured', async function () {
    if (process.platform !== 'linux') this.skip();
    this.timeout(60_000);
    const starts = [
      [join(root, 'hallway'), 'agent'],
      [process.execPath, join(root, 'agent', 'bootstrap', 'run.mjs'), 'agent'],
    ] as const;
    for (const [command, ...args] of starts) {
      const folder = temporaryFolder();
      const agent = spawn(
        command,
        [...args, '--home', join(folder.path, 'home'), '--peer-port', '0', '--local-port', '0'],
        {
          env: { PATH: '/usr/bin:/bin', HALLWAY_ADAPTERS: 'lo' },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      try {
        await once(agent.stdout, 'data');
        const words = (file: string): string[] =>
          readFileSync(`/proc/${agent.pid}/${file}`, 'utf8').split('\0');
        for (const flag of RUNTIME_FLAGS) assert.ok(words('cmdline').includes(flag));
        for (const [name, value] of Object.entries(RUNTIME_ENV))
          assert.ok(words('environ').includes(`${name}=${value}`), name);
      } finally {
        agent.kill();
        await once(agent, 'exit');
        folder.remove();
      }
    }
  });
});
