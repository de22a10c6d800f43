/** What comes by links fills no disk, what is taken costs no write each time, and no log has a secret. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fastify from 'fastify';
import { neighbourOf } from '../../agent/http/connection-limit.ts';
import { useContract } from '../../agent/http/route.ts';
import { type Arrival, GuestArrivals } from '../../agent/guests/guest-arrivals.ts';
import { GuestDrops } from '../../agent/guests/guest-drops.ts';
import { GuestFiles } from '../../agent/guests/guest-files.ts';
import { GuestTakes, takeKind } from '../../agent/guests/guest-takes.ts';
import type { Log } from '../../src/base/log.ts';
import { GUEST_LINK_BOUNDS as bounds } from '../../src/guests/guest-bounds.ts';
import { GuestLinks } from '../../src/guests/guest-links.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';
import { ComingBody } from './guest-body.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const GIB = 1024 ** 3;

describe('what comes by links for guests', () => {
  const place = temporaryFolder();
  after(() => place.remove());

  it('check 84: has room on the disk with all that is on its way there', () => {
    const arrivals = new GuestArrivals();
    const files = ['a', 'a', 'b', 'b'].map((link): Arrival & { body: { received: number } } => ({
      link,
      what: 'drop',
      size: 4 * GIB,
      body: { received: 0 },
    }));
    for (const one of files) arrivals.begin(one);
    const fits = (free: number | null): boolean[] =>
      files.map((one) => arrivals.hasRoom(one, free));
    assert.deepEqual(fits(5 * GIB), [true, false, false, false]);
    assert.deepEqual(fits(4 * GIB), [false, false, false, false]);
    assert.deepEqual(fits(9 * GIB), [true, true, false, false]);
    assert.deepEqual(fits(null), [true, true, true, true]);
    assert.deepEqual(arrivals.dropped('a'), { files: 2, bytes: 8 * GIB });
    // What is written is gone from what is free, and is not awaited any more.
    const [first, second] = files;
    if (first) first.body.received = 4 * GIB - 10;
    assert.deepEqual(fits(5 * GIB), [true, true, false, false]);
    if (first) arrivals.end(first);
    assert.ok(second && arrivals.hasRoom(second, 5 * GIB));
    assert.deepEqual(arrivals.dropped('a'), { files: 1, bytes: 4 * GIB });
  });

  describe('dropped', () => {
    let clock: ManualClock;
    let database: Database;
    let links: GuestLinks;
    let files: GuestFiles;
    const folder = (): string => join(place.path, 'drop');

    beforeEach(async () => {
      mkdirSync(folder(), { recursive: true });
      clock = new ManualClock();
      database = openDatabase(':memory:');
      links = new GuestLinks({ database, clock, log: silent });
      links.start();
      files = new GuestFiles({ home: join(place.path, 'home'), clock, log: silent });
      await files.start();
    });
    afterEach(() => {
      links.stop();
      database.close();
    });
    const visit = () => {
      const expires = clock.now() + 600_000;
      const facts = { name: 'Visitor', expires, print: null, drop: folder(), take: [] };
      return links.visit(links.add(facts).secret);
    };

    it('check 84: counts what broke off, so that it cannot go on for ever', async () => {
      const drops = new GuestDrops({ links, arrivals: new GuestArrivals(), files });
      const { link, ended } = visit();
      const body = new ComingBody().come(1000);
      const broken = drops.drop({ link, ended }, 'a.bin', 5000, body);
      const over = assert.rejects(broken);
      await eventually(() => readdirSync(folder()).length === 1, 5000, 'it is being written');
      body.destroy(new Error('the cable'));
      await over;
      assert.deepEqual(links.tried(link.id), { files: 1, bytes: 1000 });
      assert.deepEqual(readdirSync(folder()), []);
      const whole = new ComingBody().come(10).whole();
      const kept = await drops.drop({ link, ended }, 'b.bin', 10, whole);
      assert.equal(kept.path, join(folder(), 'b.bin'));
      assert.ok(existsSync(kept.path));
      assert.deepEqual(links.tried(link.id), { files: 2, bytes: 1010 });
      for (let file = 2; file < bounds.files; file += 1) links.broke(link.id, 0);
      await assert.rejects(
        drops.drop({ link, ended }, 'c.bin', 1, new ComingBody().come(1).whole()),
        { code: 'guest.limit' },
      );
      const other = visit();
      links.broke(other.link.id, bounds.dropBytes - 5);
      await assert.rejects(drops.drop(other, 'd.bin', 6, new ComingBody()), {
        code: 'guest.limit',
      });
    });

    it('check 84: lets few of many large files in at once where the disk has room for few', async () => {
      const arrivals = new GuestArrivals();
      const drops = new GuestDrops({
        links,
        arrivals,
        // The disk of this machine is another one each time.
        files: { drop: (into, file, fits) => files.drop(into, file, () => fits(5 * GIB)) },
      });
      const visits = [visit(), visit()];
      const bodies = [0, 1, 2, 3].map(() => new ComingBody());
      const codes = bodies.map((body, index) => {
        const { link, ended } = visits[index % 2] ?? visit();
        return drops.drop({ link, ended }, `${index}.bin`, 4 * GIB, body).then(
          () => 'kept',
          (error: { code?: string }) => error.code,
        );
      });
      assert.deepEqual(await Promise.all(codes.slice(1)), [
        'share.full',
        'share.full',
        'share.full',
      ]);
      bodies[0]?.destroy(new Error('the cable'));
      assert.notEqual(await codes[0], 'kept');
    });
  });

  it('check 84: is a use once a minute where it is taken, and nobody takes the rest unseen', () => {
    const clock = new ManualClock();
    const takes = new GuestTakes(clock);
    const counts = (kind: 'look' | 'first' | 'more'): boolean => takes.counts('a', 0, kind);
    assert.equal(counts('look'), false);
    assert.equal(counts('more'), true);
    assert.equal(counts('first'), false);
    assert.equal(takes.counts('a', 1, 'first'), true);
    assert.equal(takes.counts('b', 0, 'first'), true);
    clock.advance(60_000);
    assert.equal(counts('first'), true);
    // A film of an hour is one use of it.
    for (let minute = 0; minute < 100; minute += 1) {
      clock.advance(40_000);
      assert.equal(counts('more'), false);
    }
    clock.advance(60_000);
    assert.equal(counts('more'), true);
    takes.forget('a');
    assert.equal(counts('first'), true);
    assert.deepEqual(
      [
        takeKind('HEAD', undefined),
        takeKind('GET', undefined),
        takeKind('GET', 'bytes=0-0'),
        takeKind('GET', 'bytes=1-'),
        takeKind('GET', 'bytes=-5'),
      ],
      ['look', 'first', 'first', 'more', 'first'],
    );
  });

  it('check 84: is counted together for all addresses that one PC may have', () => {
    const same = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:2:3:4:5:6'];
    assert.equal(new Set(same.map(neighbourOf)).size, 1);
    assert.equal(new Set([...same, '2001:db8:1:3::1', '192.0.2.1'].map(neighbourOf)).size, 3);
  });

  it('check 83: leaves no secret of an address in the log when something goes wrong', async () => {
    const lines: unknown[] = [];
    const log: Log = {
      ...silent,
      warn: (facts: object) => void lines.push(facts),
      child: () => log,
    };
    const app = fastify();
    useContract(app, log);
    for (const path of ['/g/:secret/drop', '/cast/:secret/*'])
      app.get(path, () => Promise.reject(new Error('a disk that fails')));
    for (const path of ['/g/SECRET/drop?name=PRIVATE', '/cast/SECRET/PRIVATE.mp4'])
      assert.equal((await app.inject(path)).statusCode, 500);
    await app.close();
    assert.deepEqual(
      lines.map((line) => (line as { path?: string }).path),
      ['/g/:secret/drop', '/cast/:secret/*'],
    );
    assert.doesNotMatch(JSON.stringify(lines), /SECRET|PRIVATE/);
  });
});
