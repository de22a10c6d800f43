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
