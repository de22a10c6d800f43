/** `get --zip` that is given up, or breaks off, leaves nothing behind. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { readArchive } from '../../src/api/local.ts';
import { ArchiveHeader } from '../../src/model/archive.ts';
import { eventually } from '../support/eventually.ts';
import { HALLWAY } from '../support/test-agent.ts';
import { ANSWERED } from './fake-agent.ts';
import { FakeOffice } from './fake-office.ts';

describe('cli: an archive that does not come to its end', function () {
  this.timeout(60_000);
  let office: FakeOffice;
  beforeEach(async () => {
    office = new FakeOffice();
    await office.start();
  });
  afterEach(() => office.stop());

  const left = (): string[] => readdirSync(office.home).filter((name) => name.includes('zip'));
  const answers = (end: boolean): void => {
    office.on(readArchive, ({ response }) => {
      const headers = { [ArchiveHeader.bytes]: 100_000, [ArchiveHeader.files]: 1 };
      response.writeHead(200, headers).write(Buffer.alloc(50_000));
      if (end) response.end();
      return ANSWERED;
    });
  };

  it('leaves nothing after Ctrl-C', async () => {
    answers(false);
    const what = ['get', 'Ben/Documents/Plans', '--zip', 'plans.zip', '--home', office.home];
    const [program = '', ...words] = [...HALLWAY, ...what];
    const child = spawn(program, words, { cwd: office.home, stdio: 'ignore' });
    await eventually(async () => left().length === 1, 20_000, 'it is on its way');
    child.kill('SIGINT');
    const [status] = (await once(child, 'exit')) as [number];
    assert.deepEqual([status, left()], [1, []]);
  });

  it('says so, and leaves nothing, where fewer bytes come than were promised', async () => {
    answers(true);
    const got = await office.run('get', 'Ben/Documents/Plans', '--zip', 'plans.zip');
    assert.deepEqual([got.status, left()], [1, []]);
    assert.match(got.err, /broke before the end/);
  });
});
