/** What an agent of the bundle loads at its start: nothing that it may never need. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AGENT_ENTRY } from '../support/agent-entry.ts';
import { RUNTIME_FLAGS } from '../support/runtime.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('installers: the start of the bundle', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  after(() => folder.remove());

  it('loads neither other commands nor what only some PCs use', async function () {
    if (AGENT_ENTRY.endsWith('.ts')) this.skip();
    const list = join(folder.path, 'loaded.json');
    const hook = join(folder.path, 'hook.cjs');
    writeFileSync(
      hook,
      `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)},
        JSON.stringify({ files: Object.keys(require.cache), builtin: process.moduleLoadList })));`,
    );
    const ports = ['--peer-port', '0', '--local-port', '0', '--ipp-port', '0', '--dav-port', '0'];
    const home = ['--home', join(folder.path, 'home')];
    const agent = spawn(
      process.execPath,
      [...RUNTIME_FLAGS, '-r', hook, AGENT_ENTRY, 'agent', '--no-tray', ...ports, ...home],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, HALLWAY_ADAPTERS: 'lo', HALLWAY_LOG: 'silent' },
      },
    );
    const ended = once(agent, 'exit');
    await once(agent.stdout, 'data');
    agent.kill();
    await ended;
    const { files, builtin } = JSON.parse(readFileSync(list, 'utf8')) as {
      files: string[];
      builtin: string[];
    };
    const names = files.map((file) => basename(file));
    assert.ok(names.some((name) => name.startsWith('compose-')));
    for (const part of ['commands-', 'swagger-', 'leave-pc-'])
      assert.deepEqual(
        names.filter((name) => name.startsWith(part)),
        [],
      );
    assert.ok(!builtin.includes('NativeModule http2'));
  });
});
