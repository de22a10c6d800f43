/** A PC that was restored from a backup and writes on alone: nothing that was said is lost. */
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { directId } from '../../src/talk/message.ts';
import { TalkingOffice, type TalkingPc } from './office.ts';

const ROOM = 'everyone';

describe('talk: a PC that forgot what it said', () => {
  let office: TalkingOffice;
  let anna: TalkingPc;
  let ben: TalkingPc;
  let carl: TalkingPc;
  const say = (pc: TalkingPc, text: string, where = ROOM): Promise<unknown> =>
    pc.talk.send(where, { text });
  const all = (...texts: string[]): Promise<unknown> =>
    eventually(
      () => office.pcs.every((pc) => pc.texts(ROOM).toSorted().join() === texts.toSorted().join()),
      5000,
      `all have ${texts.join(', ')}`,
    ).catch((cause: unknown) => {
      throw new Error(JSON.stringify(office.pcs.map((pc) => pc.texts(ROOM))), { cause });
    });
  /** The heads of journals, as a link shows them. */
  const meet = (one: TalkingPc, other: TalkingPc): void => {
    const [mine, theirs] = [one.journals.heads(), other.journals.heads()];
    one.journals.saw(theirs);
    other.journals.saw(mine);
  };
  /** As Anna's disk was before she said the last ones. */
  const restore = (forgotten: number): void => {
    const { database, id } = anna;
    const row = database.get<{ last: number }>('SELECT MAX(seq) AS last FROM journal_entries');
    const kept = (row?.last ?? 0) - forgotten;
    database.run('DELETE FROM journal_entries WHERE seq > ?', kept);
    database.run('DELETE FROM talk_messages WHERE author = ? AND seq > ?', id, kept);
    database.run('DELETE FROM talk_marks');
    database.run('DELETE FROM journal_heads');
    anna.journals.load();
    anna.restart();
  };

  beforeEach(async () => {
    office = await TalkingOffice.of(3);
    [anna, ben, carl] = office.pcs as [TalkingPc, TalkingPc, TalkingPc];
    for (const pc of office.pcs) pc.journals.on('pastFound', () => pc.talk.pastFound());
    for (const text of ['one', 'two']) await say(anna, text);
    await all('one', 'two');
  });
  afterEach(() => {
    for (const pc of office.pcs) pc.talk.stop();
  });

  /** Ben has what Anna forgets; Carl hears what she says instead. */
  const twoLives = async (
    old: readonly string[],
    fresh: readonly string[],
    toCarl: readonly string[] = [],
    { shown = true } = {},
  ): Promise<void> => {
    const direct = directId(anna.id, carl.id);
    office.divide((index) => (index === 2 ? 1 : 0));
    for (const text of old) await say(anna, text);
    await eventually(() => ben.texts(ROOM).length === 2 + old.length, 5000, 'Ben has it');
    if (shown) meet(anna, ben);
    office.divide((index) => (index === 1 ? 1 : 0));
    restore(old.length);
    for (const text of toCarl) await say(anna, text, direct);
    for (const text of fresh) await say(anna, text);
    await eventually(
      () =>
        carl.texts(ROOM).length === 2 + fresh.length && carl.texts(direct).length === toCarl.length,
      5000,
      'Carl has it',
    );
    meet(anna, carl);
    office.divide(() => 0);
    meet(anna, ben);
  };

  it('says both again where two stand at one place, each once for everybody', async () => {
    await twoLives(['forgotten'], ['instead']);
    await all('one', 'two', 'forgotten', 'instead');
    await say(anna, 'and on');
    await all('one', 'two', 'forgotten', 'instead', 'and on');
  });

  it('does so where more was forgotten than was said since', async () => {
    await twoLives(['a', 'b', 'c'], ['x']);
    await all('one', 'two', 'a', 'b', 'c', 'x');
    await say(anna, 'and on');
    await all('one', 'two', 'a', 'b', 'c', 'x', 'and on');
  });

  it('does so where Ben died before Anna showed him her journal', async () => {
    await twoLives(['a', 'b', 'c'], ['x'], [], { shown: false });
    await all('one', 'two', 'a', 'b', 'c', 'x');
    await say(anna, 'and on');
    await all('one', 'two', 'a', 'b', 'c', 'x', 'and on');
    for (const pc of [ben, carl]) assert.deepEqual(pc.texts(ROOM), anna.texts(ROOM));
  });

  it('brings what was said since to whoever had what was forgotten', async () => {
    await twoLives(['a'], ['x', 'y', 'z']);
    await all('one', 'two', 'a', 'x', 'y', 'z');
    for (const pc of office.pcs) assert.equal(new Set(pc.texts(ROOM)).size, 6);
  });

  it('does so where it wrote in two conversations since', async () => {
    await twoLives(['a', 'b', 'c'], ['x'], ['for Carl', 'and more']);
    await all('one', 'two', 'a', 'b', 'c', 'x');
    await say(anna, 'and on');
    await say(anna, 'the end', directId(anna.id, carl.id));
    await all('one', 'two', 'a', 'b', 'c', 'x', 'and on');
    await eventually(
      () => carl.texts(directId(anna.id, carl.id)).length === 3,
      5000,
      'Carl has what was for him alone',
    );
  });

  it('has each at a place of its own in the journal where it wrote in another conversation only', async () => {
    await twoLives(['a', 'b'], [], ['for Carl', 'and more']);
    await all('one', 'two', 'a', 'b');
    await say(anna, 'and on');
    await all('one', 'two', 'a', 'b', 'and on');
    const rows = anna.database.all<{ seq: number }>(
      'SELECT seq FROM talk_messages WHERE author = ? ORDER BY seq',
      anna.id,
    );
    assert.equal(new Set(rows.map(({ seq }) => seq)).size, rows.length);
    const { faults } = anna.journals.check('talk', (seq, root) => anna.talk.holds(seq, root));
    assert.ok(faults.every(({ what }) => what !== 'fact'));
  });
});
