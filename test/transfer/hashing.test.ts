/** Hashing files of shares in threads: the same hashes, ended at once, and by itself when nobody asks. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HashThreads } from '../../agent/files/hash-threads.ts';
import { pieceFiles } from '../../agent/files/piece-files.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { createIdentity } from '../../src/identity/identity.ts';
import { openDatabase } from '../../src/store/database.ts';
import { ManifestDesk } from '../../src/transfer/manifest-desk.ts';
import { ManifestJob, type PieceFiles } from '../../src/transfer/manifest-maker.ts';
import { HASH_BYTES } from '../../src/transfer/manifest.ts';
import { ManifestStore } from '../../src/transfer/manifest-store.ts';
import { LARGE, Preparing } from '../../src/transfer/preparing.ts';
import { localShare } from '../shares/local-share.ts';
import { eventually } from '../support/eventually.ts';

const SHARE = 's'.repeat(16);
/** Sparse: it takes no room, and some seconds. */
const HUGE = 24 * 2 ** 30;

describe('transfer: hashing in threads', function () {
  this.timeout(60_000);
  const share = localShare();
  let threads: HashThreads;
  let files: PieceFiles;
  before(() => writeFileSync(join(share.root, 'film.bin'), randomBytes(40 * (1 << 20) + 777)));
  beforeEach(() => {
    threads = new HashThreads(systemClock);
    files = pieceFiles(share.files, threads);
  });
  afterEach(() => threads.stop());
  after(() => share.remove());

  const sparse = (name: string): void => {
    writeFileSync(join(share.root, name), '');
    truncateSync(join(share.root, name), HUGE);
  };
  async function job(from: PieceFiles, path: string, idle = false): Promise<ManifestJob> {
    const { size, etag } = await from.stat(path);
    return new ManifestJob(from, path, size, etag, idle);
  }
  /** Descriptors of this process that are the file. */
  function open(name: string): number {
    return readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === join(share.root, name);
      } catch {
        return false;
      }
    }).length;
  }

  it('finds the hashes that are found here, and lets go of the file', async () => {
    const [inThread, here] = [await job(files, 'film.bin'), await job(pieceFiles(share.files), 'film.bin')]; // biome-ignore format: one
    const [a, b] = await Promise.all([inThread.done, here.done]);
    assert.equal(a.root, b.root);
    assert.deepEqual(a.hashes, b.hashes);
    await eventually(() => open('film.bin') === 0, 5000, 'it is closed');
  });

  it('tells hashes while it goes on, and ends at once with all that hold the file', async function () {
    if (process.platform !== 'linux') this.skip();
    sparse('huge.bin');
    const one = await job(files, 'huge.bin');
    one.done.catch(() => {});
    const told: number[] = [];
    const following = (async () => {
      for await (const part of one.follow()) told.push(part.length / HASH_BYTES);
    })();
    following.catch(() => {});
    await eventually(() => told.length > 2, 20_000, 'hashes come');
    assert.ok(one.known < HUGE / one.layout.pieceSize);
    await threads.stop();
    await assert.rejects(one.done, { code: 'request.cancelled' });
    const { known } = one;
    await eventually(() => open('huge.bin') === 0, 5000, 'it is closed');
    assert.equal(one.known, known);
    await assert.rejects(following);
  });

  it('is whole for who followed it to its last hash', async () => {
    for (let time = 0; time < 5; time++) {
      const one = await job(files, 'film.bin');
      one.done.catch(() => {});
      let told = 0;
      for await (const part of one.follow()) told += part.length;
      assert.equal(told, one.hashes.length);
      assert.equal((await one.done).hashes.length, told);
    }
  });

  it('ends when nobody follows any more', async () => {
    sparse('left.bin');
    const one = await job(files, 'left.bin');
    one.done.catch(() => {});
    for await (const part of one.follow()) if (part.length > 0) break;
    await assert.rejects(one.done);
    await eventually(() => open('left.bin') === 0, 5000, 'it is closed');
  });

  it('believes nothing of a file that is cut while it is read', async () => {
    sparse('cut.bin');
    const one = await job(files, 'cut.bin');
    one.done.catch(() => {});
    await eventually(() => one.known > 0, 20_000, 'hashes come');
    truncateSync(join(share.root, 'cut.bin'), 5 << 20);
    await assert.rejects(one.done, { code: 'transfer.changed' });
  });

  it('stands still for what somebody waits for, and goes on where somebody follows it', async () => {
    sparse('idle.bin');
    const froms: number[] = [];
    const counted: PieceFiles = {
      ...files,
      hash: (path, order, tell) => {
        froms.push(order.from);
        return files.hash!(path, order, tell);
      },
    };
    const idle = await job(counted, 'idle.bin', true);
    idle.done.catch(() => {});
    await eventually(() => idle.known > 0, 20_000, 'it is hashed while nobody asks');
    sparse('first.bin');
    const first = await job(files, 'first.bin');
    first.done.catch(() => {});
    const following = first.follow();
    await following.next();
    // What was told already may arrive still.
    await following.next();
    const { known } = idle;
    await following.next();
    await following.next();
    assert.equal(idle.known, known);
    await following.return(undefined);
    await first.done.catch(() => {});
    await eventually(() => idle.known > known, 20_000, 'it goes on');
    const waited = idle.follow();
    await waited.next();
    await eventually(() => froms.length === 2, 20_000, 'it is done for who waits');
    // Not begun anew.
    assert.ok((froms[1] ?? 0) >= known, froms.join(' '));
    await waited.return(undefined);
    await idle.done.catch(() => {});
  });

  it('is every file’s turn in a short time, however large the others are', async () => {
    const names = ['long-1.bin', 'long-2.bin', 'long-3.bin'];
    names.forEach(sparse);
    const long = await Promise.all(names.map((name) => job(files, name)));
    for (const { done } of long) done.catch(() => {});
    await eventually(() => long.every(({ known }) => known > 0), 20_000, 'each has its turn');
    const film = await job(files, 'film.bin');
    const { root } = await film.done;
    assert.ok(long.every(({ known, hashes }) => known < hashes.length / HASH_BYTES));
    const here = await job(pieceFiles(share.files), 'film.bin');
    assert.equal(root, (await here.done).root);
    // A file of zeros has one hash: none was left out, or came into another's place.
    const [one] = long;
    const found = new Set<string>();
    for (let at = 0; at < one!.known; at++)
      found.add(Buffer.from(one!.hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)).toString('hex')); // biome-ignore format: one
    assert.equal(found.size, 1);
    for (const each of long) each.stop();
  });

  it('lets go at once of a file that is given up while it waits for its turn', async function () {
    if (process.platform !== 'linux') this.skip();
    const names = ['busy-1.bin', 'busy-2.bin', 'busy-3.bin', 'given-up.bin'];
    names.forEach(sparse);
    const all = await Promise.all(names.map((name) => job(files, name)));
    for (const { done } of all) done.catch(() => {});
    await eventually(() => names.every((name) => open(name) > 0), 20_000, 'all wait or run');
    const given = all.pop()!;
    given.stop();
    await assert.rejects(given.done, { code: 'request.cancelled' });
    assert.ok(all.every(({ known, hashes }) => known < hashes.length / HASH_BYTES));
    await eventually(() => open('given-up.bin') === 0, 5000, 'it is closed');
    for (const each of all) each.stop();
  });

  it('check 95: one member fills the places of others neither by asking nor by going away', async () => {
    /** Never comes to an end by itself. */
    const slow: PieceFiles = {
      stat: async (path) => ({ kind: 'file', size: 1 << 30, modified: 1, etag: path }),
      fill: () => assert.fail('it is read in a thread'),
      hash: (_path, { signal }) =>
        new Promise((_done, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
        }),
    };
    const desk = new ManifestDesk({
      identity: await createIdentity(),
      manifests: new ManifestStore(openDatabase(':memory:')),
      openFor: () => slow,
      audienceOf: () => undefined,
      clock: systemClock,
    });
    const gone = new AbortController();
    const ask = (device: string, path: string) => desk.open(device, SHARE, path, gone.signal);
    const waiting: Promise<unknown>[] = [];
    for (let at = 0; at < 8; at++) {
      const lines = await ask('mallory', `${at}`);
      // Some hear the first line and wait for more, some read nothing.
      if (at % 2 === 0) await lines.next();
      if (at % 4 === 0) waiting.push(lines.next());
    }
    await assert.rejects(ask('mallory', 'more'), { code: 'request.busy' });
    // What is under way already takes no place.
    await ask('mallory', '3');
    await desk.open('bert', SHARE, 'plan', undefined);
    const ended = Promise.allSettled(waiting);
    gone.abort();
    assert.ok((await ended).every(({ status }) => status === 'rejected'));
    const now = new AbortController();
    await eventually(
      () => desk.open('mallory', SHARE, 'more', now.signal).then(() => true, () => false),
      5000,
      'its places are free again',
    ); // biome-ignore format: one
    for (let at = 0; at < 7; at++) await desk.open('mallory', SHARE, `again ${at}`, now.signal);
    await assert.rejects(desk.open('mallory', SHARE, 'one more'), { code: 'request.busy' });
    for (let at = 0; at < 55; at++) await desk.open(`member ${at >> 3}`, SHARE, `of all ${at}`);
    await assert.rejects(desk.open('ada', SHARE, 'too much'), { code: 'request.busy' });
    desk.stop();
  });

  it('knows large files before anybody asks, anew when they change, and leaves small ones', async () => {
    const own = localShare();
    try {
      const put = (name: string, bytes: number, minutes: number): void => {
        const long = new Date(Date.now() - minutes * 60_000);
        writeFileSync(join(own.root, name), randomBytes(bytes));
        utimesSync(join(own.root, name), long, long);
      };
      put('large.bin', LARGE + 5, 20);
      put('small.bin', 100_000, 20);
      writeFileSync(join(own.root, 'fresh.bin'), Buffer.alloc(LARGE));
      const manifests = new ManifestStore(openDatabase(':memory:'));
      const local = pieceFiles(own.files, threads);
      const desk = new ManifestDesk({
        identity: await createIdentity(),
        manifests,
        openFor: () => local,
        audienceOf: () => undefined,
        clock: systemClock,
      });
      const preparing = new Preparing({
        shares: () => ['gone', SHARE],
        filesOf: (id) => ({
          ...local,
          entries: (path, how) => own.files.entries(id === SHARE ? path : 'no such folder', how),
        }),
        desk: () => desk,
        clock: systemClock,
        log: silentLog,
      });
      const isKnown = async (path: string): Promise<boolean> =>
        manifests.isKnown({ share: SHARE, path, etag: (await local.stat(path)).etag });
      await preparing.run();
      assert.deepEqual(await Promise.all(['large.bin', 'small.bin', 'fresh.bin'].map(isKnown)), [
        true,
        false,
        false,
      ]);
      put('large.bin', LARGE + 5, 10);
      assert.equal(await isKnown('large.bin'), false);
      await preparing.run();
      assert.equal(await isKnown('large.bin'), true);
    } finally {
      own.remove();
    }
  });
});
