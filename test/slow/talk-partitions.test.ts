/** A thousand messages among twelve PCs of a network that is divided again and again: one history. */
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { seeded } from '../support/seeded.ts';
import { TalkingOffice, type TalkingPc } from '../talk/office.ts';

const PCS = 12;
const MESSAGES = 1000;

function countOf({ database }: TalkingPc): number {
  return database.get<{ n: number }>('SELECT COUNT(*) AS n FROM talk_messages')?.n ?? 0;
}

describe('talk: a divided network', function () {
  this.timeout(10 * 60_000);

  it('comes to the same history everywhere, each message once and each author in order', async () => {
    const office = await TalkingOffice.of(PCS);
    const random = seeded(7);
    const below = (count: number): number => Math.floor(random() * count);
    for (let index = 0; index < MESSAGES; index += 1) {
      const pc = office.pcs[below(PCS)];
      assert.ok(pc);
      await pc.talk.send('everyone', { text: `message ${index}` });
      if (index % 20 === 19)
        office.divide((at) => (below(8) === 0 ? undefined : (at + below(2)) % 3));
      // As after kill -9: what was said stays.
      if (index % 50 === 49) office.pcs[below(PCS)]?.restart();
    }
    office.divide(() => 0);
    for (const one of office.pcs)
      for (const other of office.pcs) if (one !== other) one.talk.online(other.id);
    await eventually(
      () => office.pcs.every((pc) => countOf(pc) === MESSAGES),
      5 * 60_000,
      'every PC has every message',
    );
    const [first, ...others] = office.pcs.map((pc) => pc.texts('everyone'));
    assert.equal(new Set(first).size, MESSAGES);
    for (const other of others) assert.deepEqual(other, first);
    for (const pc of office.pcs) {
      const said = pc.talk
        .messages({ conversation: 'everyone', limit: MESSAGES })
        .filter(({ from }) => from === pc.id)
        .map(({ text }) => Number(text.split(' ')[1]));
      assert.deepEqual(
        said,
        said.toSorted((a, b) => a - b),
      );
    }
    for (const pc of office.pcs) {
      const check = pc.journals.check('talk', (seq, root) => pc.talk.holds(seq, root));
      assert.deepEqual(check.faults, []);
    }
  });
});
