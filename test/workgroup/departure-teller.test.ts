/** Whoever is out is told, a stranger never, and nobody is made to dial without end. */
import assert from 'node:assert/strict';
import { silentLog } from '../../src/base/log.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Target } from '../../src/net/tls-link.ts';
import { DepartureTeller } from '../../src/workgroup/departure/departure-teller.ts';
import { ManualClock } from '../support/temporary.ts';

const PORT = 47_470;

describe('workgroup: telling who is out', () => {
  let clock: ManualClock;
  let dialled: string[];
  let adverts: Target[];
  let answer: (target: Target) => Promise<void>;
  let teller: DepartureTeller;
  beforeEach(() => {
    clock = new ManualClock();
    dialled = [];
    adverts = [];
    answer = async () => {};
    teller = new DepartureTeller({
      workgroup: {
        isDeparted: (id) => id.startsWith('out'),
        departureProof: () => [['first'], ['second']],
      },
      push: async (device, target, statements) => {
        dialled.push(`${device} ${target.host}:${target.port} ${statements.join()}`);
        await answer(target);
      },
      heardAt: () => adverts,
      defaultPort: PORT,
      clock,
      log: silentLog,
    });
    teller.start();
  });
  afterEach(() => teller.stop());
  const settle = async () => {
    for (let turn = 0; turn < 30; turn += 1) await new Promise((go) => setImmediate(go));
  };
  const nobodyThere = async (): Promise<void> => {
    throw new HallwayError('peer.unreachable', 'Nobody there.', { details: { reached: false } });
  };
  const places = () => dialled.map((line) => line.split(' ')[1]);

  it('check 24: never dials a stranger or a member, whatever is heard of it', async () => {
    teller.turnedAway('stranger', '10.0.0.9');
    teller.heard('stranger', [{ host: '10.0.0.9', port: PORT }]);
    teller.wasAt('stranger', [{ host: '10.0.0.9', port: PORT }]);
    teller.turnedAway('member', '10.0.0.8');
    await settle();
    assert.deepEqual(dialled, []);
  });

  it('hands all of the proof to one that comes from where it said', async () => {
    teller.turnedAway('out', '10.0.0.2');
    await settle();
    assert.deepEqual(dialled, [`out 10.0.0.2:${PORT} first`, `out 10.0.0.2:${PORT} second`]);
  });

  it('tries the ports of its adverts, of its last link and the usual one, at its address', async () => {
    adverts = [
      { host: '10.0.0.7', port: 5000 },
      { host: '10.0.0.2', port: 6000 },
    ];
    teller.wasAt('out', [{ host: '10.0.0.3', port: 7000 }]);
    answer = nobodyThere;
    teller.turnedAway('out', '10.0.0.2');
    await settle();
    const ports = [6000, 5000, 7000, PORT].map((port) => `10.0.0.2:${port}`);
    assert.deepEqual(places(), ports);
  });

  it('tries again soon where it reached nobody, and ever later', async () => {
    answer = nobodyThere;
    const seconds: number[] = [];
    for (let second = 0; second < 120; second += 1) {
      const before = dialled.length;
      teller.turnedAway('out', '10.0.0.2');
      await settle();
      if (dialled.length > before) seconds.push(second);
      clock.advance(1000);
    }
    assert.deepEqual(seconds, [0, 2, 6, 14, 30, 62]);
    // Its port is known now.
    adverts = [{ host: '10.0.0.2', port: 6000 }];
    answer = async () => {};
    clock.advance(60_000);
    teller.turnedAway('out', '10.0.0.2');
    await settle();
    assert.equal(dialled.at(-1), 'out 10.0.0.2:6000 second');
  });

  it('tells one at one address once in a minute, and its copy elsewhere beside that', async () => {
    for (let i = 0; i < 50; i += 1) {
      teller.turnedAway('out', '10.0.0.2');
      await settle();
      clock.advance(1000);
    }
    teller.turnedAway('out', '10.0.0.3');
    await settle();
    assert.deepEqual(
      places(),
      ['10.0.0.2', '10.0.0.2', '10.0.0.3', '10.0.0.3'].map((host) => `${host}:${PORT}`),
    );
    clock.advance(10_000);
    teller.turnedAway('out', '10.0.0.2');
    await settle();
    assert.equal(dialled.length, 6);
  });

  it('tells two copies at one address, each at its own port', async () => {
    // Agents of two persons at one PC, or two homes: one advert hides the other for a while.
    adverts = [{ host: '10.0.0.2', port: 6000 }];
    teller.turnedAway('out', '10.0.0.2');
    await settle();
    clock.advance(2500);
    // The first has taken its key from there; its copy dials on, and its advert is heard now.
    adverts = [{ host: '10.0.0.2', port: 7000 }];
    teller.turnedAway('out', '10.0.0.2');
    await settle();
    assert.deepEqual(
      Array.from(new Set(places())),
      [6000, 7000].map((port) => `10.0.0.2:${port}`),
    );
  });

  it('follows adverts to one set of addresses in a minute, whatever they name', async () => {
    for (let i = 0; i < 200; i += 1) teller.heard('out', [{ host: `10.1.0.${i}`, port: PORT }]);
    await settle();
    assert.deepEqual(new Set(places()), new Set([`10.1.0.0:${PORT}`]));
  });

  it('tells one that changes its address all the time every two seconds at most', async () => {
    for (let i = 0; i < 100; i += 1) {
      teller.turnedAway('out', `10.2.0.${i}`);
      await settle();
      clock.advance(100);
    }
    assert.equal(new Set(places()).size, 5);
  });

  it('check 24: dials a few at once at most, and nobody after its end', async () => {
    answer = () => new Promise(() => {});
    for (let i = 0; i < 100; i += 1) teller.turnedAway(`out ${i}`, '10.0.0.2');
    await settle();
    assert.equal(dialled.length, 4);
    teller.stop();
    teller.turnedAway('out', '10.0.0.9');
    await settle();
    assert.equal(dialled.length, 4);
  });
});
