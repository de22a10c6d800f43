/** What a malicious member can do with calls: be a nuisance for a moment, and nothing beyond. */
import assert from 'node:assert/strict';
import type { CallSignal } from '../../src/model/call.ts';
import { safeSignal } from '../../src/talk/calls/safe-signal.ts';
import { CallingOffice, type CallingPc, ON, ROOM } from './calling-office.ts';

const FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':');
const sdp = (...more: string[]): string =>
  [
    'v=0',
    'o=- 1 2 IN IP4 203.0.113.7',
    's=-',
    't=0 0',
    `a=fingerprint:sha-256 ${FINGERPRINT}`,
    'm=audio 4444 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 203.0.113.7',
    ...more,
    '',
  ].join('\r\n');
const ADDRESSES = ['10.77.0.2', 'fd77::2'];
const candidate = (text: string): CallSignal => ({
  kind: 'candidate',
  candidate: text,
  mid: '0',
  line: 0,
});

describe('talk: hostile calls', () => {
  let office: CallingOffice;
  let anna: CallingPc;
  let ben: CallingPc;
  let mallory: CallingPc;

  beforeEach(() => {
    office = new CallingOffice('abm');
    [anna, ben, mallory] = office.pcs as [CallingPc, CallingPc, CallingPc];
  });

  const ring = (call: string, over: object = {}) => ({
    type: 'call-ring' as const,
    call,
    conversation: ROOM,
    members: [mallory.id, anna.id],
    video: false,
    ...over,
  });

  it('check 77: the browser is told no address but the proven ones of the PC that speaks', () => {
    for (const address of [
      '203.0.113.7',
      '127.0.0.1',
      '10.77.0.9',
      '2001:db8::1',
      'printer.local',
    ]) {
      const told = safeSignal(candidate(`candidate:1 1 udp 5 ${address} 5000 typ host`), ADDRESSES);
      for (const one of told ?? []) {
        assert.ok(one.kind === 'candidate');
        assert.ok(ADDRESSES.includes(one.candidate.split(' ')[4] ?? ''), one.candidate);
      }
    }
    const [description] =
      safeSignal(
        {
          kind: 'offer',
          sdp: sdp(
            'a=candidate:1 1 udp 5 203.0.113.7 5000 typ host',
            'a=rtcp:9 IN IP4 203.0.113.7',
            'a=remote-candidates:1 203.0.113.7 5000',
          ),
        },
        ADDRESSES,
      ) ?? [];
    assert.ok(description?.kind === 'offer');
    assert.doesNotMatch(description.sdp, /203\.0\.113|4444/);
    assert.match(description.sdp, /m=audio 9 /);
  });

  it('check 77: what no browser says is not passed on', () => {
    for (const text of [
      'candidate:1 1 udp 5 203.0.113.7 5000 typ relay raddr 1.2.3.4 rport 5',
      'candidate:1 1 udp 5 203.0.113.7 5000 typ srflx',
      'candidate:1 3 udp 5 10.77.0.2 5000 typ host',
      'candidate:1 1 udp 5 10.77.0.2\r\na=x 5000 typ host',
      'turn:203.0.113.7',
    ])
      assert.equal(safeSignal(candidate(text), ADDRESSES), undefined, text);
    assert.deepEqual(
      safeSignal(candidate('candidate:1 1 udp 5 10.77.0.2 53 typ host'), ADDRESSES),
      [],
    );
    assert.deepEqual(
      safeSignal(candidate('candidate:1 1 tcp 5 10.77.0.2 9 typ host'), ADDRESSES),
      [],
    );
    for (const text of [
      '',
      'v=0\r\n',
      sdp().replace('a=fingerprint', 'a=finger'),
      sdp('m=application 9 UDP/DTLS/SCTP webrtc-datachannel'),
      sdp('a=\u202Ex'),
      sdp(...Array.from({ length: 900 }, () => 'a=x')),
      sdp(`a=${'x'.repeat(2100)}`),
      sdp('m=video 9 UDP/TLS/RTP/SAVPF 96', 'm=video 9 x 96', 'm=video 9 x 96', 'm=video 9 x 96'),
    ])
      assert.equal(
        safeSignal({ kind: 'answer', sdp: text }, ADDRESSES),
        undefined,
        text.slice(0, 80),
      );
  });

  it('check 78: nobody rings in another name, for others, or without end', () => {
    const id = (number: number): string =>
      'k'.repeat(25) + 'abcdefghijklmnopqrstuvwxyz'.charAt(number);
    mallory.online = false;
    for (const over of [
      { members: [ben.id, anna.id] },
      { members: [mallory.id, ben.id] },
      { members: [mallory.id, anna.id, 'z'.repeat(52)] },
      { conversation: 'x'.repeat(52) },
    ])
      anna.calls.heard(mallory.id, ring(id(0), over));
    assert.deepEqual([anna.calls.list(), anna.ends()], [[], []]);
    for (let number = 0; number < 20; number += 1) anna.calls.heard(mallory.id, ring(id(number)));
    assert.equal(anna.calls.list().length, 1);
    assert.equal(anna.ends().length, 5, 'six rings at once; five of them while it rang already');
  });

  it('check 78: a call is nobody’s but of those in it, and who floods it is out of it', () => {
    const here = anna.place([ben]);
    const there = ben.take();
    const call = here.call?.id ?? '';
    const signal = candidate('candidate:1 1 udp 5 10.77.0.2 5000 typ host');
    mallory.calls.heard(anna.id, { type: 'call-in', call, shows: ON, asks: true });
    anna.calls.heard(mallory.id, { type: 'call-out', call, why: 'left' });
    anna.calls.heard(mallory.id, { type: 'call-in', call, shows: ON, asks: true });
    anna.calls.heard(mallory.id, { type: 'call-signal', call, signal });
    assert.deepEqual(here.signals, []);
    assert.equal(here.of(ben.id), 'in');
    for (let count = 0; count < 1000; count += 1)
      anna.calls.heard(ben.id, { type: 'call-signal', call, signal });
    assert.ok(here.signals.length <= 200);
    assert.equal(here.of(ben.id), 'failed');
    assert.ok(here.ended && there.ended);
  });
});
