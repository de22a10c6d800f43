/** Six digits let one newcomer in, and nobody else: hostile checks 6 to 9 of the pairing. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { silentLog } from '../../src/base/log.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { PairingGuest } from '../../src/workgroup/pairing/pairing-guest.ts';
import { PairingInviter } from '../../src/workgroup/pairing/pairing-inviter.ts';
import type { PairingChannel } from '../../src/workgroup/pairing/pairing-proof.ts';
import { identities, pc, textsOf, type Pc } from './support.ts';

describe('workgroup: pairing', () => {
  let keys: Identity[];
  let host: Pc;
  let pairing: PairingInviter;
  before(async () => {
    keys = await identities(3);
  });
  beforeEach(() => {
    host = pc(keys[0] as Identity, 'Reception');
    host.service.create('Office');
    pairing = new PairingInviter({
      workgroup: host.service,
      spki: () => host.identity.spki,
      clock: host.clock,
      log: silentLog,
    });
  });
  afterEach(() => {
    pairing.stop();
    host.close();
  });

  const guestKey = () => keys[1] as Identity;
  /** One TLS connection as each end sees it. */
  function connection(guest: Identity, exporter: Buffer = randomBytes(32)) {
    const atHost: PairingChannel = {
      key: {},
      exporter,
      peerSpki: guest.spki,
      address: '192.0.2.7',
    };
    return { atHost, atGuest: { exporter, peerSpki: host.identity.spki } };
  }
  function attempt(code: string, identity = guestKey(), link = connection(identity)) {
    const guest = new PairingGuest({
      code,
      name: 'Front desk',
      spki: identity.spki,
      channel: link.atGuest,
    });
    const second = guest.confirm(pairing.exchange(link.atHost, guest.exchange()));
    return guest.complete(pairing.confirm(link.atHost, second));
  }
  const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  it('lets a newcomer with the code ask, and in after a yes', async () => {
    const { code, approve } = pairing.open();
    assert.match(code, /^[0-9]{6}$/);
    assert.equal(approve, false);
    const proven = attempt(code);
    assert.equal(proven.workgroupId, host.service.current()?.id);
    assert.deepEqual(proven.inviterSpki, host.identity.spki);
    assert.equal(pairing.invitation(), null);
    const [request] = pairing.requests();
    assert.deepEqual(
      { id: request?.id, name: request?.name, address: request?.address },
      { id: guestKey().id, name: 'Front desk', address: '192.0.2.7' },
    );
    assert.ok(pairing.isPending(guestKey().id));
    assert.ok(!host.service.isMember(guestKey().id));
    const decision = pairing.decision(guestKey().spki);
    await pairing.decide(guestKey().id, true);
    assert.deepEqual(await decision, { decision: 'admitted' });
    const newcomer = pc(guestKey(), 'Front desk');
    newcomer.service.adopt(proven.workgroupId, textsOf(host), proven.inviterSpki);
    assert.equal(newcomer.service.members().length, 2);
    newcomer.close();
  });

  it('admits at once where the person said so beforehand', async () => {
    const { code } = pairing.open({ approve: true });
    attempt(code);
    assert.equal((await pairing.decision(guestKey().spki)).decision, 'admitted');
    assert.ok(host.service.isMember(guestKey().id));
  });

  it('tells a refused newcomer', async () => {
    attempt(pairing.open().code);
    await pairing.decide(guestKey().id, false);
    assert.ok(pairing.isPending(guestKey().id));
    assert.deepEqual(await pairing.decision(guestKey().spki), { decision: 'denied' });
    assert.ok(!pairing.isPending(guestKey().id), 'it may ask nothing more');
    await assert.rejects(pairing.decision(guestKey().spki), { code: 'pairing.expired' });
    await assert.rejects(pairing.decide(guestKey().id, true), { code: 'pairing.not_found' });
  });

  it('tells a newcomer nothing more that was let in and put out again', async () => {
    attempt(pairing.open({ approve: true }).code);
    await pairing.decision(guestKey().spki);
    host.service.events.on('removed', ({ ids }) => pairing.forget(ids));
    await host.service.remove(guestKey().id);
    assert.ok(!pairing.isPending(guestKey().id));
    await assert.rejects(pairing.decision(guestKey().spki), { code: 'pairing.expired' });
  });

  it('answers waiting after twenty seconds, and forgets a newcomer after fifteen minutes', async () => {
    attempt(pairing.open().code);
    const decision = pairing.decision(guestKey().spki);
    host.clock.advance(20_000);
    assert.equal((await decision).decision, 'waiting');
    host.clock.advance(15 * 60_000);
    assert.ok(!pairing.isPending(guestKey().id));
    await assert.rejects(pairing.decision(guestKey().spki), { code: 'pairing.expired' });
  });

  it('lets a newcomer go that hung up, but not one whose connection broke for a moment', async () => {
    attempt(pairing.open().code);
    const hangUp = new AbortController();
    const first = pairing.decision(guestKey().spki, hangUp.signal);
    hangUp.abort();
    assert.equal((await first).decision, 'waiting');
    host.clock.advance(5000);
    const second = pairing.decision(guestKey().spki, new AbortController().signal);
    host.clock.advance(20_000);
    assert.equal((await second).decision, 'waiting');
    assert.equal(pairing.requests().length, 1);
    host.clock.advance(15_000);
    assert.deepEqual(pairing.requests(), []);
    await assert.rejects(pairing.decide(guestKey().id, true), { code: 'pairing.not_found' });
  });

  it('answers at most three of 200 guesses at once', () => {
    const { code } = pairing.open();
    let answered = 0;
    for (let i = 0; i < 200; i += 1) {
      const link = connection(guestKey());
      const guest = new PairingGuest({
        code: wrong(code),
        name: 'x',
        spki: guestKey().spki,
        channel: link.atGuest,
      });
      try {
        pairing.exchange(link.atHost, guest.exchange());
        answered += 1;
      } catch (error) {
        assert.equal((error as { code: string }).code, 'pairing.locked');
      }
    }
    assert.equal(answered, 3);
    assert.throws(() => attempt(code), { code: 'pairing.locked' });
  });

  it('locks after three wrong codes, also for the right one', () => {
    const { code } = pairing.open();
    for (const left of [2, 1, 0]) {
      assert.throws(() => attempt(wrong(code)), { code: 'pairing.wrong_code' });
      assert.equal(pairing.invitation()?.attemptsLeft ?? 0, left);
    }
    assert.throws(() => attempt(code), { code: 'pairing.locked' });
  });

  it('refuses used, expired and never opened codes', () => {
    assert.throws(() => attempt('123456'), { code: 'pairing.closed' });
    const first = pairing.open();
    attempt(first.code);
    assert.throws(() => attempt(first.code, keys[2]), { code: 'pairing.closed' });
    const second = pairing.open();
    host.clock.advance(120_000);
    assert.throws(() => attempt(second.code), { code: 'pairing.expired' });
    const third = pairing.open();
    pairing.close();
    assert.throws(() => attempt(third.code), { code: 'pairing.closed' });
  });

  it('fails for a man in the middle who relays the right code', () => {
    const { code } = pairing.open();
    const middle = keys[2] as Identity;
    const guest = new PairingGuest({
      code,
      name: 'x',
      spki: guestKey().spki,
      channel: { exporter: randomBytes(32), peerSpki: middle.spki },
    });
    const link = connection(middle);
    const second = guest.confirm(pairing.exchange(link.atHost, guest.exchange()));
    assert.throws(() => pairing.confirm(link.atHost, second), { code: 'pairing.wrong_code' });
    assert.equal(pairing.requests().length, 0);
  });

  it('fails where only the keying material of the connection differs', () => {
    const { code } = pairing.open();
    const link = connection(guestKey());
    const other = { ...link, atGuest: { ...link.atGuest, exporter: randomBytes(32) } };
    assert.throws(() => attempt(code, guestKey(), other), { code: 'pairing.wrong_code' });
  });

  it('gives a connection one run and one confirmation', () => {
    const { code } = pairing.open();
    const link = connection(guestKey());
    assert.throws(() => attempt(wrong(code), guestKey(), link), { code: 'pairing.wrong_code' });
    assert.throws(() => attempt(code, guestKey(), link), { code: 'request.invalid' });
    assert.throws(() => pairing.confirm(link.atHost, { tag: '' }), { code: 'request.invalid' });
  });

  it('refuses the identity point, a bad encoding, a wrong length and an endless name', () => {
    pairing.open();
    const ya = 'aGFsbHdheQ==';
    const sid = randomBytes(16).toString('base64');
    const good = new PairingGuest({
      code: '000000',
      name: 'x',
      spki: guestKey().spki,
      channel: connection(guestKey()).atGuest,
    }).exchange();
    for (const message of [
      { ...good, ya: Buffer.alloc(32).toString('base64') },
      { ...good, ya: Buffer.alloc(32, 255).toString('base64') },
      { ...good, ya },
      { ...good, ya: `${good.ya} ` },
      { ...good, sid: `${sid}AAAA` },
      { ...good, name: 'x'.repeat(20_000) },
    ])
      assert.throws(() => pairing.exchange(connection(guestKey()).atHost, message), {
        code: 'request.invalid',
      });
    assert.equal(pairing.invitation()?.attemptsLeft, 3);
  });

  it('tells the newcomer of a host that does not know the code', () => {
    const { code } = pairing.open();
    const link = connection(guestKey());
    const guest = new PairingGuest({
      code,
      name: 'x',
      spki: guestKey().spki,
      channel: link.atGuest,
    });
    const second = guest.confirm(pairing.exchange(link.atHost, guest.exchange()));
    pairing.confirm(link.atHost, second);
    const tag = randomBytes(32).toString('base64');
    assert.throws(() => guest.complete({ tag }), { code: 'pairing.untrusted' });
    const broken = { yb: Buffer.alloc(32).toString('base64'), workgroup: 'a'.repeat(52) };
    assert.throws(() => guest.confirm(broken), { code: 'peer.protocol' });
  });
});
