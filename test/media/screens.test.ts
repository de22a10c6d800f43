/** A screen shows what its person lets it show, and tells nobody else of it. */
import assert from 'node:assert/strict';
import { HallwayError } from '../../src/base/errors.ts';
import { ClockOffset } from '../../src/media/screen/clock-offset.ts';
import { OwnScreen, positionAt } from '../../src/media/screen/own-screen.ts';
import { ScreenRuleBook } from '../../src/media/screen/screen-rules.ts';
import type { FilePlace } from '../../src/model/screen.ts';
import { ManualClock } from '../support/temporary.ts';
import { seeded } from '../support/seeded.ts';

const [SELF, ANNA, BEN, EVE] = ['s', 'a', 'b', 'e'].map((letter) => letter.repeat(52)) as [
  string,
  string,
  string,
  string,
];
const FILM: FilePlace = { device: ANNA, share: 's'.repeat(16), path: 'film.webm' };
const codeOf = (code: string) => (error: unknown) =>
  error instanceof HallwayError && error.code === code;

describe('media: screens', () => {
  let clock: ManualClock;
  let rules: ScreenRuleBook;
  let screen: OwnScreen;
  let refused: HallwayError | undefined;

  beforeEach(() => {
    clock = new ManualClock();
    let kept: string | undefined;
    rules = new ScreenRuleBook({ get: () => kept, set: (value) => void (kept = value) });
    refused = undefined;
    let count = 0;
    screen = new OwnScreen({
      self: SELF,
      rules,
      check: async () => {
        if (refused) throw refused;
      },
      newId: () => `show ${++count}`,
      clock,
    });
  });

  it('asks its person first, and shows at once whom the rule allows', async () => {
    const asked = await screen.offer(ANNA, FILM);
    assert.equal(asked.state, 'asked');
    assert.equal(screen.show, undefined);
    assert.ok(screen.isAsked(ANNA));
    screen.decide(asked.id, true);
    assert.equal(screen.showTo(ANNA)?.file.path, 'film.webm');
    rules.set(BEN, 'allow');
    assert.equal((await screen.offer(BEN, FILM)).state, 'showing');
    rules.set(EVE, 'refuse');
    await assert.rejects(screen.offer(EVE, FILM), codeOf('request.forbidden'));
  });

  it('goes on from where it was, whoever allowed pauses and moves it', async () => {
    rules.set(undefined, 'allow');
    const { id } = await screen.offer(ANNA, FILM, 10);
    clock.advance(6000);
    screen.act(BEN, id, { action: 'pause' });
    const paused = screen.show;
    assert.ok(paused && Math.abs(positionAt(paused, clock.monotonic()) - 15) < 0.01);
    screen.act(BEN, id, { action: 'seek', position: 100 });
    screen.act(ANNA, id, { action: 'play' });
    clock.advance(1250);
    assert.ok(screen.show && Math.abs(positionAt(screen.show, clock.monotonic()) - 101) < 0.01);
    screen.act(BEN, id, { action: 'volume', volume: 30 });
    assert.equal(screen.show?.volume, 30);
    screen.act(BEN, id, { action: 'stop' });
    assert.equal(screen.show, undefined);
  });

  it('check 79: tells nobody what it shows who has nothing to do with it, and obeys none of them', async () => {
    const { id } = await screen.offer(ANNA, FILM);
    screen.decide(id, true);
    assert.equal(screen.showTo(EVE), null);
    assert.throws(() => screen.act(EVE, id, { action: 'stop' }), codeOf('request.not_found'));
    assert.ok(screen.show);
    // What this PC may not read it does not even ask its person about.
    refused = new HallwayError('share.not_found', 'There is no such share.');
    await assert.rejects(screen.offer(BEN, FILM), codeOf('share.not_found'));
    assert.equal(screen.requests().length, 0);
    screen.forget([ANNA]);
    assert.equal(screen.show, undefined);
  });

  it('check 79: keeps few wishes, one of each PC, and none for long', async () => {
    for (let count = 0; count < 50; count++) await screen.offer(ANNA, FILM);
    assert.equal(screen.requests().length, 1);
    const others = Array.from({ length: 10 }, (_, index) => 'cdfghijklm'[index]!.repeat(52));
    const answers = await Promise.allSettled(others.map((other) => screen.offer(other, FILM)));
    assert.equal(answers.filter(({ status }) => status === 'rejected').length, 6);
    assert.equal(screen.requests().length, 5);
    clock.advance(121_000);
    assert.equal(screen.requests().length, 0);
  });

  it('knows another clock within 5 ms, though each way takes up to 20 ms', () => {
    const random = seeded(7);
    const offset = new ClockOffset();
    let worst = 0;
    for (let at = 0; at < 120_000; at += at < 720 ? 60 : 1000) {
      const [there, back] = [random() * 20 + 0.3, random() * 20 + 0.3];
      offset.add(at, at + there + 5_000, at + there + back);
      if (at > 12_000) worst = Math.max(worst, Math.abs((offset.offset ?? 0) - 5000));
    }
    assert.ok(worst <= 5, `${worst} ms`);
  });
});
