/** On a real LAN the doctor names what stands in the way, at the PC that it stands at. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDoctorReport, runDoctor } from '../../src/api/local.ts';
import { DoctorReport, type Sight } from '../../src/model/doctor.ts';
import { shapeError } from '../../src/net/shape.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice } from '../scenario/lab-office.ts';
import { eventually } from '../support/eventually.ts';
import { hasNft, open, shut } from './lab-firewall.ts';

const PEER_PORT = 47_470;
/** Longer than what was heard counts as heard lately. */
const FORGOTTEN_MS = 5500;

describe('doctor: on a LAN', function () {
  this.timeout(120_000);
  let office: LabOffice;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(4);
    await office.join();
  });
  after(() => office?.destroy());

  /** What a test broke is mended after it, also where it failed. */
  const mends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    if (mends.length === 0) return;
    for (const mend of mends.splice(0)) await mend();
    await office.untilAllSeeAll(20_000);
  });

  async function examine(number: number): Promise<DoctorReport> {
    const started = performance.now();
    const report = await office.pc(number).call(runDoctor, {});
    assert.ok(performance.now() - started < 6000, `${performance.now() - started} ms`);
    assert.equal(shapeError(DoctorReport, report), undefined);
    return report;
  }

  const check = ({ checks }: DoctorReport, id: string) => {
    const found = checks.find((one) => one.id === id);
    assert.ok(found, id);
    return found;
  };

  const cell = ({ matrix }: DoctorReport, from: number, to: number): Sight => {
    const found = matrix?.sights.find(
      (sight) => sight.from === office.pc(from).id && sight.to === office.pc(to).id,
    );
    assert.ok(found, `${from} → ${to}`);
    return found;
  };

  const offline = (number: number, presence: string, ms = 20_000) =>
    office
      .pc(1)
      .until(
        'peers',
        (peers) => peers.find(({ id }) => id === office.pc(number).id)?.presence === presence,
        ms,
      );

  it('finds nothing wrong in a healthy office, and exits with 0', async () => {
    const report = await examine(1);
    const wrong = report.checks.filter(({ state }) => state === 'problem');
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      report.matrix?.sights.filter(({ state }) => state !== 'online'),
      [],
    );
    assert.equal(report.ok, true);
    for (const id of ['multicast.out', 'multicast.back', 'firewall', 'clock'])
      assert.equal(check(report, id).state, 'ok', check(report, id).detail);
    const ran = await office.pc(1).cli('doctor');
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /1 PC 1 \(this PC\) +· +● +● +●/);
  });

  it('names a firewall at the PC that has it, from both sides', async () => {
    // It knows the system of PC 3 from before.
    await shut(office.lab, 3, PEER_PORT);
    mends.push(() => open(office.lab, 3));
    const [there, here] = [await examine(1), await examine(3)];
    const sight = cell(there, 1, 3);
    assert.deepEqual([sight.state, sight.blocker], ['offline', 'firewall'], sight.detail);
    assert.match(sight.fix ?? '', /^On PC 3: With ufw run `sudo ufw allow 47470\/tcp`/);
    assert.equal(there.ok, false);
    const firewall = check(here, 'firewall');
    assert.equal(firewall.state, 'problem');
    assert.match(firewall.detail, /could not open a connection to this PC \(TCP port 47470\)/);
    if (hasNft) {
      assert.match(firewall.detail, /nftables keeps out TCP port 47470/);
      assert.match(firewall.fix ?? '', /tcp dport 47470 accept/);
    }
    assert.equal(cell(here, 1, 3).blocker, 'firewall');
    assert.equal((await office.pc(3).cli('doctor', '--json')).code, 1);
  });

  it('names it where two such PCs cannot link at all', async () => {
    for (const number of [3, 4]) {
      await shut(office.lab, number, PEER_PORT);
      mends.push(() => open(office.lab, number));
    }
    await office.pc(4).end();
    await office.pc(4).start();
    const { id } = office.pc(4);
    await office.pc(1).untilPeers(true, [id], 15_000);
    const report = await examine(1);
    for (const [from, to] of [
      [3, 4],
      [4, 3],
    ] as const) {
      const sight = cell(report, from, to);
      // Whoever cannot be asked says nothing about whom it sees.
      if (sight.state === 'unknown') continue;
      assert.deepEqual([sight.state, sight.blocker], ['offline', 'firewall'], sight.detail);
    }
    const own = cell(await examine(4), 4, 3);
    assert.deepEqual([own.state, own.blocker], ['offline', 'firewall'], own.detail);
  });

  it('says that a PC without its cable is switched off or unplugged', async () => {
    await office.lab.cut(2, { silent: true });
    mends.push(() => office.lab.heal(2));
    await offline(2, 'offline');
    const report = await examine(1);
    for (const from of [1, 3, 4]) {
      const sight = cell(report, from, 2);
      assert.deepEqual([sight.state, sight.blocker], ['offline', 'switched-off'], sight.detail);
      assert.match(sight.fix ?? '', /Switch PC 2 on\. Plug the network cable in/);
    }
    assert.equal(cell(report, 2, 1).state, 'unknown');
    assert.equal(report.ok, false);
    const ran = await office.pc(1).cli('doctor');
    assert.equal(ran.code, 1);
    assert.match(ran.stdout, /1, 3, 4 → 2 {2}switched-off: Nobody sees PC 2/);
  });

  it('finds dropped multicast though everybody is linked', async () => {
    await office.lab.noMulticast(true);
    mends.push(() => office.lab.noMulticast(false));
    await sleep(FORGOTTEN_MS);
    const report = await examine(1);
    for (const id of ['multicast.out', 'multicast.back']) {
      const { state, detail, fix } = check(report, id);
      assert.equal(state, 'problem', detail);
      assert.match(detail, /PC 2, PC 3 and PC 4 .*: the network drops/);
      assert.match(fix ?? '', /IGMP snooping/);
    }
    assert.deepEqual(
      report.matrix?.sights.filter(({ state }) => state !== 'online'),
      [],
    );
  });

  it('says that a PC whose programs stand still is asleep', async () => {
    await office.lab.freeze(2);
    mends.push(() => office.lab.thaw(2));
    await offline(2, 'asleep');
    const report = await examine(1);
    const sight = cell(report, 1, 2);
    assert.deepEqual([sight.state, sight.blocker], ['asleep', 'asleep'], sight.detail);
    assert.equal(report.ok, true);
  });

  it('tells another network that others reach', async () => {
    await office.lab.secondNic(2);
    await office.lab.moveToSecondSwitch(3);
    await office.pc(2).untilPeers(true, [office.pc(3).id], 20_000);
    await offline(3, 'offline');
    // Until the others have told where it is now, an unanswered call looks like a firewall.
    const sight = await eventually(
      async () => {
        const report = await examine(1);
        assert.equal(cell(report, 2, 3).state, 'online');
        const seen = cell(report, 1, 3);
        assert.deepEqual([seen.state, seen.blocker], ['offline', 'other-subnet'], seen.detail);
        return seen;
      },
      20_000,
      'the doctor tells that it is another network',
    );
    assert.match(sight.fix ?? '', /same network/);
  });

  it('makes a report that names nobody', async () => {
    const { text } = await office.pc(1).call(makeDoctorReport, {});
    assert.match(text, /PC-1 -> PC-2: online/);
    for (const { id, home, name } of office.pcs)
      for (const secret of [id, home, name]) assert.ok(!text.includes(secret), secret);
    assert.doesNotMatch(text, /\b10\.7[78]\.\d+\.[1-9]/);
  });
});
