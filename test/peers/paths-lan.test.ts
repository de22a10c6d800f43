/** The best way to a peer: a cable beats Wi-Fi, and what is under way survives the change. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import type { Peer } from '../../src/model/device.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice, type LabPc } from '../scenario/lab-office.ts';

describe('ways to a peer on a LAN', function () {
  this.timeout(60_000);
  let office: LabOffice;
  let [one, two] = ['', ''];
  const bytes = Buffer.alloc(48 * 1024 * 1024, 'a few bytes of a file ');
  /** What PC 1 and PC 2 showed of each other that was not online. */
  const dark: string[] = [];

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(2);
    // A laptop in the Wi-Fi, and a PC with a cable.
    await office.lab.renameAdapter(1, 'wlan0');
    await office.join();
    [one, two] = [office.pc(1).id, office.pc(2).id];
    const folder = join(office.folder, 'plans');
    mkdirSync(folder);
    writeFileSync(join(folder, 'house.bin'), bytes);
    const body = { path: folder, name: 'Plans', access: 'read' as const };
    await office.pc(2).call(api.addShare, { body: { ...body, with: 'everyone' as const } });
    await office.pc(1).until('shares', (shares) => shares.length > 0, 5000);
  });
  after(() => office?.destroy());

  const of = (pc: LabPc): Peer | undefined =>
    pc.shown('peers')?.find(({ id }) => id === (pc.number === 1 ? two : one));

  /** Seconds until both show this way, while `dark` notes whether one was shown gone. */
  async function both(kind: string, ms: number): Promise<number> {
    const since = Date.now();
    const holds = (pc: LabPc): Promise<number> =>
      pc.until(
        'peers',
        () => {
          const peer = of(pc);
          if (peer && !peer.online) dark.push(`${pc.name} ${peer.trouble?.code}`);
          const adapter = peer?.path?.adapter;
          return kind === 'cable'
            ? adapter === 'eth1'
            : peer?.online === true && adapter !== 'eth1';
        },
        ms,
      );
    return (Math.max(await holds(office.pc(1)), await holds(office.pc(2))) - since) / 1000;
  }

  it('shows the adapter and its kind', async () => {
    await both('wifi', 5000);
    const path = of(office.pc(1))?.path;
    assert.deepEqual([path?.adapter, path?.kind], ['wlan0', 'wireless']);
    assert.equal(of(office.pc(2))?.path?.kind, 'wired');
  });

  it('moves from Wi-Fi to a cable that is plugged in, and a file goes on', async () => {
    await office.lab.rate('all', 60);
    const to = join(office.folder, 'house.bin');
    const got = office.pc(1).cli('get', 'PC 2/Plans/house.bin', to);
    await office.lab.secondNic(1);
    await office.lab.secondNic(2);
    const seconds = await both('cable', 15_000);
    console.log(`      plugged in → used: ${seconds.toFixed(1)} s`);
    const { code, stderr } = await got;
    assert.equal(code, 0, stderr);
    assert.equal(sha(readFileSync(to)), sha(bytes));
    assert.deepEqual(dark, []);
  });

  it('goes back to Wi-Fi within 5 s when the cable dies, and a file goes on', async () => {
    const to = join(office.folder, 'again.bin');
    const slow = ['root', 'tbf', 'rate', '60mbit', 'burst', '64kb', 'latency', '50ms'];
    await office.lab.pc(2).exec(['tc', 'qdisc', 'add', 'dev', 'eth1', ...slow]);
    const got = office.pc(1).cli('get', 'PC 2/Plans/house.bin', to);
    await delay(1500);
    await office.lab.pc(2).exec(['ip', 'link', 'set', 'eth1', 'down']);
    const seconds = await both('wifi', 15_000);
    console.log(`      cable out → Wi-Fi used: ${seconds.toFixed(1)} s; dark: ${dark.join(', ')}`);
    assert.ok(seconds <= 5, `${seconds} s`);
    const { code, stderr } = await got;
    assert.equal(code, 0, stderr);
    assert.equal(sha(readFileSync(to)), sha(bytes));
  });

  it('takes the cable again when it is back', async () => {
    await office.lab.pc(2).exec(['ip', 'link', 'set', 'eth1', 'up']);
    const seconds = await both('cable', 15_000);
    console.log(`      cable back → used: ${seconds.toFixed(1)} s`);
    assert.ok(seconds <= 10, `${seconds} s`);
    assert.deepEqual(dark, []);
  });
});

function sha(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
