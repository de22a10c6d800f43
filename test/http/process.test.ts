/** The agent as a process: what it leaves on the disk, how it ends, and how it starts again. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { HALLWAY, useAgents } from '../support/agents.ts';
import { runToEnd } from '../support/finished.ts';
import { temporaryFolder } from '../support/temporary.ts';

const env = { ...process.env, HALLWAY_ADAPTERS: 'lo' };

describe('agent process', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());

  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
  const runAgent = (home: string, ...args: string[]) =>
    runToEnd([...HALLWAY, 'agent', '--home', home, '--no-tray', ...args], {
      env,
      timeoutMs: 20_000,
    });

  it('keeps its home, its key, its token and its log from other users', async () => {
    const agent = await agents.start({ name: 'Private' });
    assert.equal(mode(agent.home), '700');
    for (const name of ['agent.json', 'agent.log', 'device-key.pem'])
      assert.equal(mode(join(agent.home, name)), '600', name);
    await agent.stop();
  });

  it('ends with 0 at SIGTERM and SIGINT, and takes agent.json with it', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const agent = await agents.start({ name: 'Ending' });
      assert.ok(existsSync(join(agent.home, 'agent.json')));
      await agent.kill(signal);
      assert.deepEqual(await agent.exited, { code: 0, signal: null }, agent.log());
      assert.ok(!existsSync(join(agent.home, 'agent.json')));
      const status = await agent.cli('status');
      assert.equal(status.code, 3);
      assert.match(status.stderr, /No agent runs/);
    }
  });

  it('ends with 0 when it is asked to through its API', async () => {
    const agent = await agents.start({ name: 'Asked' });
    await agent.call(api.stopAgent, {});
    assert.deepEqual(await agent.exited, { code: 0, signal: null }, agent.log());
    assert.ok(!existsSync(join(agent.home, 'agent.json')));
  });

  it('refuses a second agent for the same home, which changes nothing for the first', async () => {
    const agent = await agents.start({ name: 'First' });
    const before = readFileSync(join(agent.home, 'agent.json'), 'utf8');
    const second = await runAgent(agent.home, '--peer-port', '0', '--local-port', '0');
    assert.equal(second.code, 1);
    assert.match(second.stderr, /Hallway already runs for this home/);
    assert.equal(second.stdout, '');
    assert.equal(readFileSync(join(agent.home, 'agent.json'), 'utf8'), before);
    assert.equal((await agent.call(api.getStatus, {})).device.name, 'First');
    await agent.stop();
  });

  it('says which port is used by another program, and ends with 1', async () => {
    const taken = createServer().listen(0);
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const home = join(folder.path, 'used-port');
    for (const [used, free] of [
      ['--local-port', '--peer-port'],
      ['--peer-port', '--local-port'],
    ] as const) {
      const refused = await runAgent(home, used, String(port), free, '0');
      assert.equal(refused.code, 1, refused.stderr);
      assert.match(refused.stderr, new RegExp(`Port ${port} is used by another program`));
      assert.match(refused.stderr, /--peer-port|--local-port/);
      assert.equal(refused.stdout, '');
      assert.ok(!existsSync(join(home, 'agent.json')));
    }
    await new Promise((resolve) => taken.close(resolve));
  });

  it('says so when its home cannot be used', async () => {
    const file = join(HALLWAY.at(-1) ?? '', 'home');
    const refused = await runAgent(file, '--peer-port', '0', '--local-port', '0');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /cannot keep its data in/);
  });

  it('ends with words, a goodbye and 1 at a fault that nobody caught', async () => {
    for (const fault of [
      'throw new Error("boom")',
      'void Promise.reject(new Error("boom"))',
      'process.nextTick(() => new (require("node:events"))().emit("error", new Error("boom")))',
    ]) {
      const script = `const { createRequire } = await import('node:module');
        const require = createRequire('/');
        process.once('SIGUSR2', () => { ${fault}; })`;
      const preload = `--import=data:text/javascript,${encodeURIComponent(script)}`;
      const agent = await agents.start({ name: 'Faulty', env: { NODE_OPTIONS: preload } });
      process.kill(agent.pid, 'SIGUSR2');
      assert.deepEqual(await agent.exited, { code: 1, signal: null }, agent.log());
      assert.ok(!existsSync(join(agent.home, 'agent.json')), 'it cleaned up');
      const log = agent.log();
      assert.match(log, /"message":"boom".*a fault that nobody caught: Hallway stops/);
      assert.match(log, /"msg":"stopped"/);
      assert.match(log, /^hallway: Hallway met a fault of its own and stopped\. Start it again/m);
      await agent.start();
      await agent.stop();
    }
  });

  it('starts again after kill -9, as the same PC in the same workgroup', async () => {
    const agent = await agents.start({ name: 'Killed' });
    await agent.call(api.createWorkgroup, { body: { name: 'Office' } });
    const { deviceId, token } = agent;
    const bearer = await signIn(agent);
    await agent.kill('SIGKILL');
    assert.deepEqual(await agent.exited, { code: null, signal: 'SIGKILL' });
    assert.ok(existsSync(join(agent.home, 'agent.json')), 'a killed agent leaves it');
    const status = await agent.cli('status');
    assert.equal(status.code, 3, 'a stale agent.json is not believed');
    await agent.start();
    assert.equal(agent.deviceId, deviceId);
    assert.notEqual(agent.token, token, 'the token is new at every start');
    assert.equal((await agent.call(api.getStatus, {})).workgroup?.name, 'Office');
    await assert.rejects(agent.call(api.getStatus, {}, token), { code: 'request.unauthorized' });
    const still = await agent.call(api.getStatus, {}, bearer);
    assert.equal(still.device.name, 'Killed', 'a browser stays signed in');
    await agent.stop();
  });

  async function signIn(agent: Awaited<ReturnType<typeof agents.start>>): Promise<string> {
    const token = new URL(await agent.signInUrl()).hash.replace('#t=', '');
    return (await agent.call(api.createSession, { body: { token } })).bearer;
  }
});
