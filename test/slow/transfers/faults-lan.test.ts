/**
 * The faults of `faults.test.ts` to real agents on the LAN lab: while a file goes from its owner and
 * from a PC that has it to three others, PCs are killed, frozen and unplugged, disks filled, the file
 * changed and cut short, bits flipped on the disk of who gives it. HALLWAY_TEST_FAULTS (40; 200 is the
 * promise) and HALLWAY_TEST_SEED choose others.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import * as api from '../../../src/api/local.ts';
import { skipWithoutLab } from '../../lan/availability.ts';
import { LabOffice } from '../../scenario/lab-office.ts';
import { mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts';
import { Random } from '../random.ts';
import { folderOf, SIZE, StruckFilm } from './struck-film.ts';

const FAULTS = Number(process.env['HALLWAY_TEST_FAULTS'] ?? 40);
const SEED = Number(process.env['HALLWAY_TEST_SEED'] ?? 7);
const FAULTS_A_ROUND = 5;
const MBIT = 40;

describe('transfer: a file whatever happens to real agents', function () {
  this.timeout(300_000 + FAULTS * 60_000);
  const random = new Random(SEED);
  let office: LabOffice;
  let share: string;
  let shared: string;
  /** One receiver's, mounted before its agent starts: each PC has its own view of what is mounted. */
  let disk: SmallDisk | undefined;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(5);
    shared = join(office.folder, 'shared');
    mkdirSync(shared);
    for (const pc of office.others(1)) mkdirSync(folderOf(office, pc));
    disk = mountSmallDisk(folderOf(office, office.pc(3)), 2 * SIZE);
    await office.join();
    await office.lab.rate('all', MBIT);
    share = (await office.pc(1).call(api.addShare, { body: { path: shared, name: 'Films' } })).id;
    for (const pc of office.others(1))
      await pc.until('shares', (shares) => shares.some(({ id }) => id === share), 20_000);
  });
  after(async () => {
    disk?.remove();
    await office?.destroy();
  });

  it(`comes whole or not at all through ${FAULTS} faults (seed ${SEED})`, async function () {
    const seen = new Map<string, number>();
    let more = 0;
    for (let struck = 0; struck < FAULTS; struck += FAULTS_A_ROUND) {
      const film = new StruckFilm(office, {
        share,
        shared,
        disk,
        random,
        name: `film-${struck}.bin`,
      });
      await film.begin();
      for (let blow = 0; blow < Math.min(FAULTS_A_ROUND, FAULTS - struck); blow++)
        await film.strike(seen);
      more += await film.end();
      console.log(
        `      ${struck + FAULTS_A_ROUND} faults; came again: ${(more / 2 ** 20).toFixed(1)} MiB`,
      );
    }
    const told = Array.from(seen, ([name, times]) => `${times} × ${name}`).join(', ');
    this.test!.title += `: ${told}`;
    assert.equal(
      Array.from(seen.values()).reduce((sum, times) => sum + times, 0),
      FAULTS,
    );
  });
});
