/** How much of what came to a PC is given on: the latest, within its limit. The copies stay. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FakeLan, SHARE, type FakePc } from './fake-lan.ts';

const PIECE = 256 * 1024;
const SIZE = 12 * PIECE;
const NAMES = ['first', 'second', 'third'];
const PLENTY = { bytes: 1e15, files: 1000, days: 30 };

describe('transfer: the limit of what is given on', function () {
  this.timeout(30_000);
  let lan: FakeLan;
  let anna: FakePc;
  let bert: FakePc;
  let carla: FakePc;
  const roots = new Map<string, string>();

  beforeEach(async () => {
    lan = new FakeLan();
    anna = await lan.pc('Anna');
    bert = await lan.pc('Bert');
    carla = await lan.pc('Carla');
    for (const name of NAMES) {
      writeFileSync(join(anna.owner.root, name), randomBytes(SIZE));
      await bert.get(anna, name);
      for await (const line of await anna.transfers.desk.open(bert.id, SHARE, name))
        if ('root' in line) roots.set(name, line.root);
      // The order in which they came is told by time.
      await delay(5);
    }
  });
  afterEach(() => lan.end());

  /** What Carla may have from Bert. */
  async function given(): Promise<string[]> {
    const found = [];
    for (const name of NAMES) {
      const asked = bert.transfers.holdings.find(carla.id, roots.get(name) ?? '', undefined);
      const held = await asked.catch((error: unknown) => {
        assert.equal((error as { code?: string }).code, 'transfer.not_found');
      });
      if (held) found.push(name);
    }
    return found;
  }
  function limit(change: Partial<typeof PLENTY>): void {
    bert.giveOnLimit = { ...PLENTY, ...change };
    bert.transfers.reviewGivenOn();
  }

  it('is a number of files, of bytes or of days; the latest are given, and all stay here', async () => {
    assert.deepEqual(await given(), NAMES);
    assert.deepEqual(bert.transfers.givenOn(), { files: 3, bytes: 3 * SIZE });
    limit({ files: 2 });
    assert.deepEqual(await given(), ['second', 'third']);
    limit({ bytes: 2 * SIZE - 1 });
    assert.deepEqual(await given(), ['third']);
    assert.deepEqual(bert.transfers.givenOn(), { files: 1, bytes: SIZE });
    // What was forgotten is not given again.
    limit({});
    assert.deepEqual(await given(), ['third']);
    limit({ days: 0 });
    assert.deepEqual(await given(), []);
    for (const name of NAMES)
      assert.ok(readFileSync(bert.at(name)).equals(readFileSync(join(anna.owner.root, name))));
  });

  it('holds for what comes next, which takes the place of the oldest', async () => {
    limit({ files: 2 });
    writeFileSync(join(anna.owner.root, 'fourth'), randomBytes(SIZE));
    await bert.get(anna, 'fourth');
    assert.deepEqual(await given(), ['third']);
    assert.equal(bert.transfers.givenOn().files, 2);
    limit({ bytes: SIZE - 1 });
    assert.deepEqual(bert.transfers.givenOn(), { files: 0, bytes: 0 });
  });

  it('decides who is asked for pieces: of what is over it none leaves this PC', async () => {
    limit({ files: 1 });
    anna.slowMs = 40;
    await carla.get(anna, 'first');
    assert.deepEqual(bert.sent, []);
    await carla.get(anna, 'third');
    assert.ok(bert.sent.length > 0, 'of the latest some do');
    for (const name of ['first', 'third'])
      assert.ok(readFileSync(carla.at(name)).equals(readFileSync(bert.at(name))));
  });
});
