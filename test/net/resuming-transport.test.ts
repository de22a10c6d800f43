/** What is being read from a peer survives broken, silent and changed connections. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { readOffer } from '../../src/api/peer.ts';
import type { ByteRange } from '../../src/base/byte-range.ts';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { PeerTransport, StreamAnswer } from '../../src/net/peer-transport.ts';
import { ResumingTransport } from '../../src/net/resuming-transport.ts';

const device = 'd'.repeat(52);
const input = { params: { offer: 'o'.repeat(32) } };
const CONTENT = randomBytes(300_000);
const TIMES = { patienceMs: 30_000, silentMs: 20, answerMs: 20 };
/** For what never comes back. */
const IMPATIENT = { ...TIMES, patienceMs: 200 };

/** Real time, ten times as fast, so that waiting between tries takes none of the tests' time. */
const quick: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => timer(setTimeout(run, ms / 10), clearTimeout),
  every: (ms, run) => timer(setInterval(run, ms / 100), clearInterval),
};

function timer<T>(made: T, clear: (made: T) => void): CancelTimer {
  return () => clear(made);
}

/** What one connection does: `bytes` come, and then it ends so. */
interface Connection {
  bytes: number;
  end: 'breaks' | 'ends' | 'falls silent';
  refuses?: HallwayError;
  etag?: string;
  size?: number;
  acceptRanges?: string;
}

class Peer implements PeerTransport {
  readonly asked: (ByteRange | undefined)[] = [];
  readonly #connections: Connection[];
  readonly bodies: Readable[] = [];

  /** After these, connections bring everything. */
  constructor(...connections: Connection[]) {
    this.#connections = connections;
  }

  call: PeerTransport['call'] = () => assert.fail('only bytes are asked for');

  open: PeerTransport['open'] = async (_device, _target, _input, { range } = {}) => {
    this.asked.push(range);
    const connection = this.#connections.shift() ?? { bytes: Infinity, end: 'ends' };
    if (connection.refuses) throw connection.refuses;
    const { size = CONTENT.length, etag = '"1"', acceptRanges = 'bytes' } = connection;
    const { start, end } = range ?? { start: 0, end: size - 1 };
    const part = range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {};
    const headers = { 'content-length': String(end - start + 1), etag, ...part };
    const content = CONTENT.subarray(start, end + 1);
    const body = Readable.from(sent(content, connection), { objectMode: false });
    this.bodies.push(body);
    return {
      status: range ? 206 : 200,
      headers: { ...headers, 'accept-ranges': acceptRanges },
      body,
    };
  };
}

async function* sent(content: Buffer, { bytes, end }: Connection): AsyncGenerator<Buffer> {
  const coming = content.subarray(0, bytes);
  for (let at = 0; at < coming.length; at += 16_384) yield coming.subarray(at, at + 16_384);
  if (bytes >= content.length) return;
  if (end === 'breaks') throw new Error('aborted');
  if (end === 'falls silent') await new Promise<never>(() => {});
}

function reading(
  peer: Peer,
  range?: ByteRange,
  signal?: AbortSignal,
  times = TIMES,
): Promise<StreamAnswer> {
  const transport = new ResumingTransport(peer, quick, times.patienceMs, times);
  return transport.open(device, readOffer, input, { range, signal });
}

async function bytesOf({ body }: StreamAnswer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function fails(peer: Peer, code: string): Promise<void> {
  await assert.rejects(
    async () => bytesOf(await reading(peer, undefined, undefined, IMPATIENT)),
    (error) => error instanceof HallwayError && error.code === code,
  );
  assert.ok(peer.bodies.every(({ destroyed }) => destroyed));
}

const gone = new HallwayError('peer.offline', 'gone');
const away: Connection = { bytes: 0, end: 'ends', refuses: gone };

describe('net: reading from a peer', () => {
  it('brings the same bytes through 1000 readings that break anywhere', async () => {
    for (let round = 0; round < 1000; round++) {
      const start = round % 3 === 0 ? 0 : Math.floor(Math.random() * 1000);
      const end = start + Math.floor(Math.random() * 100_000);
      const range = round % 3 === 0 ? undefined : { start, end };
      const expected = range ? CONTENT.subarray(start, end + 1) : CONTENT;
      const breaks = Array.from(
        { length: Math.floor(Math.random() * 5) },
        (): Connection =>
          Math.random() < 0.2
            ? away
            : {
                bytes: 1 + Math.floor((Math.random() * expected.length) / 2),
                end: Math.random() < 0.5 ? 'breaks' : 'ends',
              },
      );
      // The very first must succeed: what cannot be begun is refused at once.
      const peer = new Peer({ bytes: 1, end: 'breaks' }, ...breaks);
      const got = await bytesOf(await reading(peer, range));
      assert.ok(got.equals(expected), `round ${round}: ${JSON.stringify(breaks)}`);
    }
  }).timeout(30_000);

  it('asks for what is missing and nothing else', async () => {
    const peer = new Peer({ bytes: 1000, end: 'breaks' }, away, { bytes: 500, end: 'ends' });
    await bytesOf(await reading(peer));
    const end = CONTENT.length - 1;
    const rest = { start: 1000, end };
    assert.deepEqual(peer.asked, [undefined, rest, rest, { start: 1500, end }]);
  });

  it('goes over to a connection that answers when one falls silent', async () => {
    const peer = new Peer({ bytes: 5000, end: 'falls silent' }, away);
    assert.ok((await bytesOf(await reading(peer))).equals(CONTENT));
    assert.deepEqual(peer.asked.at(-1), { start: 5000, end: CONTENT.length - 1 });
    assert.equal(peer.bodies[0]?.destroyed, true);
  });

  it('lets a reader pause as long as it likes', async () => {
    const peer = new Peer();
    const { body } = await reading(peer);
    body.read(1);
    await wait(50);
    assert.equal(peer.asked.length, 1);
    body.destroy();
  });

  it('says so when the file was changed meanwhile', async () => {
    const first: Connection = { bytes: 1000, end: 'breaks' };
    await fails(new Peer(first, { bytes: 9, end: 'ends', etag: '"2"' }), 'transfer.changed');
    const shorter = { bytes: 9, end: 'ends', size: CONTENT.length + 1 } as const;
    await fails(new Peer(first, shorter), 'transfer.changed');
    const refuses = new HallwayError('request.range', 'too short');
    await fails(new Peer(first, { ...away, refuses }), 'transfer.changed');
  });

  it('passes on what the peer answers, such as that the share is gone', async () => {
    const refuses = new HallwayError('share.not_found', 'gone');
    await fails(new Peer({ bytes: 1, end: 'breaks' }, { ...away, refuses }), 'share.not_found');
  });

  it('gives up on a peer that does not come back, and on one that only ever answers', async () => {
    const never = Array.from({ length: 500 }, () => away);
    await fails(new Peer({ bytes: 1, end: 'breaks' }, ...never), 'transfer.interrupted');
    const empty = Array.from({ length: 500 }, (): Connection => ({ bytes: 0, end: 'breaks' }));
    const peer = new Peer(...empty);
    await fails(peer, 'transfer.interrupted');
    assert.ok(peer.asked.length < 10, `${peer.asked.length} tries`);
  });

  it('leaves alone what can be read once', async () => {
    const peer = new Peer({ bytes: 10, end: 'breaks', acceptRanges: 'none' });
    await assert.rejects(async () => bytesOf(await reading(peer)), /aborted/);
    assert.equal(peer.asked.length, 1);
  });

  it('ends at once when it is cancelled, also while it waits for the peer', async () => {
    const stop = new AbortController();
    const never = Array.from({ length: 500 }, () => away);
    const answer = await reading(
      new Peer({ bytes: 1, end: 'breaks' }, ...never),
      undefined,
      stop.signal,
    );
    setTimeout(() => stop.abort(), 10);
    await assert.rejects(bytesOf(answer), { code: 'request.cancelled' });
  });
});
