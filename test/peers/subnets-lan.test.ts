/** Two subnets with a router between them, which multicast does not cross: one address is enough. */
import assert from 'node:assert/strict';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice } from '../scenario/lab-office.ts';
import { forgetAddresses } from './known-addresses.ts';

describe('members in two subnets', function () {
  this.timeout(60_000);
  let office: LabOffice;
  /** PC 2 is only the router from here on. */
  const members = [1, 3, 4];

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(4);
    await office.join();
    await Promise.all(office.pcs.map((pc) => pc.end()));
    for (const pc of office.pcs) forgetAddresses(pc.home);
    const { lab } = office;
    const router = await lab.secondNic(2);
    await lab.pc(2).exec(['sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward']);
    const route = (pc: number, to: string, via: string) =>
      lab.pc(pc).exec(['ip', 'route', 'add', to, 'via', via]);
    await route(1, '10.78.0.0/16', lab.address(2));
    for (const number of [3, 4]) {
      await lab.moveToSecondSwitch(number);
      await route(number, '10.77.0.0/16', router);
    }
    await Promise.all(members.map((number) => office.pc(number).start()));
  });
  after(() => office?.destroy());

  const sees = (from: number, to: number, online: boolean, ms: number): Promise<number> =>
    office
      .pc(from)
      .until(
        'peers',
        (peers) => peers.find(({ name }) => name === `PC ${to}`)?.online === online,
        ms,
      );

  it('are all reached through one of them, once it was named by its address', async () => {
    await sees(3, 4, true, 10_000);
    await Promise.all([sees(1, 3, false, 1000), sees(1, 4, false, 1000)]);
    const port = office.pc(3).shown('status')?.peer.port;
    const at = `${office.lab.address(3)}:${port}`;
    const { code, stdout, stderr } = await office.pc(1).cli('peers', 'connect', at);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Reached PC 3/);
    const since = Date.now();
    const pairs = members.flatMap((from) =>
      members.filter((to) => to !== from).map((to) => sees(from, to, true, 10_000)),
    );
    const seconds = (Math.max(...(await Promise.all(pairs))) - since) / 1000;
    console.log(`      all see all: ${Math.max(0, seconds).toFixed(1)} s`);
    assert.ok(seconds < 5, `${seconds} s`);
  });

  it('find each other again by themselves after a restart', async () => {
    await office.pc(1).end();
    await office.pc(1).start();
    await Promise.all([sees(1, 3, true, 10_000), sees(1, 4, true, 10_000)]);
  });
});
