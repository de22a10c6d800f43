/** Asleep or offline, and why: what is believed of what failed. */
import assert from 'node:assert/strict';
import type { TroubleCode } from '../../src/model/presence.ts';
import { PresenceBook } from '../../src/peers/presence-book.ts';
import { ManualClock } from '../support/temporary.ts';

describe('presence book', () => {
  let clock: ManualClock;
  let book: PresenceBook;
  beforeEach(() => {
    clock = new ManualClock();
    book = new PresenceBook(clock);
  });

  const failed = (code: TroubleCode): boolean =>
    book.failed('anna', { code, address: '10.0.0.1:1' });
  const shown = (): [string, TroubleCode | undefined] => [
    book.presenceOf('anna'),
    book.troubleOf('anna')?.code,
  ];

  it('is offline without a reason before anything was tried', () => {
    assert.deepEqual(shown(), ['offline', undefined]);
  });

  it('keeps that a PC said goodbye, whatever its address does afterwards', () => {
    book.ended('anna', 'goodbye', '10.0.0.1:1');
    for (const code of ['refused', 'timeout', 'no_route', 'impostor'] as const)
      assert.equal(failed(code), false);
    assert.deepEqual(shown(), ['offline', 'stopped']);
  });

  it('keeps that a PC said it sleeps, until something answers there long after', () => {
    book.ended('anna', 'sleep', '10.0.0.1:1');
    failed('rejected');
    failed('timeout');
    assert.deepEqual(shown(), ['asleep', 'asleep']);
    clock.advance(60_000);
    failed('timeout');
    assert.deepEqual(shown(), ['asleep', 'asleep']);
    failed('refused');
    assert.deepEqual(shown(), ['offline', 'refused']);
  });

  it('takes back that a program stands still when its system is silent twice', () => {
    book.ended('anna', 'frozen', '10.0.0.1:1');
    assert.deepEqual(shown(), ['asleep', 'asleep']);
    failed('timeout');
    failed('asleep');
    failed('timeout');
    assert.deepEqual(shown(), ['asleep', 'asleep']);
    failed('timeout');
    assert.deepEqual(shown(), ['offline', 'timeout']);
  });

  it('says since when, and says only news', () => {
    assert.equal(failed('timeout'), true);
    const since = book.troubleOf('anna')?.since;
    clock.advance(5000);
    assert.equal(failed('timeout'), false);
    assert.equal(book.troubleOf('anna')?.since, since);
    assert.equal(failed('refused'), true);
    assert.equal(book.troubleOf('anna')?.since, (since ?? 0) + 5000);
  });

  it('does not waver between two ways in which nothing comes back', () => {
    failed('timeout');
    assert.equal(failed('no_route'), true);
    for (let i = 0; i < 3; i++) assert.equal(failed('timeout'), false);
    assert.equal(failed('timeout'), true);
  });

  it('forgets all of it when a link stands', () => {
    book.ended('anna', 'sleep', '10.0.0.1:1');
    book.linked('anna');
    assert.deepEqual(shown(), ['offline', undefined]);
  });
});
