/** What is cast goes to its renderer alone, and for as long as the cast lasts. */
import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { CastServer } from '../../agent/http/cast-server.ts';
import { silentLog } from '../../src/base/log.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/temporary.ts';

const HOST = '127.0.0.1';
const size = 1 << 30;

describe('media: what renderers fetch', () => {
  let clock: ManualClock;
  let server: CastServer;

  beforeEach(() => {
    clock = new ManualClock();
    server = new CastServer(clock, silentLog);
  });
  afterEach(() => server.stop());

  /** A file without end, as far as anybody reads. */
  const open = (address: string): Promise<{ url: string; close: () => void }> => {
    const stat = { name: 'song.wav', kind: 'file' as const, size, modified: 1, etag: '"e"' };
    const read = () => {
      const stream = new Readable({ read: () => void stream.push(Buffer.alloc(65_536)) });
      return Promise.resolve({ ...stat, range: undefined, stream });
    };
    const file = { stat: () => Promise.resolve(stat), read };
    return server.open(HOST, { address, file, path: 'song.wav', type: 'audio/wav' }, '.wav');
  };
  const fetched = (url: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      get(url, { agent: false }, resolve).once('error', reject);
    });
  /** Told when its connection is cut. */
  const playing = async (url: string): Promise<{ cut: boolean; bytes: number }> => {
    const answer = await fetched(url);
    assert.equal(answer.statusCode, 200);
    const state = { cut: false, bytes: 0 };
    answer.on('error', () => {});
    answer.once('close', () => (state.cut = true));
    answer.on('data', (chunk: Buffer) => (state.bytes += chunk.length));
    return state;
  };

  it('check 85: what goes out ends with its cast, and other casts go on', async () => {
    const [one, other] = [await open(HOST), await open(HOST)];
    const [first, second] = [await playing(one.url), await playing(other.url)];
    one.close();
    await eventually(() => first.cut, 10_000, 'the stopped one is cut off');
    assert.equal((await fetched(one.url)).statusCode, 404);
    const before = second.bytes;
    await eventually(() => second.bytes > before + (1 << 20), 10_000, 'the other goes on');
    clock.advance(12 * 3_600_000);
    await eventually(() => second.cut, 10_000, 'the forgotten one is cut off');
  });

  it('check 85: whoever nothing is cast to gets no connection', async () => {
    const { url, close } = await open('127.0.0.9');
    await assert.rejects(fetched(url), /ECONNRESET|EPIPE|hang up/);
    const own = await open(HOST);
    assert.equal((await fetched(url)).statusCode, 404);
    close();
    own.close();
    await assert.rejects(fetched(own.url), /ECONNRESET|EPIPE|hang up/);
  });
});
