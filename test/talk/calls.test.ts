/** Calls: ringing, taking, refusing, and every way in which one ends. */
import assert from 'node:assert/strict';
import type { CallSignal } from '../../src/model/call.ts';
import { directId } from '../../src/talk/message.ts';
import { CallingOffice, type CallingPc, HeardLine, ON, ROOM } from './calling-office.ts';

const candidate = (address: string): CallSignal => ({
  kind: 'candidate',
  candidate: `candidate:1 1 udp 2122260223 ${address} 50000 typ host generation 0`,
  mid: '0',
  line: 0,
});

describe('talk: calls', () => {
  let office: CallingOffice;
  let anna: CallingPc;
  let ben: CallingPc;
  let carla: CallingPc;
  let dora: CallingPc;

  beforeEach(() => {
    office = new CallingOffice('abcd');
    [anna, ben, carla, dora] = office.pcs as [CallingPc, CallingPc, CallingPc, CallingPc];
  });

  it('rings, is taken, tells what each shows, and is hung up', () => {
    const here = anna.place([ben], true);
    assert.equal(here.of(ben.id), 'ringing');
    assert.equal(ben.rings()?.video, true);
    assert.equal(carla.rings(), undefined);
    const there = ben.take();
    assert.equal(here.of(ben.id), 'in');
    assert.equal(there.of(anna.id), 'in');
    assert.deepEqual(here.call?.people[0]?.shows, ON);
    assert.deepEqual(there.call?.people[0]?.shows, ON);
    ben.calls.show(there.call?.id ?? '', { ...ON, microphone: false });
    assert.equal(here.call?.people[0]?.shows.microphone, false);
    office.clock.advance(61_000);
    ben.calls.leave(there.call?.id ?? '');
    assert.equal(here.of(ben.id), 'left');
    assert.ok(here.ended && there.ended);
    assert.deepEqual([anna.ends(), ben.ends()], [['held'], ['held']]);
    assert.equal(anna.past.list(ROOM, 1)[0]?.seconds, 61);
    assert.deepEqual(anna.calls.list(), []);
  });

  it('says why it was not taken, and notes it as missed', () => {
    const refused = anna.place([ben]);
    ben.calls.leave(ben.rings()?.id ?? '');
    assert.equal(refused.of(ben.id), 'refused');
    const unanswered = anna.place([ben]);
    office.clock.advance(30_000);
    assert.equal(unanswered.of(ben.id), 'unanswered');
    assert.equal(ben.rings(), undefined);
    ben.quiet = true;
    assert.equal(anna.place([ben]).of(ben.id), 'quiet');
    ben.quiet = false;
    const withdrawn = anna.place([ben]);
    anna.calls.leave(withdrawn.call?.id ?? '');
    assert.equal(ben.rings(), undefined);
    assert.deepEqual(ben.ends(), ['refused', 'missed', 'missed', 'missed']);
    assert.deepEqual(anna.ends(), ['refused', 'unanswered', 'unanswered', 'unanswered']);
    assert.equal(ben.past.missed(ROOM), 3);
    assert.equal(ben.past.seen(ROOM), true);
    assert.equal(ben.past.missed(ROOM), 0);
  });

  it('is busy for a third one, and holds one call alone', () => {
    const held = anna.place([ben]);
    ben.take();
    assert.equal(carla.place([ben]).of(ben.id), 'busy');
    assert.deepEqual(ben.ends(), ['missed']);
    assert.equal(held.of(ben.id), 'in');
    assert.throws(() => anna.place([carla]), { code: 'request.conflict' });
    assert.throws(() => anna.calls.take('x'.repeat(26), ON, new HeardLine()), {
      code: 'request.conflict',
    });
  });

  it('connects four, each with each, and goes on without those who go', () => {
    const lines = [anna.place(), ben.take(), carla.take(), dora.take()];
    for (const [index, line] of lines.entries())
      for (const [other, { id }] of office.pcs.entries())
        if (other !== index) assert.equal(line.of(id), 'in', `${index} sees ${other}`);
    const id = lines[0]?.call?.id ?? '';
    anna.calls.leave(id);
    office.cut(dora);
    assert.deepEqual(
      [anna.id, carla.id, dora.id].map((one) => lines[1]?.of(one)),
      ['left', 'in', 'lost'],
    );
    assert.equal(lines[1]?.ended, false);
    carla.calls.leave(id);
    assert.equal(lines[1]?.ended, true);
    for (const pc of office.pcs) assert.deepEqual([pc.calls.list(), pc.ends()], [[], ['held']]);
  });

  it('rings on for the rest of a group, and lets nobody wait for who gave up', () => {
    const here = anna.place([ben, carla]);
    const there = ben.take();
    anna.calls.leave(here.call?.id ?? '');
    assert.notEqual(carla.rings(), undefined);
    assert.equal(there.ended, false);
    office.clock.advance(35_000);
    assert.equal(carla.rings(), undefined);
    assert.equal(there.of(carla.id), 'unanswered');
    assert.ok(there.ended);
  });

  it('is one call where two call each other at once', () => {
    for (const [first, second] of [
      [anna, ben],
      [ben, anna],
    ] as const) {
      // Neither has heard of the other's call when it begins its own.
      first.online = false;
      const one = new HeardLine();
      second.online = true;
      first.calls.place({ conversation: ROOM, members: [second.id], video: false, shows: ON }, one);
      first.online = true;
      const ring = first.sent.at(-1)?.frame;
      const other = second.place([first]);
      assert.ok(ring?.type === 'call-ring');
      second.calls.heard(first.id, ring);
      assert.equal(one.of(second.id), 'in');
      assert.equal(other.of(first.id), 'in');
      assert.equal(one.call?.id, other.call?.id);
      assert.equal(first.calls.list().length + second.calls.list().length, 2);
      first.calls.leave(one.call?.id ?? '');
      assert.ok(one.ended && other.ended);
    }
  });

  it('lets a second one ring while the first does, and tells it at once when that is taken', () => {
    const first = anna.place([ben], false, directId(anna.id, ben.id));
    const second = carla.place([ben]);
    assert.equal(second.of(ben.id), 'ringing');
    assert.equal(ben.calls.list().length, 2);
    assert.equal(first.of(ben.id), 'ringing');
    const there = ben.take();
    assert.equal(there.of(anna.id), 'in');
    assert.equal(second.of(ben.id), 'busy');
    assert.ok(second.ended);
    assert.deepEqual(ben.ends(), ['missed']);
    assert.equal(ben.past.missed(ROOM), 1);
    assert.equal(first.ended, false);
  });

  it('takes the one of two that its person chooses, or neither while it calls itself', () => {
    const first = anna.place([dora]);
    const second = carla.place([dora]);
    dora.calls.take(second.call?.id ?? '', ON, new HeardLine());
    assert.equal(second.of(dora.id), 'in');
    assert.equal(first.of(dora.id), 'busy');
    const third = anna.place([ben]);
    ben.place([dora]);
    assert.equal(third.of(ben.id), 'busy');
    assert.deepEqual(ben.ends(), ['missed', 'unanswered']);
  });

  it('lets nobody of a group wait for one that is busy', () => {
    carla.place([dora]);
    dora.take();
    const here = anna.place([ben, carla]);
    const there = ben.take();
    assert.equal(there.of(carla.id), 'busy');
    anna.calls.leave(here.call?.id ?? '');
    assert.ok(there.ended);
  });

  it('is joined by one more, who need not be of the conversation', () => {
    const direct = directId(anna.id, ben.id);
    const here = anna.place([ben], true, direct);
    const there = ben.take();
    const id = here.call?.id ?? '';
    ben.calls.add(id, carla.id);
    assert.equal(here.of(carla.id), 'ringing');
    const rings = carla.rings();
    assert.equal(rings?.from, ben.id);
    assert.equal(rings?.conversation, directId(ben.id, carla.id));
    assert.equal(rings?.video, true);
    const third = carla.take();
    for (const line of [here, there]) assert.equal(line.of(carla.id), 'in');
    assert.deepEqual([third.of(anna.id), third.of(ben.id)], ['in', 'in']);
    anna.calls.add(id, dora.id);
    const fourth = dora.take();
    assert.deepEqual(
      [anna, ben, carla].map((pc) => fourth.of(pc.id)),
      ['in', 'in', 'in'],
    );
    assert.throws(() => carla.calls.add(id, dora.id), { code: 'request.conflict' });
    dora.calls.leave(id);
    ben.calls.leave(id);
    anna.calls.leave(id);
    assert.ok(third.ended && fourth.ended);
    assert.deepEqual(carla.ends(directId(ben.id, carla.id)), ['held']);
    assert.deepEqual(anna.ends(direct), ['held']);
    for (const pc of office.pcs) assert.deepEqual(pc.calls.list(), []);
  });

  it('says why somebody more does not come, and rings that one again', () => {
    const here = anna.place([ben]);
    const there = ben.take();
    const id = here.call?.id ?? '';
    assert.throws(() => anna.calls.add(id, ben.id), { code: 'request.conflict' });
    assert.throws(() => anna.calls.add(id, 'z'.repeat(52)), { code: 'workgroup.unknown_device' });
    assert.throws(() => carla.calls.add(id, dora.id), { code: 'request.conflict' });
    office.cut(dora);
    assert.throws(() => anna.calls.add(id, dora.id), { code: 'peer.offline' });
    anna.calls.add(id, carla.id);
    carla.calls.leave(id);
    for (const line of [here, there]) assert.equal(line.of(carla.id), 'refused');
    anna.calls.add(id, carla.id);
    for (const line of [here, there]) assert.equal(line.of(carla.id), 'ringing');
    office.clock.advance(30_000);
    for (const line of [here, there]) assert.equal(line.of(carla.id), 'unanswered');
    assert.equal(carla.rings(), undefined);
    assert.equal(here.ended, false);
  });

  it('has place for one of two that are added at once', () => {
    const office = new CallingOffice('abcde');
    const [anna, ben, carla, dora, emil] = office.pcs as [
      CallingPc,
      CallingPc,
      CallingPc,
      CallingPc,
      CallingPc,
    ];
    const here = anna.place([ben, carla]);
    const id = here.call?.id ?? '';
    const there = ben.take();
    carla.take();
    // Neither hears of the other's until both have rung.
    const held: (() => void)[] = [];
    const send = office.send.bind(office);
    office.send = (from, device, frame) => {
      if (frame.type === 'call-add') held.push(() => send(from, device, frame));
      else send(from, device, frame);
    };
    anna.calls.add(id, dora.id);
    ben.calls.add(id, emil.id);
    for (const go of held) go();
    const late = [dora.take(), emil.take()];
    assert.deepEqual([here.of(dora.id), there.of(emil.id)], ['in', 'in']);
    assert.deepEqual([late[0]?.of(ben.id), late[1]?.of(anna.id)], ['busy', 'busy']);
    for (const pc of [anna, ben, carla]) pc.calls.leave(id);
    for (const line of late) assert.ok(line.ended, 'nobody waits for ever');
  });

  it('ends when a browser, an agent or a membership ends', () => {
    const browser = anna.place([ben]);
    const there = ben.take();
    ben.calls.lineGone(there);
    assert.equal(browser.of(ben.id), 'lost');
    const agent = anna.place([ben]);
    ben.take();
    ben.calls.stop();
    assert.equal(agent.of(ben.id), 'lost');
    const member = anna.place([ben]);
    ben.take();
    office.members.delete(ben.id);
    anna.calls.membersChanged();
    assert.equal(member.of(ben.id), 'left');
    assert.deepEqual(anna.calls.list(), []);
  });

  it('says no to nobody, to too many, and where nobody is there', () => {
    const place = (members: readonly string[]) => () =>
      anna.calls.place({ conversation: ROOM, members, video: false, shows: ON }, new HeardLine());
    office.members.add('e'.repeat(52));
    assert.throws(place(office.others(anna.id)), { code: 'request.invalid' });
    assert.throws(place(['z'.repeat(52)]), { code: 'request.invalid' });
    office.cut(ben);
    assert.throws(place([ben.id]), { code: 'peer.offline' });
    assert.equal(anna.place([ben, carla]).of(ben.id), 'away');
  });

  it('passes what browsers say to the one that it is for, with proven addresses', () => {
    const here = anna.place([ben, carla]);
    const there = ben.take();
    const third = carla.take();
    const id = here.call?.id ?? '';
    anna.calls.signal(id, ben.id, candidate('3f2b9c1e-aaaa-bbbb-cccc-0123456789ab.local'));
    anna.calls.signal(id, ben.id, candidate('192.168.7.7'));
    const heard = there.heard.flatMap((one) =>
      'signal' in one && one.signal.kind === 'candidate' ? [one.signal.candidate] : [],
    );
    assert.deepEqual(
      heard.map((line) => line.split(' ')[4]),
      ['10.77.0.2', 'fd77::2', '10.77.0.2'],
    );
    assert.deepEqual(third.signals, []);
    for (const { to, frame } of anna.sent)
      if (frame.type === 'call-signal') assert.equal(to, ben.id);
  });
});
