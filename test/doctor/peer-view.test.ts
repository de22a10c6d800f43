/** What a member answers is hostile: it is bounded, cleaned and believed about itself only. */
import assert from 'node:assert/strict';
import { cleanView } from '../../agent/doctor/doctor-members.ts';
import { ViewAnswers } from '../../agent/members/peer-view.ts';
import { PeerView } from '../../src/api/peer.ts';
import { reportOf } from '../../src/doctor/doctor.ts';
import { shapeError } from '../../src/net/shape.ts';
import { facts, idOf, office, Scene, viewOf } from './members.ts';
import { allowed } from '../support/promised.ts';

/** Everybody is dark and heard, behind as many strangers and networks as a view may name. */
function lies(letters: readonly string[]): PeerView {
  const strangers = Array.from({ length: 1000 - letters.length }, (_, i) =>
    `${i}`.padStart(52, 'z').replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? ''),
  );
  const devices = [...strangers, ...letters.map(idOf)];
  const dark = { presence: 'offline', trouble: 'timeout', latencyMs: null } as const;
  return {
    ...viewOf([], 1),
    networks: Array.from({ length: 64 }, (_, i) => ({
      kind: 'wireless',
      address: `10.${i}.0.1/24`,
    })),
    sees: devices.map((device) => ({ device, ...dark })),
    heard: devices.map((device) => ({ device, agoMs: 1 })),
  };
}

/** Of this thread: a busy machine stretches it little. */
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

describe('doctor: a hostile view', () => {
  it('is refused where it is too much or of the wrong shape', () => {
    const good = viewOf(['b', 'c'], 1);
    assert.equal(shapeError(PeerView, good), undefined);
    const [see] = good.sees;
    const bad: Record<string, unknown> = {
      sees: Array.from({ length: 1001 }, () => see),
      heard: [{ device: 'x', agoMs: 1 }],
      networks: [{ kind: 'wired', address: 'a'.repeat(65) }],
      version: 'v'.repeat(65),
      system: 7,
      time: -1,
      door: 'yes',
    };
    for (const [key, value] of Object.entries(bad))
      assert.notEqual(shapeError(PeerView, { ...good, [key]: value }), undefined, key);
  });

  it('shows no hidden characters, and nothing heard in the future', () => {
    const view = { ...viewOf(['b'], 1), version: '1\u202e2\u0000', system: '\u001b[31m' };
    view.heard = [{ device: idOf('b'), agoMs: -5 }];
    const clean = cleanView(view);
    assert.doesNotMatch(clean.version + clean.system, /\p{Cc}|\p{Cf}/u);
    assert.deepEqual(clean.heard, []);
  });

  it('changes nothing in the rows of others', () => {
    const scene = new Scene();
    const { view } = scene.of('b');
    assert.ok(view);
    view.sees = ['a', 'c', 'd', 'b', 'x'].flatMap((letter) =>
      (['offline', 'online'] as const).map((presence) => ({
        device: idOf(letter),
        presence,
        trouble: 'stopped' as const,
        latencyMs: -1,
        host: '999.1.1.1%%',
      })),
    );
    const { matrix } = reportOf(facts({ members: scene.members }), '1', 'Linux');
    assert.equal(matrix?.sights.length, 12);
    for (const { from, state } of matrix?.sights ?? [])
      if (from !== idOf('b')) assert.equal(state, 'online');
  });

  it('costs the same however often a member asks', async () => {
    let made = 0;
    const office = {
      adapters: { all: () => [] },
      directory: { peers: () => ((made += 1), []), targetOf: () => undefined },
      discovery: { heard: () => [] },
    };
    const answers = new ViewAnswers(office as never);
    for (let i = 0; i < 100; i += 1) await answers.for(idOf('b'));
    assert.ok(made <= 3, `${made} times`);
  });

  it('holds nobody up: 24 liars that tell as much as they may', function () {
    this.timeout(20_000);
    const letters = Array.from('abcdefghijklmnopqrstuvwx');
    const liars = office(letters).map((member) => ({ ...member, view: lies(letters) }));
    const before = cpuMs();
    const { matrix } = reportOf(facts({ members: liars }), '1', 'Linux');
    assert.equal(matrix?.sights.length, 24 * 23);
    assert.ok(cpuMs() - before < allowed(700));
  });

  it('lets the clock of one liar stand alone', () => {
    const scene = new Scene();
    const { view } = scene.of('b');
    if (view) view.time = 0;
    const { checks } = reportOf(facts({ members: scene.members }), '1', 'Linux');
    assert.equal(checks.find(({ id }) => id === 'clock')?.state, 'ok');
  });
});
