/** Links over time: they end by themselves, are counted without a wait for the disk, and stay over. */
import assert from 'node:assert/strict';
import { HallwayError } from '../../src/base/errors.ts';
import { GUEST_LINK_BOUNDS as bounds } from '../../src/guests/guest-bounds.ts';
import { GuestLinks, isTakenBack } from '../../src/guests/guest-links.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { ManualClock } from '../support/temporary.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const MINUTE = 60_000;

describe('links for guests over time', () => {
  let clock: ManualClock;
  let database: Database;
  let links: GuestLinks;
  let ended: string[];

  function open(): GuestLinks {
    const made = new GuestLinks({ database, clock, log: silent });
    made.on('ended', ({ link, back }) => ended.push(`${link.name} ${back ? 'back' : 'by time'}`));
    made.start();
    return made;
  }
  const add = (name: string, minutes = 10) =>
    links.add({
      name,
      expires: clock.now() + minutes * MINUTE,
      print: null,
      drop: '/drop',
      take: [],
    });
  const refusal = (secret: string): string => {
    try {
      links.visit(secret);
      return 'open';
    } catch (error) {
      return error instanceof HallwayError ? error.code : String(error);
    }
  };

  beforeEach(() => {
    clock = new ManualClock();
    database = openDatabase(':memory:');
    ended = [];
    links = open();
  });
  afterEach(() => {
    links.stop();
    database.close();
  });

  it('ends what goes through a link at its time, without being asked', () => {
    const short = add('Short', 10);
    const long = add('Long', 60 * 24 * 31);
    const visits = [short, long].map(({ secret }) => links.visit(secret));
    clock.advance(10 * MINUTE - 1);
    assert.deepEqual(
      visits.map((visit) => visit.ended.aborted),
      [false, false],
    );
    clock.advance(1);
    assert.deepEqual(
      visits.map((visit) => visit.ended.aborted),
      [true, false],
    );
    assert.throws(() => visits[0]?.ended.throwIfAborted(), { code: 'guest.ended' });
    assert.deepEqual(ended, ['Short by time']);
    assert.equal(refusal(short.secret), 'guest.ended');
    assert.equal(links.lives, true);
    // Further than a system timer counts.
    clock.advance(31 * 24 * 60 * MINUTE);
    assert.deepEqual(ended, ['Short by time', 'Long by time']);
    assert.equal(links.lives, false);
    assert.ok(links.list().every((link) => !isTakenBack(link)));
    // It is forgotten once nobody needs to be told.
    clock.advance(bounds.knownMs + 1);
    add('Another');
    assert.deepEqual(
      [refusal(short.secret), refusal(long.secret)],
      ['guest.not_found', 'guest.not_found'],
    );
  });

  it('ends at the start what ended while this PC was off, and keeps what was taken back over', () => {
    const made = add('Night', 10);
    const back = add('Back', 10);
    links.end(back.link.id);
    links.stop();
    clock.advance(11 * MINUTE);
    links = open();
    assert.deepEqual(ended, ['Back back', 'Night by time']);
    assert.deepEqual([refusal(made.secret), refusal(back.secret)], ['guest.ended', 'guest.ended']);
    assert.deepEqual(
      links.list().map((link) => [link.name, isTakenBack(link)]),
      [
        ['Back', true],
        ['Night', false],
      ],
    );
  });

  it('costs nothing when the secret of a link that is over is asked again and again', () => {
    const made = add('Over');
    let changes = 0;
    links.end(made.link.id);
    links.on('changed', () => (changes += 1));
    for (let asked = 0; asked < 1000; asked += 1) assert.equal(refusal(made.secret), 'guest.ended');
    assert.equal(changes, 0);
  });

  it('waits for the disk for no count, and knows all of them after a start', () => {
    const { link, secret } = add('Counted');
    let strict = 0;
    const run = database.run.bind(database);
    database.run = (...args) => {
      strict += 1;
      return run(...args);
    };
    links.count(link.id, { printed: 1 }, 'job-1');
    links.count(link.id, { dropped: 1, droppedBytes: 5 });
    links.count(link.id, { taken: 1 });
    links.broke(link.id, 7);
    database.run = run;
    assert.equal(strict, 0);
    links.stop();
    links = open();
    const { link: now } = links.visit(secret);
    assert.deepEqual(now.used, { printed: 1, dropped: 1, droppedBytes: 5, taken: 1 });
    assert.deepEqual(links.tried(link.id), { files: 2, bytes: 12 });
    assert.deepEqual(links.jobs(link.id), ['job-1']);
    // Nobody is told of that.
    assert.deepEqual(Object.keys(now).toSorted(), Object.keys(link).toSorted());
    links.renew(link.id);
    assert.deepEqual(links.tried(link.id), { files: 2, bytes: 12 });
    links.forgetJobs(link.id);
    assert.deepEqual(links.printed(), []);
  });

  it('breaks off what goes through links, which live on', () => {
    const { secret } = add('Paused');
    const before = links.visit(secret);
    links.breakOff(new HallwayError('request.busy', 'Paused.'));
    assert.equal((before.ended.reason as HallwayError).code, 'request.busy');
    assert.equal(links.visit(secret).ended.aborted, false);
    assert.deepEqual(ended, []);
  });
});
