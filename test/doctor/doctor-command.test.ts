/** `hallway doctor`: with an agent and without one, for people and for scripts. */
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { makeDoctorReport, runDoctor } from '../../src/api/local.ts';
import type { DoctorReport } from '../../src/model/doctor.ts';
import { FakeAgent, runCli } from '../cli/fake-agent.ts';
import { joinAll, startAgent } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { reportOf } from '../../src/doctor/doctor.ts';
import { facts, Scene } from './members.ts';

interface Document {
  ok: boolean;
  checks: { id: string; ok: boolean; state: string; detail: string; fix: string | null }[];
  matrix: { devices: unknown[]; sights: { state: string; latency_ms: number | null }[] } | null;
}

const env = { ...process.env, HALLWAY_ADAPTERS: 'lo', CUPS_SERVER: '/nowhere/cups.sock' };

describe('doctor: the command', function () {
  this.timeout(60_000);

  describe('without an agent', () => {
    const folder = temporaryFolder();
    after(() => folder.remove());
    const run = (...argv: string[]) =>
      runCli(['doctor', ...argv, '--home', join(folder.path, 'home')], { cwd: folder.path, env });

    it('checks this PC by itself, says that nothing runs and ends with 1', async () => {
      const { status, out, err } = await run('--json');
      assert.deepEqual([status, err], [1, '']);
      const { ok, checks, matrix } = JSON.parse(out) as Document;
      assert.deepEqual([ok, matrix], [false, null]);
      assert.deepEqual(checks[0], {
        id: 'agent',
        ok: false,
        state: 'problem',
        title: 'Hallway on this PC',
        detail: 'Hallway does not run on this PC: nobody sees it.',
        fix: 'Start it with `hallway start`.',
      });
      const ids = checks.map(({ id }) => id);
      for (const id of ['adapters', 'multicast.out', 'firewall', 'ports.peer', 'vpn', 'disk'])
        assert.ok(ids.includes(id), id);
      for (const check of checks) assert.equal(check.ok, check.state !== 'problem');
    });

    it('names the program that has the port', async function () {
      const server: Server = createServer();
      const free = await new Promise<boolean>((resolve) => {
        server.once('error', () => resolve(false)).listen(47_470, () => resolve(true));
      });
      if (!free) this.skip();
      try {
        const { checks } = JSON.parse((await run('--json')).out) as Document;
        const port = checks.find(({ id }) => id === 'ports.peer');
        assert.equal(port?.ok, false);
        assert.match(port?.detail ?? '', /has TCP port 47470/);
        if (process.platform === 'linux') assert.doesNotMatch(port?.detail ?? '', /^Another/);
      } finally {
        server.close();
      }
    });

    it('writes a report, readable by this person alone', async () => {
      const first = await run('--report', 'report.txt');
      assert.equal(first.status, 1);
      assert.match(first.err, /^Wrote report\.txt/);
      const path = join(folder.path, 'report.txt');
      assert.match(readFileSync(path, 'utf8'), /^Hallway doctor report\n/);
      assert.doesNotMatch(readFileSync(path, 'utf8'), new RegExp(folder.path));
      if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
    });

    it('replaces an older report and says so; - is stdout', async () => {
      writeFileSync(join(folder.path, 'old.txt'), 'old');
      const [again, stdout] = [await run('--report', 'old.txt'), await run('--report', '-')];
      assert.match(again.err, /^Replaced old\.txt/);
      assert.match(stdout.out, /^Hallway doctor report\n/);
      assert.equal((await run('--report', '-', '--json')).status, 2);
    });
  });

  describe('with an agent', () => {
    let agent: FakeAgent;
    let report: DoctorReport;
    beforeEach(async () => {
      report = reportOf(facts(), '1.0.0', 'Linux 6.1');
      agent = new FakeAgent();
      agent.on(runDoctor, () => report).on(makeDoctorReport, () => ({ text: 'redacted\n' }));
      await agent.start();
    });
    afterEach(() => agent.stop());

    it('ends with 0 where nothing is wrong', async () => {
      const ran = await agent.run('doctor');
      assert.deepEqual([ran.status, ran.err], [0, '']);
      assert.match(ran.out, /^✓ Hallway on this PC: Hallway runs\.$/m);
      assert.match(ran.out, /^1 PC A \(this PC\) +· +● +● +●$/m);
      assert.match(ran.out, /Nothing is wrong\.\n$/);
    });

    it('ends with 1 where something is dark, and says what and how to mend it', async () => {
      report = reportOf(facts({ members: new Scene().gone('c').members }), '1.0.0', 'Linux 6.1');
      const ran = await agent.run('doctor');
      assert.deepEqual([ran.status, ran.err], [1, '']);
      assert.match(ran.out, /^1 PC A \(this PC\) +· +● +○ +●$/m);
      assert.match(ran.out, /^3 PC C +\? +\? +· +\?$/m);
      assert.match(ran.out, /^1, 2, 4 → 3 {2}switched-off: Nobody sees PC C/m);
      assert.match(ran.out, /^ {4}Switch PC C on\./m);
      const json = await agent.run('doctor', '--json');
      assert.equal(json.status, 1);
      const document = JSON.parse(json.out) as Document;
      assert.deepEqual([document.ok, document.matrix?.sights.length], [false, 12]);
    });

    it('shows hostile words as inert text', async () => {
      const scene = new Scene();
      scene.of('b').name = '\u001b[31mevil\u202e';
      report = reportOf(facts({ members: scene.gone('b').members }), '1.0.0', 'Linux 6.1');
      for (const argv of [['doctor'], ['doctor', '--json']])
        assert.doesNotMatch(
          (await agent.run(...argv)).out,
          /[\u{e000}-\u{f8ff}\p{Cf}]|\p{Cc}(?<!\n)/u,
        );
    });

    it('writes what the agent made of it', async () => {
      const ran = await agent.run('doctor', '--report', 'mine.txt');
      assert.equal(ran.status, 0);
      assert.equal(readFileSync(join(agent.home, 'mine.txt'), 'utf8'), 'redacted\n');
    });
  });

  describe('with real agents', () => {
    it('answers within 5 s, also twice at once, and keeps names out of the report', async () => {
      const pcs = await Promise.all(
        ['Zerlina', 'Ottokar'].map((name) => startAgent({ name, env: { CUPS_SERVER: '/none' } })),
      );
      await joinAll(pcs, 'Quilldrivers');
      const [zerlina] = pcs;
      assert.ok(zerlina);
      const started = performance.now();
      const [one, two] = await Promise.all([
        zerlina.call(runDoctor, {}),
        zerlina.call(runDoctor, {}),
      ]);
      assert.ok(performance.now() - started < 5000, `${performance.now() - started} ms`);
      assert.deepEqual(one, two);
      assert.equal(one.matrix?.sights.length, 2);
      assert.deepEqual(
        one.matrix?.sights.map(({ state, detail }) => [state, detail]),
        [
          ['online', 'Zerlina sees Ottokar.'],
          ['online', 'Ottokar sees Zerlina.'],
        ],
      );
      const { text } = await zerlina.call(makeDoctorReport, {});
      assert.match(text, /PC-1 -> PC-2: online/);
      assert.match(text, /"msg":"ready"/);
      for (const secret of ['Zerlina', 'Ottokar', 'Quilldrivers', zerlina.home, zerlina.token])
        assert.ok(!text.includes(secret), secret);
      for (const { deviceId } of pcs) assert.ok(!text.includes(deviceId));
    });
  });
});
