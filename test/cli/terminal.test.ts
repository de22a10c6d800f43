/** Hostile names reach no terminal, and a bar is for terminals only. */
import assert from 'node:assert/strict';
import { textWidth } from '../../agent/cli/output.ts';
import { listNearby } from '../../src/api/local.ts';
import { runCli } from './fake-agent.ts';
import { nearbyThing } from '../support/fake-nearby.ts';
import { BEN, FakeOffice, member, printer, share } from './fake-office.ts';

const EVIL = 'x\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egnp.exe\r\nnext';
// oxlint-disable-next-line no-control-regex
const DANGEROUS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('cli: terminal', () => {
  let office: FakeOffice;
  beforeEach(async () => {
    office = new FakeOffice();
    await office.start();
  });
  afterEach(() => office.stop());

  it('prints no escape of a hostile peer, neither as text nor as JSON', async () => {
    office.members.push(member('e'.repeat(52), EVIL));
    office.shares.push(share('eeeeeeeeeeeeeeee', BEN, EVIL));
    office.printers.push(printer('ffffffffffffffff', 'e'.repeat(52), EVIL));
    office.files.set(`folder/${EVIL}`, Buffer.from('x'));
    office.on(listNearby, () => [nearbyThing('agent', EVIL, { addresses: [EVIL], device: EVIL })]);
    for (const line of [
      ['workgroup', 'members'],
      ['ls'],
      ['ls', 'Ben'],
      ['ls', 'Ben/Documents/folder'],
      ['printers'],
      ['nearby'],
      ['ls', EVIL.slice(0, 6)],
      ['get', 'Ben/Documents/folder'],
    ])
      for (const json of [[], ['--json']]) {
        const { out, err } = await office.run(...line, ...json);
        assert.doesNotMatch(out + err, DANGEROUS, line.join(' '));
      }
    const ran = await office.run('ls', 'Ben/Documents/folder', '--json');
    assert.equal((ran.json() as { name: string }[])[0]?.name, EVIL);
  });

  it('shows a bar on a terminal and is silent otherwise', async () => {
    office.files.set('big.bin', Buffer.alloc(2_000_000));
    const argv = ['get', 'Ben/Documents/big.bin', '--home', office.home];
    const shown = await runCli([...argv, 'seen.bin'], { cwd: office.home, terminal: true });
    assert.match(shown.err, /\[[#-]{24}\] \d+ % .*of 2\.0 MB/);
    assert.equal((await runCli([...argv, 'unseen.bin'], { cwd: office.home })).err, '');
  });

  it('aligns wide characters', () => {
    assert.equal(textWidth('東京'), 4);
    assert.equal(textWidth('e\u0301'), 1);
  });
});
