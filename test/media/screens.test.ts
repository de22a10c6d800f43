/** A screen shows what its person lets it show, and tells nobody else of it. */
import assert from 'node:assert/strict';
import { mediaType } from '../../agent/media/played-files.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { ClockOffset } from '../../src/base/clock-offset.ts';
import { OwnScreen, positionAt } from '../../src/media/screen/own-screen.ts';
import { ScreenDesk } from '../../src/media/screen/screen-desk.ts';
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
      requireMedia: mediaType,
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
    await screen.decide(asked.id, true);
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
    await screen.decide(id, true);
    assert.equal(screen.showTo(EVE), null);
    assert.throws(() => screen.act(EVE, id, { action: 'stop' }), codeOf('request.not_found'));
    assert.ok(screen.show);
    screen.forget([ANNA]);
    assert.equal(screen.show, undefined);
  });

  it('check 79: whoever asks for a yes does not learn what files this PC may read', async () => {
    refused = new HallwayError('share.not_found', 'There is no such share.');
    const { id, state } = await screen.offer(BEN, FILM);
    assert.equal(state, 'asked');
    await assert.rejects(screen.decide(id, true), codeOf('share.not_found'));
    assert.equal(screen.show, undefined);
    assert.equal(screen.isAsked(BEN), false);
    const text = { ...FILM, path: 'pay.ods' };
    await assert.rejects(screen.offer(BEN, text), codeOf('request.invalid'));
  });

  it('check 79: a yes of before is worth nothing once the rule says no', async () => {
    const { id } = await screen.offer(ANNA, FILM);
    await screen.decide(id, true);
    rules.set(undefined, 'refuse');
    assert.equal(screen.showTo(ANNA), null);
    assert.throws(() => screen.act(ANNA, id, { action: 'pause' }), codeOf('request.not_found'));
    assert.ok(screen.show?.playing);
  });

  it('check 79: keeps few wishes, one of each PC, and none for long', async () => {
    const wishes = Array.from({ length: 50 }, () => screen.offer(ANNA, FILM));
    const made = await Promise.allSettled(wishes);
    assert.equal(made.filter(({ status }) => status === 'fulfilled').length, 10);
    assert.equal(screen.requests().length, 1);
    const others = Array.from({ length: 10 }, (_, index) => 'cdfghijklm'[index]!.repeat(52));
    const answers = await Promise.allSettled(others.map((other) => screen.offer(other, FILM)));
    assert.equal(answers.filter(({ status }) => status === 'rejected').length, 6);
    assert.equal(screen.requests().length, 5);
    let changes = 0;
    screen.on('changed', () => (changes += 1));
    clock.advance(121_000);
    assert.equal(changes, 1);
    assert.equal(screen.requests().length, 0);
  });

  it('check 79: hears of changes who is told of what is shown, and of wishes nobody', async () => {
    const told: string[] = [];
    const away = (): Promise<never> => Promise.reject(new HallwayError('peer.offline', 'Away.'));
    let count = 0;
    const desk = new ScreenDesk({
      self: SELF,
      rules,
      requireMedia: mediaType,
      check: async () => {},
      newId: () => `show ${++count}`,
      transport: { call: away, open: away },
      peers: {
        online: () => [ANNA, BEN, EVE],
        nameOf: (device) => device,
        send: (device) => void told.push(device),
      },
      clock,
    });
    desk.answer(EVE, true);
    const { id } = await desk.own.offer(ANNA, FILM);
    assert.equal(desk.answer(ANNA, true).asked, true);
    await desk.own.offer(BEN, FILM);
    assert.deepEqual(told, []);
    await desk.own.decide(id, true);
    assert.deepEqual(told, [ANNA]);
    desk.answer(EVE, true);
    desk.own.act(SELF, id, { action: 'pause' });
    assert.deepEqual(told, [ANNA, ANNA]);
    // Once it may not know any more, it hears of nothing more.
    rules.set(ANNA, 'refuse');
    assert.equal(desk.answer(ANNA, true).show, null);
    desk.own.act(SELF, id, { action: 'stop' });
    assert.deepEqual(told, [ANNA, ANNA]);
    desk.stop();
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
