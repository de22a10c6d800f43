/** When files come by themselves: times by the clock on the wall, costly connections, a person's word. */
import assert from 'node:assert/strict';
import type { TransferTime } from '../../../src/model/transfer-limits.ts';
import { Hold, whileOpen } from '../../../src/transfer/manners/hold.ts';
import { Manners, type Metered } from '../../../src/transfer/manners/manners.ts';
import { isTime, nextTime } from '../../../src/transfer/manners/timetable.ts';
import { timeOption } from '../../../agent/cli/limit-words.ts';
import { ManualClock } from '../../support/temporary.ts';

/** Local time; 2026-11-22 is a Sunday. */
const on = (day: number, clock: string): number =>
  new Date(`2026-11-${22 + day}T${clock}:00`).getTime();

describe('transfer: times', () => {
  const night = timeOption('mon-fri 18:00-07:00');

  it('reads times as people write them', () => {
    assert.deepEqual(night, { days: [1, 2, 3, 4, 5], from: '18:00', to: '07:00' });
    assert.deepEqual(timeOption('sat,sun 00:00-24:00').days, [0, 6]);
    assert.deepEqual(timeOption('fri-mon 22:00-06:00').days, [0, 1, 5, 6]);
    assert.equal(timeOption('22:00-06:00').days.length, 7);
    for (const wrong of ['18-7', 'now', 'mon 25:00-07:00', 'mon-tue-wed 18:00-19:00', 'xyz 18:00-19:00']) // biome-ignore format: one
      assert.throws(() => timeOption(wrong));
  });

  it('knows them over midnight and over the end of the week', () => {
    const cases: [number, string, boolean][] = [
      [1, '17:59', false],
      [1, '18:00', true],
      [2, '06:59', true],
      [2, '07:00', false],
      // The night from Friday to Saturday is Friday's, the one from Saturday nobody's.
      [6, '03:00', true],
      [6, '20:00', false],
      [0, '23:00', false],
      [1, '03:00', false],
    ];
    for (const [day, clock, is] of cases)
      assert.equal(isTime([night], on(day, clock)), is, `${day} ${clock}`);
    const lateSaturday: TransferTime = { days: [6], from: '23:00', to: '01:00' };
    assert.equal(isTime([lateSaturday], on(0, '00:30')), true);
    assert.equal(isTime([], on(3, '12:00')), true);
    const wholeDay: TransferTime = { days: [3], from: '00:00', to: '00:00' };
    assert.equal(isTime([wholeDay], on(3, '23:59')), true);
    assert.equal(isTime([wholeDay], on(4, '00:00')), false);
  });

  it('tells when the next one begins', () => {
    assert.equal(nextTime([night], on(1, '12:30')), on(1, '18:00'));
    assert.equal(nextTime([night], on(6, '12:00')), on(8, '18:00'));
    assert.equal(nextTime([night], on(1, '19:00')), null);
  });

  function manners(clock: ManualClock, metered: Metered) {
    let kept: string | undefined;
    const memory = { get: () => kept, set: (value: string) => void (kept = value) };
    const given = { now: () => ({ bytes: 0, files: 0 }), review: () => {} };
    return () => new Manners({ memory, metered, given, clock });
  }
  const told = (now: boolean | undefined): Metered => ({
    now,
    onChange: undefined,
    start: () => {},
    stop: () => {},
  });

  it('goes by its times as they come and pass, whatever the person lets happen, and over a restart', async () => {
    const clock = new ManualClock(on(1, '17:30'));
    const make = manners(clock, told(undefined));
    let one = make();
    await one.start();
    assert.equal(one.change({ times: [night] }).held, 'time');
    assert.equal(one.view().until, on(1, '18:00'));
    clock.advance(31 * 60_000);
    assert.equal(one.hold.why, undefined);
    clock.advance(14 * 3_600_000);
    assert.equal(one.hold.why, 'time');
    assert.equal(one.change({ anyway: clock.now() + 3_600_000 }).held, null);
    await one.stop();
    one = make();
    await one.start();
    assert.equal(one.hold.why, undefined);
    clock.advance(2 * 3_600_000);
    assert.equal(one.hold.why, 'time');
    assert.equal(one.change({ paused: true }).held, 'paused');
    assert.equal(one.givesOn, false);
    await one.stop();
  });

  it('heeds what the system says of the connection, and the person more', async () => {
    const metered = told(true);
    const one = manners(new ManualClock(), metered)();
    await one.start();
    assert.equal(one.hold.why, 'metered');
    assert.equal(one.givesOn, false);
    assert.equal(one.change({ metered: 'no' }).held, null);
    assert.equal(one.change({ metered: 'auto' }).held, 'metered');
    Object.assign(metered, { now: false });
    metered.onChange?.();
    assert.equal(one.hold.why, undefined);
    assert.equal(one.change({ metered: 'yes' }).held, 'metered');
    await one.stop();
  });

  it('breaks off what is under way, begins it anew later, and ends it when nobody wants it', async () => {
    const hold = new Hold();
    const whole = new AbortController();
    const begun: AbortSignal[] = [];
    const waits: boolean[] = [];
    const done = whileOpen(
      hold,
      { signal: whole.signal, onHeld: (why) => waits.push(why !== undefined) },
      (signal) =>
        new Promise<void>((_resolve, reject) => {
          begun.push(signal);
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    );
    done.catch(() => {});
    const turns = () => new Promise((resolve) => setImmediate(resolve));
    await turns();
    hold.why = 'time';
    await turns();
    assert.equal(begun[0]?.aborted, true);
    assert.deepEqual(waits, [true]);
    hold.why = 'metered';
    await turns();
    assert.equal(begun.length, 1);
    hold.why = undefined;
    await turns();
    assert.deepEqual([begun.length, waits], [2, [true, false]]);
    whole.abort(new Error('enough'));
    await assert.rejects(done, /enough/);
  });
});
