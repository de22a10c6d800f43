/**
 * Wake-on-LAN, simulated: a program on the sleeping PC's network card listens for the magic packet
 * and lets the agent that stands still go on.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import type { PcProcess } from '../lan/pc.ts';
import { LabOffice } from '../scenario/lab-office.ts';

/** Prints the hardware address of each magic packet that is its own, and continues the agent. */
const CARD = `
  const { networkInterfaces } = require('node:os');
  const { createSocket } = require('node:dgram');
  const [{ mac }] = networkInterfaces().eth0;
  const wanted = 'ff'.repeat(6) + mac.replaceAll(':', '').repeat(16);
  const socket = createSocket('udp4');
  socket.on('message', (packet) => {
    if (packet.toString('hex') !== wanted) return;
    console.log('woken ' + mac);
    process.kill(Number(process.argv[1]), 'SIGCONT');
  });
  socket.bind(9, () => console.log('ready'));
`;

describe('waking a PC on a LAN', function () {
  this.timeout(60_000);
  let office: LabOffice;
  let card: PcProcess;
  let sleeper: string;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(3);
    await office.join();
    const pc = office.pc(2);
    sleeper = pc.id;
    const folder = join(office.folder, 'plans');
    mkdirSync(folder);
    writeFileSync(join(folder, 'house.txt'), 'a house');
    const share = { path: folder, name: 'Plans', access: 'read', with: 'everyone' } as const;
    await pc.call(api.addShare, { body: share });
    await office.pc(1).until('shares', (shares) => shares.length > 0, 5000);
    const tray = join(office.folder, 'tray');
    mkdirSync(tray);
    await pc.call(api.addPrinter, { body: { uri: `file://${tray}`, name: 'Tray' } });
    await office.pc(1).until('printers', (printers) => printers.length > 0, 5000);
    card = office.lab.pc(2).spawn([process.execPath, '-e', CARD, String(pc.pid)]);
    await card.waitForLine(/ready/);
  });
  after(() => office?.destroy());

  const packets = (): number => card.lines.filter((line) => line.startsWith('woken')).length;

  async function fallAsleep(): Promise<void> {
    process.kill(office.pc(2).pid, 'SIGSTOP');
    await office
      .pc(1)
      .until(
        'peers',
        (peers) => peers.find(({ id }) => id === sleeper)?.presence === 'asleep',
        12_000,
      );
  }

  it('wakes nobody by itself', async () => {
    await fallAsleep();
    await delay(3000);
    assert.equal(packets(), 0);
  });

  it('wakes it when somebody asks for it', async () => {
    const { code, stdout, stderr } = await office.pc(1).cli('peers', 'wake', 'PC 2');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /PC 2 is awake/);
    assert.ok(packets() > 0);
  });

  it('wakes it when somebody opens its share', async () => {
    // Until the last of the packets is through.
    await delay(500);
    await fallAsleep();
    const { code, stdout, stderr } = await office.pc(1).cli('ls', 'PC 2/Plans');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /house\.txt/);
  });

  it('wakes it when somebody prints on its printer', async () => {
    await delay(500);
    await fallAsleep();
    const page = join(office.folder, 'plans', 'house.txt');
    const { code, stderr } = await office.pc(1).cli('print', page, '--on', 'Tray');
    assert.equal(code, 0, stderr);
    await office.pc(1).until('jobs', (jobs) => jobs[0]?.state === 'completed', 15_000);
  });

  it('says so of one that never told how', async () => {
    const answer = office.pc(1).call(api.wakePeer, { params: { device: 'a'.repeat(52) } });
    await assert.rejects(
      answer,
      (error: { code?: string }) => error.code === 'workgroup.unknown_device',
    );
  });
});
