/** A person uses a NAS without Hallway by the command line, a restart of the agent included. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { noSamba, Samba, SAMBA_PASSWORD, SAMBA_USER } from '../support/samba.ts';
import { hashOfBytes } from '../support/smb-client.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { TestAgent } from '../support/test-agent.ts';

describe('a file server without Hallway', function () {
  this.timeout(120_000);
  const reason = noSamba();
  const folder = temporaryFolder();
  const bytes = randomBytes(5_000_003);
  let samba: Samba;
  let agent: TestAgent;
  let address: string;

  before(async function () {
    if (reason) this.skip();
    samba = new Samba({ shares: { files: [], hidden$: [] } });
    await samba.start();
    agent = await new TestAgent({
      name: 'Front desk',
      env: { HALLWAY_PASSWORD: SAMBA_PASSWORD },
    }).start();
    address = `smb://127.0.0.1:${samba.port}`;
    mkdirSync(join(samba.path(), 'Old things'));
    writeFileSync(join(samba.path(), 'Old things', 'report.bin'), bytes);
  });
  after(async () => {
    await agent?.stop();
    agent?.removeHome();
    await samba?.stop();
    folder.remove();
  });

  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await agent.cli(...args);
    assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const refused = async (...args: string[]): Promise<{ code: string; message: string }> => {
    const { code, stdout } = await agent.cli(...args, '--json');
    assert.equal(code, 1, args.join(' '));
    return (JSON.parse(stdout) as { error: { code: string; message: string } }).error;
  };

  it('lets nobody in who is not said, or not known there', async () => {
    assert.equal((await agent.cli('connect', address)).code, 2);
    const connect = (to: string, user: string): Promise<unknown> =>
      agent.call(api.connectServer, { body: { address: to, user, password: 'x' } });
    await assert.rejects(connect(address, 'somebody-else'), { code: 'host.sign_in' });
    await assert.rejects(connect('smb://127.0.0.1:1', 'x'), { code: 'host.unreachable' });
    await assert.rejects(connect('smb://no where', 'x'), { code: 'request.invalid' });
    assert.deepEqual(await agent.call(api.listServers, {}), []);
  });

  it('is browsed, read and written like a colleague’s share', async () => {
    const connected = await run('connect', address, '--user', SAMBA_USER, '--name', 'NAS');
    assert.match(connected, /NAS\/files/);
    assert.match(await run('ls'), /NAS .*file server/);
    assert.match(await run('ls', 'NAS/files/Old things'), /report\.bin/);
    const target = join(folder.path, 'got.bin');
    await run('get', 'NAS/files/Old things/report.bin', target);
    assert.equal(hashOfBytes(readFileSync(target)), hashOfBytes(bytes));
    const put = JSON.parse(await run('put', target, 'NAS/files/new.bin', '--json')) as {
      hash: string;
    };
    assert.equal(put.hash, hashOfBytes(bytes));
    assert.ok(readFileSync(join(samba.path(), 'new.bin')).equals(bytes));
    await run('mkdir', 'NAS/files/Box');
    await run('mv', 'NAS/files/new.bin', 'NAS/files/Box');
    await run('cp', 'NAS/files/Box/new.bin', 'NAS/files/copy.bin');
    assert.ok(existsSync(join(samba.path(), 'Box', 'new.bin')));
    const kept = await refused('rm', 'NAS/files/copy.bin');
    assert.equal(kept.code, 'trash.none');
    assert.ok(existsSync(join(samba.path(), 'copy.bin')));
    assert.match(await run('rm', 'NAS/files/copy.bin', '--forever'), /for good/);
    assert.equal(existsSync(join(samba.path(), 'copy.bin')), false);
  });

  it('is there for programs of this PC by WebDAV, too', async () => {
    const [share] = (await agent.call(api.listShares, {})).filter(({ name }) => name === 'files');
    assert.ok(share);
    const mount = await agent.call(api.getMount, {
      params: { device: share.device, share: share.id },
    });
    const got = execFileSync('curl', ['-fsS', '-K', '-'], {
      input: `url = "${new URL('Old%20things/report.bin', mount.url).href}"\nuser = "${mount.username}:${mount.password}"\n`,
      maxBuffer: 10 << 20,
    });
    assert.equal(hashOfBytes(got), hashOfBytes(bytes));
  });

  it('is there again after a restart, and its password lies nowhere in the open', async () => {
    await agent.stop();
    await agent.start();
    assert.match(await run('ls', 'NAS/files'), /Box/);
    const traces = spawnSync('grep', ['-rlaF', SAMBA_PASSWORD, agent.home]);
    assert.equal(traces.stdout.toString(), '');
    assert.equal(traces.status, 1);
  });

  it('is forgotten, with its password', async () => {
    await run('disconnect', 'NAS');
    assert.equal((await refused('ls', 'NAS/files')).code, 'workgroup.unknown_device');
    assert.equal(existsSync(join(agent.home, 'server-passwords.json')), false);
  });

  it('may be used without its password being kept, and by a share’s name that it hides', async () => {
    await run(
      'connect',
      `${address}/hidden$`,
      '--user',
      SAMBA_USER,
      '--keep',
      'memory',
      '--name',
      'NAS',
    );
    await run('mkdir', 'NAS/hidden$/made');
    assert.ok(statSync(join(samba.path('hidden$'), 'made')).isDirectory());
    await agent.stop();
    await agent.start();
    const error = await refused('ls', 'NAS/files');
    assert.equal(error.code, 'host.sign_in');
    assert.match(error.message, /not kept/);
  });
});
