/** A file that is played comes from every PC that has it, right to the last byte, whoever dies. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { systemClock } from '../../agent/system-clock.ts';
import { Streams } from '../../src/transfer/streaming/streams.ts';
import { eventually } from '../support/eventually.ts';
import { FakeLan, SHARE, type FakePc } from './fake-lan.ts';

const PIECE = 256 * 1024;
const SIZE = 40 * PIECE - 1000;

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describe('transfer: files that are played', function () {
  this.timeout(30_000);
  let lan: FakeLan;
  let [anna, bert, carla]: FakePc[] = [];
  let streams: Streams;
  let etag = '';
  const content = randomBytes(SIZE);

  beforeEach(async () => {
    lan = new FakeLan();
    anna = await lan.pc('Anna');
    bert = await lan.pc('Bert');
    carla = await lan.pc('Carla');
    writeFileSync(join(anna.owner.root, 'film.webm'), content);
    etag = (await anna.owner.files.stat('film.webm')).etag;
    streams = new Streams({
      self: carla.id,
      transport: lan.transportOf(carla),
      links: lan.linksOf(carla),
      holdings: carla.transfers.holdings,
      etagOf: async () => {
        lan.requireOnline(anna!);
        return etag;
      },
      clock: systemClock,
    });
  });
  afterEach(async () => {
    await streams.stop();
    await lan.end();
  });

  const open = () => streams.open({ device: anna!.id, share: SHARE, path: 'film.webm' });
  const givenBy = async (pc: FakePc): Promise<number> =>
    (await open()).given().find(({ device }) => device === pc.id)?.bytes ?? 0;

  it('gives any range of it, from the middle of pieces too', async () => {
    const film = await open();
    for (const [start, end] of [
      [0, SIZE - 1],
      [PIECE - 1, PIECE],
      [SIZE - 5, SIZE - 1],
      [3 * PIECE + 17, 9 * PIECE + 3],
    ] as const)
      assert.ok(
        (await bytesOf(film.read({ start, end }))).equals(content.subarray(start, end + 1)),
      );
  });

  it('takes pieces from its owner and from who has a copy, and goes on when one dies', async () => {
    await bert!.get(anna!, 'film.webm');
    const film = await open();
    await eventually(() => film.isKnown, 5000, 'all of it is known');
    const stream = film.read({ start: 0, end: SIZE - 1 });
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(Buffer.from(chunk));
      if (chunks.length === 12) {
        lan.leave(anna!);
        streams.offline(anna!.id);
      }
    }
    assert.ok(Buffer.concat(chunks).equals(content));
    assert.ok((await givenBy(bert!)) > 10 * PIECE, 'the copy gave most of the rest');
    assert.ok((await givenBy(anna!)) > PIECE, 'the owner gave some');
  });

  it('opens what it knows while the owner is away', async () => {
    await bert!.get(anna!, 'film.webm');
    const film = await open();
    await eventually(() => film.isKnown, 5000, 'all of it is known');
    lan.leave(anna!);
    streams.offline(anna!.id);
    const again = await open();
    assert.ok((await bytesOf(again.read({ start: 0, end: SIZE - 1 }))).equals(content));
  });

  it('asks another PC where one is silent', async () => {
    await bert!.get(anna!, 'film.webm');
    const film = await open();
    await eventually(async () => film.isKnown, 5000, 'all of it is known');
    await bytesOf(film.read({ start: 0, end: PIECE }));
    anna!.stalled = true;
    assert.ok((await bytesOf(film.read({ start: 0, end: SIZE - 1 }))).equals(content));
    anna!.stalled = false;
  });

  it('check 75: hands on no byte of a holder that lies, and asks it no more', async () => {
    await bert!.get(anna!, 'film.webm');
    bert!.lies = (bytes) => Buffer.from(bytes).fill(7);
    const film = await open();
    await eventually(() => film.isKnown, 5000, 'all of it is known');
    assert.ok((await bytesOf(film.read({ start: 0, end: SIZE - 1 }))).equals(content));
    const lied = bert!.sent.length;
    await bytesOf(film.read({ start: 0, end: SIZE - 1 }));
    assert.equal(bert!.sent.length, lied);
  });

  it('comes from a copy of this very PC without asking anybody', async () => {
    await carla!.get(anna!, 'film.webm');
    const film = await open();
    await eventually(() => film.isKnown, 5000, 'all of it is known');
    const asked = anna!.sent.length;
    assert.ok((await bytesOf(film.read({ start: 0, end: SIZE - 1 }))).equals(content));
    assert.equal(anna!.sent.length, asked);
  });

  it('is another file once its owner changed it', async () => {
    await open();
    const changed = randomBytes(SIZE - 7);
    writeFileSync(join(anna!.owner.root, 'film.webm'), changed);
    etag = (await anna!.owner.files.stat('film.webm')).etag;
    const film = await open();
    assert.equal(film.size, changed.length);
    assert.ok((await bytesOf(film.read({ start: 0, end: film.size - 1 }))).equals(changed));
  });
});
