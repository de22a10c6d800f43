/** The command line as a contract: exit statuses, where words go, one document with `--json`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS, SECTIONS } from '../../agent/cli/commands.ts';
import { getStatus } from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { root } from '../support/sources.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { runCli } from './fake-agent.ts';
import { FakeOffice } from './fake-office.ts';

describe('cli: usage', () => {
  it('prints the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    assert.deepEqual(await runCli(['--version']).then(({ status, out }) => [status, out]), [
      0,
      `${version}\n`,
    ]);
  });

  it('ends with 2 and touches nothing where the line is wrong', async () => {
    const wrong = [
      [],
      ['frobnicate'],
      ['chat'],
      ['chat', 'send', 'Ben'],
      ['workgroup'],
      ['workgroup', 'destroy'],
      ['status', 'extra'],
      ['status', '--wrong'],
      ['peers', 'connect', ' '],
      ['get'],
      ['play'],
      ['screens', 'seek', 'Room', 'soon'],
      ['screens', 'volume', 'Room', '101'],
      ['screens', 'rule', 'Ben', 'maybe'],
      ['workgroup', 'join', '12345'],
      ['print', 'x.pdf'],
      ['print', 'x.pdf', '--on', 'P', '--copies', '0'],
      ['print', 'x.pdf', '--on', 'P', '--sides', 'both'],
      ['print', 'x.pdf', '--on', 'P', '--pages', '3-1'],
      ['printer', 'add', 'ipp://x/'],
      ['agent', '--peer-port', '70000'],
      ['demo', '--pcs', '0'],
    ];
    for (const argv of wrong) {
      const { status, out, err } = await runCli(argv);
      assert.equal(status, 2, argv.join(' '));
      assert.equal(out, '', argv.join(' '));
      assert.notEqual(err, '', argv.join(' '));
    }
  });

  it('says which word is wrong', async () => {
    const said = async (...argv: string[]) => (await runCli(argv)).err.split('\n')[0];
    assert.equal(await said('status', '--wrong'), 'There is no option --wrong here.');
    assert.equal(
      await said('print', 'my', 'file.pdf', '--on', 'P'),
      '"file.pdf" is one word too many. Put a name with spaces in quotes.',
    );
    assert.match((await said('get')) ?? '', /^Something is missing here: the words in capitals/);
    assert.match((await said('pirnt')) ?? '', /no command "pirnt"\. Did you mean print\?/);
    assert.doesNotMatch((await said('frobnicate')) ?? '', /Did you mean/);
    assert.match((await said('share', 'add', '/no/such')) ?? '', /no \S*no\Wsuch on this PC/);
  });

  it('ends with 3 where no agent runs, and says how to start one', async () => {
    const folder = temporaryFolder();
    try {
      const { status, out, err } = await runCli(['status', '--home', folder.path]);
      assert.deepEqual([status, out], [3, '']);
      assert.match(err, /no agent runs for this home .*start it with `hallway start`/is);
    } finally {
      folder.remove();
    }
  });

  it('ends with 3 where the agent was killed and left its file', async () => {
    const office = new FakeOffice();
    try {
      for (const left of [
        { pid: process.pid, url: 'http://127.0.0.1:1', token: 'x' },
        { pid: 2 ** 22 + 12345, url: 'http://127.0.0.1:1', token: 'x' },
        { pid: process.pid, url: 'http://192.0.2.1:80', token: 'x' },
        null,
      ]) {
        office.announce(left);
        assert.equal((await office.run('status')).status, 3);
      }
    } finally {
      office.stop();
    }
  });

  it('writes failures as one document with --json, and in words on stderr', async () => {
    const office = new FakeOffice();
    await office.start();
    office.on(getStatus, () => {
      throw new HallwayError('disk.full', 'The disk is full.', { fix: 'Free some space.' });
    });
    try {
      const failed = await office.run('status', '--json');
      assert.equal(failed.status, 1);
      assert.deepEqual(failed.json(), {
        error: { code: 'disk.full', message: 'The disk is full. Free some space.' },
      });
      assert.match(failed.err, /The disk is full/);
    } finally {
      office.stop();
    }
  });

  it('takes the home from the environment, and --home before the command', async () => {
    const office = new FakeOffice();
    await office.start();
    try {
      const env = { HALLWAY_HOME: office.home };
      assert.equal((await runCli(['status'], { env })).status, 0);
      assert.equal((await runCli(['--home', office.home, '--json', 'status'])).status, 0);
    } finally {
      office.stop();
    }
  });

  it('shows every command once under what it is for, and beside one its relatives', async () => {
    const { out } = await runCli(['help']);
    for (const { title } of SECTIONS) assert.match(out, new RegExp(`^${title}$`, 'm'));
    for (const { name, summary } of COMMANDS)
      assert.equal(out.split('\n').filter((line) => line.endsWith(`  ${summary}`)).length, 1, name);
    assert.match((await runCli(['help', 'transfers'])).out, /See also:\n {2}transfer pause /);
    assert.doesNotMatch((await runCli(['help', 'print'])).out, /See also/);
  });

  it('fits on a terminal of 100 columns', async () => {
    for (const { name } of COMMANDS)
      for (const line of (await runCli(['help', ...name.split(' ')])).out.split('\n'))
        assert.ok(line.length <= 102, `${name}: ${line}`);
  });

  it('has help for every command, and none for those of later capabilities', async () => {
    for (const { name } of COMMANDS) {
      const { status, out } = await runCli(['help', ...name.split(' ')]);
      assert.equal(status, 0);
      assert.match(out, new RegExp(`^Usage: hallway ${name}`));
      assert.equal((await runCli([...name.split(' '), '--help'])).out, out);
    }
    for (const later of ['call', 'cast']) assert.equal((await runCli(['help', later])).status, 2);
  });
});
