/** Online, asleep, offline: what PCs on a LAN show of one that freezes, is busy, killed, or cut off. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import type { Peer } from '../../src/model/device.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice, type LabPc } from '../scenario/lab-office.ts';

describe('presence on a LAN', function () {
  this.timeout(60_000);
  let office: LabOffice;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(3);
    await office.join();
  });
  after(() => office?.destroy());

  const shown = (pc: LabPc, of: LabPc): Peer | undefined =>
    pc.shown('peers')?.find(({ id }) => id === ids[of.number]);
  const ids: Record<number, string> = {};
  before(() => {
    for (const pc of office.pcs) ids[pc.number] = pc.id;
  });

  /** Seconds until `pc` shows `of` so. */
  async function until(
    pc: LabPc,
    of: LabPc,
    holds: (peer: Peer) => boolean,
    limit: number,
  ): Promise<void> {
    const since = Date.now();
    const at = await pc.until(
      'peers',
      (peers) => {
        const peer = peers.find(({ id }) => id === ids[of.number]);
        return peer !== undefined && holds(peer);
      },
      20_000,
    );
    const seconds = Math.max(0, at - since) / 1000;
    assert.ok(seconds <= limit, `${pc.name} took ${seconds} s, more than ${limit}`);
  }

  const everybody = (of: LabPc, holds: (peer: Peer) => boolean, limit: number): Promise<void[]> =>
    Promise.all(office.others(of.number).map((pc) => until(pc, of, holds, limit)));

  it('shows a PC whose programs stand still asleep within 10 s, and back within 2 s', async () => {
    const pc = office.pc(2);
    process.kill(pc.pid, 'SIGSTOP');
    await everybody(pc, ({ presence }) => presence === 'asleep', 10);
    const { online, trouble } = shown(office.pc(1), pc) ?? {};
    assert.deepEqual([online, trouble?.code], [false, 'asleep']);
    process.kill(pc.pid, 'SIGCONT');
    await everybody(pc, ({ presence, trouble: none }) => presence === 'online' && !none, 2);
  });

  it('keeps a PC online that is busy for four seconds', async () => {
    const pc = office.pc(2);
    process.kill(pc.pid, 'SIGSTOP');
    const busy = delay(4000).then(() => process.kill(pc.pid, 'SIGCONT'));
    let offline = false;
    while (await Promise.race([busy.then(() => false), delay(50, true)]))
      offline ||= office.others(2).some((other) => shown(other, pc)?.online === false);
    for (let i = 0; i < 20; i++) {
      await delay(50);
      offline ||= office.others(2).some((other) => shown(other, pc)?.online === false);
    }
    assert.equal(offline, false);
  });

  it('tells a killed agent from a PC that is cut off', async () => {
    const pc = office.pc(3);
    await pc.end('SIGKILL');
    await everybody(pc, ({ trouble }) => trouble?.code === 'refused', 5);
    await office.lab.cut(3, { silent: true });
    await everybody(pc, ({ trouble }) => trouble?.code !== 'refused', 12);
    const trouble = shown(office.pc(1), pc)?.trouble;
    assert.match(trouble?.code ?? '', /^(timeout|no_route)$/);
    await office.lab.heal(3);
    await pc.start();
    await everybody(pc, ({ online }) => online, 5);
  });

  it('shows a PC that stops as closed, not as missing', async () => {
    const pc = office.pc(3);
    await pc.end();
    await everybody(pc, ({ trouble }) => trouble?.code === 'stopped', 1);
    await delay(4000);
    assert.equal(shown(office.pc(1), pc)?.trouble?.code, 'stopped');
    await pc.start();
    await everybody(pc, ({ online }) => online, 2);
  });

  it('says that this PC has no network when its own cable is out', async () => {
    const pc = office.pc(3);
    await office.lab.cut(3);
    await until(pc, office.pc(1), ({ trouble }) => trouble?.code === 'no_network', 10);
    await office.lab.heal(3);
    await everybody(pc, ({ online }) => online, 5);
  });

  it('shows presence, way and trouble on the command line', async () => {
    const { stdout } = await office.pc(1).cli('peers');
    assert.match(stdout, /PC 2 .* online .* cable \(eth0\)/);
    const { stdout: json } = await office.pc(1).cli('peers', '--json');
    const [peer] = JSON.parse(json) as (Peer & { can_wake: boolean })[];
    assert.deepEqual([peer?.presence, peer?.path?.kind], ['online', 'wired']);
    assert.equal(peer?.can_wake, true);
  });

  it('leads to a member by its address, and says so of a stranger', async () => {
    const { pc } = { pc: office.pc(1) };
    const port = office.pc(2).shown('status')?.peer.port;
    const at = `${office.lab.address(2)}:${port}`;
    const peer = await pc.call(api.connectPeer, { body: { at } });
    assert.deepEqual([peer.id, peer.online], [ids[2], true]);
    const own = `${office.lab.address(1)}:${pc.shown('status')?.peer.port}`;
    await assert.rejects(pc.call(api.connectPeer, { body: { at: own } }), /is this PC itself/);
    const nobody = `${office.lab.address(2)}:9`;
    await assert.rejects(
      pc.call(api.connectPeer, { body: { at: nobody } }),
      (error: { code?: string }) => error.code === 'peer.unreachable',
    );
  });
});
