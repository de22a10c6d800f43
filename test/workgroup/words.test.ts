/** Whatever becomes of a member, its person and the others read it in whole sentences. */
import assert from 'node:assert/strict';
import type { Identity } from '../../src/identity/identity.ts';
import { departureNotice } from '../../src/workgroup/departure/departure-notice.ts';
import { foldMembership, type Departure } from '../../src/workgroup/membership.ts';
import { newsBetween } from '../../src/workgroup/membership-news.ts';
import { copyOf, Device, identities, pull, sync } from './support.ts';

const TIME = Date.UTC(2026, 10, 22, 12, 0);
/** What a person is shown of a notice. */
const SHOWN = 500;

describe('workgroup: words', () => {
  let keys: Identity[];
  before(async () => {
    keys = await identities(4);
  });

  const notice = (departure: Departure, own = false, name = 'Anna', workgroup = 'Office') =>
    departureNotice({ departure, own, workgroup, names: new Map([['by', name]]), time: TIME });

  it('says who, when, what stays and what to do, for each way out', () => {
    for (const [reason, who] of [
      ['removed', /^Anna removed this PC from the workgroup “Office”\./],
      [
        'left',
        /^This PC had left the workgroup “Office” already; its data may come from a backup\./,
      ],
      ['forked', /^This PC is out of .*in use twice, restored from a backup or copied/],
      ['void', /^This PC is out of .*Anna, which let it in, was put out before/],
    ] as const) {
      const text = notice({ reason, by: 'by' }) ?? '';
      assert.match(text, who);
      assert.match(text, /learned of it on 22 November 2026/);
      assert.match(text, /Your files and what you share stay on this PC/);
      assert.match(text, /new code/);
    }
  });

  it('says nothing to a person who has just left, and names nobody whom it does not know', () => {
    assert.equal(notice({ reason: 'left', by: 'by' }, true), null);
    assert.match(notice({ reason: 'removed', by: null }) ?? '', /^Another PC removed this PC/);
    assert.match(notice({ reason: 'void', by: 'unknown' }) ?? '', /: another PC, which let it in/);
  });

  it('is short enough to be shown whole, also with the longest names', () => {
    const long = 'W'.repeat(63);
    for (const reason of ['removed', 'left', 'forked', 'void'] as const)
      assert.ok((notice({ reason, by: 'by' }, false, long, long)?.length ?? 0) <= SHOWN, reason);
  });

  it('tells the others what became of a member', () => {
    const a = Device.found(keys[0] as Identity);
    const [b, c] = [a.admit(keys[1] as Identity, 'Ben'), a.admit(keys[2] as Identity, 'Carla')];
    sync(a, b, c);
    const peerNames = () => new Map([[b.id, 'Ben upstairs']]);
    let before = foldMembership(a.log);
    const news = () => {
      const after = foldMembership(a.log);
      const found = newsBetween(before, after, { self: a.id, time: TIME, peerNames });
      before = after;
      return found.map(({ what, text }) => `${what}: ${text}`);
    };
    assert.deepEqual(news(), []);
    const d = c.admit(keys[3] as Identity, 'Dora');
    pull(a.log, d.log);
    assert.deepEqual(news(), ['joined: Carla let Dora in.']);

    const copy = new Device(c.identity, copyOf(b.log));
    copy.write('note', { copy: true });
    pull(a.log, copy.log);
    assert.deepEqual(news(), [
      'forked: Carla was put out, because it was restored from a backup or copied and the two ' +
        'contradict each other. It can join again with a new code.',
      'void: Dora is out, because Carla, which let it in, was put out before that. It can join ' +
        'again with a new code.',
    ]);
    a.remove(b.id);
    assert.deepEqual(news(), ['removed: This PC removed Ben upstairs.']);
  });
});
