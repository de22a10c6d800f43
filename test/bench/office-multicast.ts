/**
 * How much multicast of any kind a whole office at rest sends: 12 PCs with real agents of one
 * workgroup and five shares each, counted at the switch minute by minute.
 * `node test/bench/office-multicast.ts [MINUTES] [PCS]` as root.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import { LabOffice } from '../scenario/lab-office.ts';

const minutes = Number(process.argv[2] ?? 6);
const pcs = Number(process.argv[3] ?? 12);
const RESOURCES = 5;

const office = await LabOffice.create(pcs);
try {
  await office.join();
  for (const pc of office.pcs)
    for (let i = 1; i <= RESOURCES; i += 1) {
      const path = join(office.folder, `shares-${pc.number}`, String(i));
      mkdirSync(path, { recursive: true });
      await pc.call(api.addShare, { body: { path, name: `Folder ${pc.number}.${i}` } });
    }
  await office.untilAllSeeAll(20_000);
  console.log(`multicast packets a minute, ${pcs} PCs with ${RESOURCES} shares each`);
  let before = await office.lab.multicastPackets('office');
  for (let minute = 1; minute <= minutes; minute += 1) {
    await delay(60_000);
    const now = await office.lab.multicastPackets('office');
    console.log(`  minute ${String(minute).padStart(2)} ${String(now - before).padStart(6)}`);
    before = now;
  }
} finally {
  await office.destroy();
}
