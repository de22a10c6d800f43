/** A copy that runs goes on when its network changes or the cable is out for a while. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice } from '../scenario/lab-office.ts';
import { eventually } from '../support/eventually.ts';
import { makePdf } from '../support/pdf.ts';

const SIZE = 60_000_000;
const BEGUN = 5_000_000;

describe('net: copies on a LAN that changes', function () {
  this.timeout(90_000);
  let office: LabOffice;
  let expected: string;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(2);
    const shared = join(office.folder, 'shared');
    mkdirSync(shared);
    const content = randomBytes(SIZE);
    expected = createHash('sha256').update(content).digest('hex');
    writeFileSync(join(shared, 'large.bin'), content);
    await office.join();
    await office.lab.rate('all', 50);
    await office.pc(1).call(api.addShare, {
      body: { path: shared, name: 'Shared', access: 'read', with: 'everyone' },
    });
    await office.pc(2).until('shares', (shares) => shares.length > 0, 10_000);
  });
  after(() => office?.destroy());

  /** Copies the file in one command while something happens to the network; in seconds. */
  async function copied(name: string, happens: () => Promise<unknown>): Promise<number> {
    const folder = join(office.folder, name);
    mkdirSync(folder);
    const since = Date.now();
    const running = office
      .pc(2)
      .cli('get', 'PC 1/Shared/large.bin', join(folder, 'large.bin'), '--json');
    const begun = (): boolean =>
      readdirSync(folder).some((file) => statSync(join(folder, file)).size > BEGUN);
    await eventually(begun, 15_000, 'the copy has begun');
    await happens();
    const { code, stdout, stderr } = await running;
    assert.equal(code, 0, stderr);
    assert.equal((JSON.parse(stdout) as { hash: string }).hash, expected);
    const bytes = readFileSync(join(folder, 'large.bin'));
    assert.equal(createHash('sha256').update(bytes).digest('hex'), expected);
    const seconds = (Date.now() - since) / 1000;
    console.log(`      ${name}: ${seconds.toFixed(1)} s for 60 MB at 50 Mbit/s`);
    return seconds;
  }

  it('survives a cable that is out for 8 s without any PC being told', async () => {
    await copied('silently cut for 8 s', async () => {
      await office.lab.cut(1, { silent: true });
      await wait(8000);
      await office.lab.heal(1);
    });
  });

  it('brings a document to a printer in one go, though the cable is out meanwhile', async () => {
    const prints = join(office.folder, 'prints');
    const document = join(office.folder, 'long.pdf');
    const content = Buffer.concat([makePdf(), randomBytes(20_000_000)]);
    writeFileSync(document, content);
    const added = await office.pc(1).cli('printer', 'add', `file://${prints}`, '--name', 'Prints');
    assert.equal(added.code, 0, added.stderr);
    await office.pc(1).cli('printer', 'share', 'Prints');
    await office.pc(2).until('printers', (printers) => printers.length > 0, 10_000);
    const { code, stderr } = await office.pc(2).cli('print', document, '--on', 'PC 1/Prints');
    assert.equal(code, 0, stderr);
    const spool = join(office.pc(1).home, 'spool');
    const begun = (): boolean =>
      readdirSync(spool).some((file) => statSync(join(spool, file)).size > 1_000_000);
    await eventually(begun, 15_000, 'the document is on its way');
    const [file = ''] = readdirSync(spool);
    const { ino } = statSync(join(spool, file));
    await office.lab.cut(1, { silent: true });
    await wait(5000);
    assert.equal(statSync(join(spool, file)).ino, ino);
    await office.lab.heal(1);
    await office.pc(2).until('jobs', ([job]) => job?.state === 'completed', 20_000);
    const [print = ''] = readdirSync(prints);
    assert.ok(readFileSync(join(prints, print)).equals(content));
  });

  /** Both PCs get a second network while a slow copy runs on the first, which then goes away. */
  async function movesOver(name: string, goesAway: () => Promise<unknown>): Promise<void> {
    const { lab } = office;
    await copied(name, async () => {
      await lab.secondNic(1);
      await lab.secondNic(2);
      await wait(3000);
      await goesAway();
    });
    const [peer] = office.pc(2).shown('peers') ?? [];
    assert.equal(peer?.path?.adapter, 'eth1');
  }

  it('goes on over another network when the cable of the one it uses is pulled', async () => {
    await movesOver('moved to another cable', () => office.lab.cut(1));
    await office.lab.heal(1);
    await office.lab.removeSecondNic(1);
    await office.lab.removeSecondNic(2);
    await office.pc(2).until('peers', ([peer]) => peer?.path?.adapter === 'eth0', 15_000);
  });

  it('goes on over another network when its address is taken away', async () => {
    const flush = ['ip', 'address', 'flush', 'dev', 'eth0'];
    await movesOver('lost its address', () => office.lab.pc(1).exec(flush));
  });
});
