/** PCs whose addresses all changed, behind a switch that drops multicast, find each other again. */
import assert from 'node:assert/strict';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice } from '../scenario/lab-office.ts';
import { forgetAddresses } from './known-addresses.ts';

describe('sweep of a LAN', function () {
  this.timeout(60_000);
  let office: LabOffice;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(3);
    await office.join();
  });
  after(() => office?.destroy());

  it('finds the members without multicast, without any known address', async () => {
    await Promise.all(office.pcs.map((pc) => pc.end()));
    await office.lab.noMulticast(true);
    for (const pc of office.pcs) {
      forgetAddresses(pc.home);
      const ip = (...argv: string[]) => office.lab.pc(pc.number).exec(['ip', ...argv]);
      await ip('address', 'flush', 'dev', 'eth0');
      await ip('address', 'add', `192.168.7.${20 + 9 * pc.number}/24`, 'dev', 'eth0');
    }
    const ready = await Promise.all(office.pcs.map((pc) => pc.start()));
    const at = await office.untilAllSeeAll(45_000);
    const seconds = (at - Math.max(...ready)) / 1000;
    console.log(`      all see all: ${seconds.toFixed(1)} s`);
    assert.ok(seconds > 15, 'only when nothing else found anybody');
    assert.ok(seconds < 40, `${seconds} s`);
  });
});
