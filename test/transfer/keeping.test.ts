/** What a kept copy costs this PC, whatever its source does. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../src/store/database.ts';
import { Settings } from '../../src/store/settings.ts';
import { KeepPlace } from '../../src/transfer/keeping/keep-place.ts';
import { type KeepRecord, KeepStore } from '../../src/transfer/keeping/keep-store.ts';
import { type KeepSyncOptions, syncKeep } from '../../src/transfer/keeping/keep-sync.ts';
import { pruneBytes } from '../../src/transfer/keeping/keep-trash.ts';
import { LookTimer } from '../../src/transfer/keeping/look-timer.ts';
import { Hold } from '../../src/transfer/manners/hold.ts';
import { Stages } from '../../src/transfer/tree/stages.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';

describe('transfer: kept copies', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  const day = Date.UTC(2026, 0, 2);

  async function placeOf(): Promise<KeepPlace> {
    const target = mkdtempSync(join(folder.path, 'keep-'));
    const place = new KeepPlace({ id: 'k'.repeat(16), kind: 'folder', target });
    await place.make();
    return place;
  }
  const put = (path: string, text: string): void => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  };

  it('looks soon after a hint, but takes a small part of the time however many come', () => {
    const clock = new ManualClock();
    let looks = 0;
    const timer = new LookTimer(clock, () => (looks += 1));
    timer.soon(500);
    for (let i = 0; i < 9; i++) {
      clock.advance(100);
      timer.soon(500);
    }
    assert.equal(looks, 1, 'hints put off no look');
    timer.begin();
    clock.advance(1000);
    timer.read();
    // Fetching is no look.
    clock.advance(100_000);
    timer.end();
    for (let i = 0; i < 199; i++) {
      timer.soon(500);
      clock.advance(100);
    }
    assert.equal(looks, 1, 'twenty seconds of pause after one of reading');
    clock.advance(200);
    assert.equal(looks, 2);
    // One that came while it looked already, say.
    timer.soon(500);
    clock.advance(500);
    assert.equal(looks, 3);
  });

  it('asks its database once for all that is known, however many files come', async () => {
    class Store extends KeepStore {
      asked = 0;
      override files(keep: string): ReturnType<KeepStore['files']> {
        this.asked += 1;
        return super.files(keep);
      }
    }
    const store = new Store(openDatabase(':memory:'));
    const place = await placeOf();
    const [plain, below] = [join(place.root, '1.txt'), join(place.root, 'Old')];
    const names = Array.from({ length: 9 }, (_none, at) => `${at}.txt`);
    for (const name of names) {
      const stage = place.stage(name, 'v1');
      put(stage, 'abc');
      utimesSync(stage, 5, 5);
    }
    // The person's own, one where a folder would be.
    put(plain, 'mine');
    put(below, 'mine too');
    const file = { kind: 'file' as const, size: 3, modified: 5000, etag: 'v1' };
    const inside = { '': [...names], Old: ['old.txt'], 'Old/Older': ['older.txt'] };
    const folders: Record<string, string[]> = { '': ['Old'], Old: ['Older'] };
    async function* entries(path: string) {
      const files = (inside[path as keyof typeof inside] ?? []).map((name) => ({ ...file, name }));
      const below = (folders[path] ?? []).map((name) => {
        return { name, kind: 'folder' as const, size: 0, modified: 1 };
      });
      yield [...files, ...below];
    }
    const record = { id: 'k'.repeat(16), path: '', target: place.root, kind: 'folder' };
    const kept = { ...record, files: 0, bytes: 0, inTheWay: [] } as unknown as KeepRecord;
    const options = {
      store,
      filesOf: () => ({ entries }),
      transfers: { partsOf: () => [] },
      stages: new Stages({ memory: new Settings(openDatabase(':memory:')).entry('stages') }),
      hold: new Hold(),
      paced: () => ({}),
      moved: () => {},
      clock: new ManualClock(day),
    } as unknown as KeepSyncOptions;
    const { signal } = new AbortController();
    await syncKeep(options, kept, place, { signal, onMissing: () => {} });
    assert.equal(readFileSync(join(place.root, '8.txt'), 'utf8'), 'abc');
    assert.equal(store.file(kept.id, '8.txt')?.etag, 'v1');
    assert.deepEqual(
      [plain, below].map((path) => readFileSync(path, 'utf8')),
      ['mine', 'mine too'],
    );
    assert.deepEqual(kept.inTheWay.toSorted(), ['1.txt', 'Old']);
    assert.equal(store.asked, 1);
  });

  it('takes away a file and a folder of one name on one day, again and again', async () => {
    const place = await placeOf();
    const texts: string[] = [];
    for (let i = 0; i < 3; i++) {
      put(join(place.root, 'plan.d'), `file ${i}`);
      await place.discard(join(place.root, 'plan.d'), day);
      put(join(place.root, 'plan.d', 'a.txt'), `inside ${i}`);
      await place.discard(join(place.root, 'plan.d', 'a.txt'), day);
      rmSync(join(place.root, 'plan.d'), { recursive: true });
      texts.push(`file ${i}`, `inside ${i}`);
    }
    const found = readdirSync(place.trash, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => readFileSync(join(one.parentPath, one.name), 'utf8'));
    assert.deepEqual(found.toSorted(), texts.toSorted());
    // Names as long as they may be are numbered too.
    const long = join(place.root, 'x'.repeat(255));
    for (let i = 0; i < 3; i++) {
      put(long, 'long');
      await place.discard(long, day);
    }
  });

  it('holds its trash within bounds, and the oldest goes first', async () => {
    const place = await placeOf();
    const texts = (): string[] =>
      readdirSync(place.trash, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => readFileSync(join(one.parentPath, one.name), 'utf8').slice(0, 1))
        .toSorted();
    for (const [letter, later] of [
      ['c', 2],
      ['a', 0],
      ['b', 1],
    ] as const) {
      put(join(place.root, 'Old', 'plan'), letter.repeat(1000));
      await place.discard(join(place.root, 'Old', 'plan'), day + later * 86_400_000);
    }
    await pruneBytes(place.trash);
    assert.deepEqual(texts(), ['a', 'b', 'c']);
    await pruneBytes(place.trash, 2500);
    assert.deepEqual(texts(), ['b', 'c']);
    assert.equal(readdirSync(place.trash).length, 2, 'no empty folder of the first day');
    await pruneBytes(place.trash, 999);
    assert.deepEqual(texts(), []);
  });

  it('sweeps away parts that a crash left, and none that is on its way', async () => {
    const place = await placeOf();
    const stage = place.stage('a', '1');
    const [live, dead] = [`${stage}.live.part`, `${stage}.dead.part`];
    for (const path of [stage, live, dead]) put(path, 'x');
    await place.sweep(new Set([stage, live]));
    assert.deepEqual([stage, live, dead].map(existsSync), [true, true, false]);
  });
});
