/** Four PCs on one LAN: who sees whom, and how fast, when cables, addresses and agents change. */
import assert from 'node:assert/strict';
import * as api from '../../src/api/local.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice } from './lab-office.ts';
import { allowed } from '../support/promised.ts';

describe('scenario: four PCs on a LAN', function () {
  this.timeout(60_000);
  let office: LabOffice;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(4);
    await office.join();
  });
  after(() => office?.destroy());

  /** Seconds from `since`, printed with the test. */
  function took(what: string, since: number, at: number, limit: number): void {
    const seconds = (at - since) / 1000;
    console.log(`      ${what}: ${seconds.toFixed(2)} s (limit ${limit} s)`);
    assert.ok(seconds <= allowed(limit), `${what} took ${seconds} s, more than ${limit}`);
  }

  async function untilAllSay(number: number, online: boolean, ms: number): Promise<number> {
    const { id } = office.pc(number);
    const times = office.others(number).map((pc) => pc.untilPeers(online, [id], ms));
    return Math.max(...(await Promise.all(times)));
  }

  it('has one log and one list of members everywhere', () => {
    const lists = office.pcs.map((pc) =>
      (pc.shown('members') ?? [])
        .map(({ id }) => id)
        .sort()
        .join(),
    );
    assert.equal(new Set(lists).size, 1);
    assert.equal(office.pc(1).shown('members')?.length, 4);
  });

  it('sees everybody within 2 s of the last start', async () => {
    await Promise.all(office.pcs.map((pc) => pc.end()));
    const ready = await Promise.all(office.pcs.map((pc) => pc.start()));
    took('all see all', Math.max(...ready), await office.untilAllSeeAll(10_000), 2);
  });

  it('shows a PC with a cut cable offline within 5 s, and back within 5 s', async () => {
    let since = Date.now();
    await office.lab.cut(2);
    took('cut → offline', since, await untilAllSay(2, false, 15_000), 5);
    since = Date.now();
    await office.lab.heal(2);
    took('healed → online', since, await untilAllSay(2, true, 15_000), 5);
  });

  it('notices a cut that the PC itself does not notice', async () => {
    let since = Date.now();
    await office.lab.cut(3, { silent: true });
    took('silent cut → offline', since, await untilAllSay(3, false, 15_000), 5);
    since = Date.now();
    await office.lab.heal(3);
    took('healed → online', since, await untilAllSay(3, true, 15_000), 5);
  });

  it('finds a PC with a new address within 5 s', async () => {
    const since = Date.now();
    const address = await office.lab.readdress(4);
    const { id } = office.pc(4);
    const times = office.others(4).map((pc) =>
      pc.until(
        'peers',
        (peers) => {
          const peer = peers.find((p) => p.id === id);
          return (
            peer?.online === true &&
            peerHost(peer.address) !== undefined &&
            isNow(peer.address, address)
          );
        },
        15_000,
      ),
    );
    took('readdressed → online there', since, Math.max(...(await Promise.all(times))), 5);
  });

  it('shows a PC that was stopped cleanly gone within 1 s', async () => {
    const since = Date.now();
    const ended = office.pc(2).end();
    const { id } = office.pc(2);
    assert.ok(id !== undefined);
    took('stopped → gone', since, await untilGone(2), 1);
    await ended;
    await office.pc(2).start();
    await office.untilAllSeeAll(10_000);
  });

  async function untilGone(number: number): Promise<number> {
    const name = office.pc(number).name;
    const times = office
      .others(number)
      .map((pc) =>
        pc.until('peers', (peers) => peers.find((p) => p.name === name)?.online === false, 10_000),
      );
    return Math.max(...(await Promise.all(times)));
  }

  it('meets known PCs without multicast within 10 s of a restart, and lets a new one join by address', async () => {
    await office.lab.noMulticast(true);
    try {
      await Promise.all(office.pcs.map((pc) => pc.end()));
      const ready = await Promise.all(office.pcs.map((pc) => pc.start()));
      took('all see all', Math.max(...ready), await office.untilAllSeeAll(20_000), 10);

      const newcomer = office.pc(4);
      await newcomer.call(api.leaveWorkgroup, {});
      await newcomer.until('status', (status) => status.workgroup === null, 5000);
      const { code } = await office.pc(1).call(api.openInvitation, { body: { approve: true } });
      const port = office.pc(1).shown('status')?.peer.port;
      const at = `${office.lab.address(1)}:${port}`;
      await newcomer.call(api.joinWorkgroup, { body: { code, at } });
      await newcomer.until('members', (members) => members.length === 4, 5000);
      took('newcomer sees all', Date.now(), await office.untilAllSeeAll(15_000), 15);
    } finally {
      await office.lab.noMulticast(false);
    }
  });

  it('removes a member for everybody, tells it, and refuses it from then on', async () => {
    const removed = office.pc(3);
    const { id } = removed;
    await office.pc(1).call(api.removeMember, { params: { device: id }, query: {} });
    await removed.until('status', (status) => status.workgroup === null, 5000);
    assert.match(removed.shown('status')?.notice ?? '', /PC 1 removed this PC/);
    for (const pc of [office.pc(1), office.pc(2), office.pc(4)])
      await pc.until('members', (members) => !members.some((m) => m.id === id), 5000);
    const { code } = await office.pc(2).call(api.openInvitation, { body: { approve: true } });
    await removed.call(api.joinWorkgroup, { body: { code } });
    await removed.until('members', (members) => members.length === 4, 5000);
    await office.untilAllSeeAll(10_000);
  });
});

function peerHost(address: string | null): string | undefined {
  return address?.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}

/** The new IPv4 address, or any IPv6 one (which of them is used does not matter). */
function isNow(address: string | null, ipv4: string): boolean {
  const host = peerHost(address);
  return host === ipv4 || (host?.includes(':') ?? false);
}
