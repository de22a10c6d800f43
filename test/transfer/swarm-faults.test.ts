/** What may happen to a file that comes in pieces: it comes whole, or not at all, and says why. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { FakeLan, type FakePc } from './fake-lan.ts';

const PIECE = 256 * 1024;
const COUNT = 40;
const SIZE = COUNT * PIECE - 1000;

describe('transfer: pieces and what happens to them', function () {
  this.timeout(30_000);
  let lan: FakeLan;
  let [anna, bert, carla]: FakePc[] = [];
  const content = randomBytes(SIZE);
  const source = (): string => join(anna!.owner.root, 'film.bin');

  beforeEach(async () => {
    lan = new FakeLan();
    anna = await lan.pc('Anna');
    bert = await lan.pc('Bert');
    carla = await lan.pc('Carla');
    writeFileSync(source(), content);
  });
  afterEach(() => lan.end());

  const parts = (pc: FakePc): string[] =>
    readdirSync(pc.folder).filter((name) => name.endsWith('.part'));
  const whole = (pc: FakePc, name = 'film.bin'): void =>
    assert.ok(readFileSync(pc.at(name)).equals(content), `${pc.name} has the file`);

  it('gives a file, an empty one, and one of a single byte', async () => {
    const cases: [string, Buffer][] = [
      ['empty', Buffer.alloc(0)],
      ['byte', Buffer.from('x')],
      ['whole', randomBytes(2 * PIECE)],
    ];
    for (const [name, bytes] of cases) {
      writeFileSync(join(anna!.owner.root, name), bytes);
      const done = await bert!.get(anna!, name);
      assert.deepEqual([done.state, done.bytes], ['done', bytes.length]);
      assert.ok(readFileSync(bert!.at(name)).equals(bytes));
      assert.equal(
        Math.trunc(statSync(bert!.at(name)).mtimeMs),
        Math.trunc(statSync(join(anna!.owner.root, name)).mtimeMs),
      );
    }
  });

  it('spreads each piece from its first PC once before any twice', async () => {
    for (const name of ['Dora', 'Emil', 'Fritz']) await lan.pc(name);
    for (const pc of lan.pcs) pc.slowMs = 25;
    const receivers = lan.pcs.filter((pc) => pc !== anna);
    await Promise.all(receivers.map((pc) => pc.get(anna!, 'film.bin')));
    for (const pc of receivers) whole(pc);
    const first = anna!.sent.slice(0, COUNT * 0.8).map(({ piece }) => piece);
    assert.ok(new Set(first).size >= first.length - 2, `${first.join()} repeats pieces`);
    assert.ok(anna!.sent.length < COUNT * 2, `${anna!.sent.length} pieces from the first PC`);
  });

  it('loses no piece that was given once when the first PC goes, and ends when it is back', async () => {
    anna!.slowMs = 15;
    const runs = [bert!, carla!].map((pc) => pc.begin(anna!, 'film.bin'));
    await Promise.all(runs);
    await bert!.until(({ bytes }) => bytes > SIZE / 3, 'a third is here');
    lan.leave(anna!);
    const given = new Set(anna!.sent.map(({ piece }) => piece));
    const bytes = (pc: FakePc): number => pc.transfers.list()[0]?.bytes ?? 0;
    const waiting = (pc: FakePc): boolean => pc.transfers.list()[0]?.state === 'waiting';
    await eventually(
      () => waiting(bert!) && waiting(carla!) && bytes(bert!) === bytes(carla!),
      10_000,
      'both have all that was given, and wait for the rest',
    );
    // Two of each were under way to each of them.
    assert.ok(bytes(bert!) >= (given.size - 8) * PIECE, `${bytes(bert!)} of ${given.size} pieces`);
    assert.ok(!existsSync(bert!.at('film.bin')));
    lan.back(anna!);
    for (const pc of [bert!, carla!]) {
      await pc.until(({ state }) => state === 'done', 'it is whole');
      whole(pc);
    }
  });

  it('finishes from holders alone when the owner is gone', async () => {
    await bert!.get(anna!, 'film.bin');
    anna!.slowMs = 30;
    bert!.slowMs = 30;
    await carla!.begin(anna!, 'film.bin');
    await carla!.until(({ bytes }) => bytes > SIZE / 4, 'a quarter is here');
    lan.leave(anna!);
    await carla!.until(({ state }) => state === 'done', 'it is whole');
    whole(carla!);
  });

  it('goes on after a crash with all that was here, and asks for nothing twice', async () => {
    anna!.slowMs = 15;
    await bert!.begin(anna!, 'film.bin');
    await bert!.until(({ bytes }) => bytes > SIZE / 2, 'half is here');
    bert!.crash();
    const before = anna!.sent.length;
    assert.equal(parts(bert!).length, 1);
    bert!.transfers.start();
    lan.back(bert!);
    await bert!.until(({ state }) => state === 'done', 'it is whole');
    whole(bert!);
    // Those under way were lost: two questions of a few pieces.
    assert.ok(anna!.sent.length <= COUNT + 16, `${before} and ${anna!.sent.length} of ${COUNT}`);
    assert.deepEqual(parts(bert!), []);
  });

  it('does not believe what a disk lost or changed meanwhile', async () => {
    anna!.slowMs = 15;
    await bert!.begin(anna!, 'film.bin');
    await bert!.until(({ bytes }) => bytes > SIZE / 2, 'half is here');
    bert!.crash();
    const handle = openSync(join(bert!.folder, parts(bert!)[0] ?? ''), 'r+');
    for (let piece = 0; piece < COUNT; piece += 3)
      writeSync(handle, Buffer.alloc(64), 0, 64, piece * PIECE);
    closeSync(handle);
    bert!.transfers.start();
    lan.back(bert!);
    await bert!.until(({ state }) => state === 'done', 'it is whole');
    whole(bert!);
  });

  it('check 60: leaves out who sends wrong pieces, says so, and keeps none of them', async () => {
    await bert!.get(anna!, 'film.bin');
    bert!.lies = (bytes) => {
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      return bytes;
    };
    anna!.slowMs = 10;
    const done = await carla!.get(anna!, 'film.bin');
    whole(carla!);
    const liar = done.sources.find(({ name }) => name === 'Bert');
    assert.equal(liar?.state, 'wrong');
    assert.ok(bert!.sent.length <= 4, `asked for ${bert!.sent.length} pieces`);
    assert.ok(!done.map.includes(done.sources.indexOf(liar)), 'no piece of it was kept');
  });

  it('ends with words when its only source sends wrong pieces', async () => {
    anna!.lies = (bytes) => Buffer.alloc(bytes.length);
    await assert.rejects(bert!.get(anna!, 'film.bin'), { code: 'peer.protocol' });
    assert.ok(!existsSync(bert!.at('film.bin')));
  });

  it('does not wait for a source that says nothing more', async () => {
    await bert!.get(anna!, 'film.bin');
    bert!.stalled = true;
    await carla!.get(anna!, 'film.bin');
    whole(carla!);
    bert!.stalled = false;
  });

  for (const [what, change] of [
    ['changed', () => writeFileSync(source(), randomBytes(SIZE))],
    ['truncated', () => truncateSync(source(), SIZE / 2)],
  ] as const)
    it(`gives up a file that is ${what} midway, and takes the new one when asked again`, async () => {
      anna!.slowMs = 15;
      const { id } = await bert!.begin(anna!, 'film.bin', 'film.bin', true);
      await bert!.until(({ bytes }) => bytes > SIZE / 4, 'a quarter is here');
      change();
      await assert.rejects(bert!.transfers.ended(id), { code: 'transfer.changed' });
      assert.ok(!existsSync(bert!.at('film.bin')));
      anna!.slowMs = 0;
      await bert!.get(anna!, 'film.bin');
      assert.ok(readFileSync(bert!.at('film.bin')).equals(readFileSync(source())));
      assert.deepEqual(parts(bert!), []);
    });

  it('notices at its owner that a file has other bytes under the same time', async () => {
    await bert!.get(anna!, 'film.bin');
    const { atime, mtime } = statSync(source());
    const handle = openSync(source(), 'r+');
    writeSync(handle, Buffer.alloc(10), 0, 10, 5 * PIECE);
    closeSync(handle);
    utimesSync(source(), atime, mtime);
    await carla!.get(anna!, 'film.bin').catch(() => {});
    const lies = carla!.transfers.list()[0]?.sources.filter(({ state }) => state === 'wrong');
    assert.deepEqual(lies, [], 'nobody was taken for a liar');
  });

  it('pauses, goes on, and takes what it left away when it is cancelled', async () => {
    anna!.slowMs = 20;
    const { id } = await bert!.begin(anna!, 'film.bin');
    await bert!.until(({ bytes }) => bytes > SIZE / 4, 'a quarter is here');
    assert.equal((await bert!.transfers.act(id, 'pause')).state, 'paused');
    const sent = anna!.sent.length;
    assert.equal(parts(bert!).length, 1);
    assert.notEqual((await bert!.transfers.act(id, 'resume')).state, 'paused');
    await eventually(() => anna!.sent.length > sent + 3, 5000, 'it goes on');
    assert.equal((await bert!.transfers.act(id, 'cancel')).state, 'cancelled');
    assert.deepEqual(readdirSync(bert!.folder), []);
    assert.deepEqual(bert!.transfers.list(), []);
  });
});
