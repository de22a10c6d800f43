/** What a malicious member can say: in its own name, to whom it may, and nothing else. */
import assert from 'node:assert/strict';
import { canonicalJson } from '../../src/identity/signed-text.ts';
import type { Envelope, MessageBody } from '../../src/model/talk.ts';
import { TalkBook } from '../../src/talk/book.ts';
import { directId } from '../../src/talk/message.ts';
import { TalkingOffice, type TalkingPc, WORKGROUP } from './office.ts';

describe('talk: hostile messages', () => {
  let office: TalkingOffice;
  let anna: TalkingPc;
  let ben: TalkingPc;
  let mallory: TalkingPc;
  let book: TalkBook;
  const salt = 'A'.repeat(22);
  const bookOf = (pc: TalkingPc): TalkBook =>
    new TalkBook(pc.database, WORKGROUP, pc.journal, {
      self: pc.id,
      others: () => office.pcs.flatMap(({ id }) => (id === pc.id ? [] : [id])),
    });
  const body = (over: Partial<MessageBody> = {}): MessageBody => ({
    v: 1,
    conversation: 'everyone',
    number: 1,
    clock: 1,
    key: 'k'.repeat(26),
    at: 5,
    kind: 'text',
    text: 'hello',
    about: null,
    mentions: [],
    attachments: [],
    ...over,
  });
  const sign = (pc: TalkingPc, said: object): Envelope => {
    const text = canonicalJson(said);
    const { text: entry } = pc.journal.append([pc.journal.commitmentOf(salt, text)]);
    return { entry, salt, body: text };
  };
  const take = (from: TalkingPc, ...envelopes: Envelope[]): [number, number] => {
    const { taken, refused } = book.take(from.id, envelopes);
    return [taken.length, refused];
  };

  beforeEach(async () => {
    office = await TalkingOffice.of(3);
    [anna, ben, mallory] = office.pcs as [TalkingPc, TalkingPc, TalkingPc];
    book = bookOf(ben);
  });

  it('check 66: nobody changes or invents what another says', () => {
    const said = sign(anna, body());
    const forged = { ...said, body: said.body.replace('hello', 'adieu') };
    const [own] = [sign(mallory, body({ text: 'I am Anna' }))];
    const borrowed = { ...own, entry: own.entry.replace(mallory.id, anna.id) };
    assert.deepEqual(take(mallory, forged, borrowed, { ...said, salt: 'B'.repeat(22) }), [0, 3]);
    assert.deepEqual(take(mallory, said), [1, 0]);
    assert.deepEqual(take(mallory, said), [0, 0], 'once');
  });

  it('check 66: what is for two comes from one of them', () => {
    const between = directId(anna.id, mallory.id);
    const ours = directId(anna.id, ben.id);
    assert.deepEqual(take(anna, sign(anna, body({ conversation: between }))), [0, 0]);
    const toBen = sign(anna, body({ conversation: ours }));
    assert.deepEqual(take(mallory, toBen), [0, 1], 'not from a third');
    assert.deepEqual(take(mallory, sign(mallory, body({ conversation: ours }))), [0, 1]);
    assert.deepEqual(take(anna, toBen), [1, 0]);
    assert.deepEqual(book.missing(mallory.id, {}), { messages: [], more: false });
    assert.equal(book.missing(anna.id, {}).messages.length, 1);
  });

  it('check 66: a group is what its first message says, and nobody else gets in', () => {
    const facts = { name: 'Sales', members: [anna.id, ben.id].sort(), nonce: 'n'.repeat(26) };
    const others = { ...facts, members: [anna.id, ben.id, mallory.id].sort() };
    const begun = { kind: 'group' as const, text: '' };
    const id = 'a'.repeat(52);
    assert.deepEqual(
      take(mallory, sign(mallory, body({ ...begun, conversation: id, group: others }))),
      [0, 1],
      'an id of its own choice',
    );
    const room = bookOf(anna);
    room.rooms.begun(anna.id, facts);
    const [real] = room.rooms.all().filter(({ kind }) => kind === 'group');
    assert.ok(real);
    const conversation = real.id;
    const first = sign(anna, body({ ...begun, conversation, group: facts }));
    assert.deepEqual(take(mallory, first), [0, 1], 'not from outside');
    assert.deepEqual(take(anna, first), [1, 0]);
    assert.deepEqual(take(mallory, sign(mallory, body({ conversation }))), [0, 1]);
    assert.deepEqual(book.missing(mallory.id, {}).messages, []);
  });

  it('check 66: nothing is left out on the way, moved, or said at two places', () => {
    const [one, two, three] = [1, 2, 3].map((number) =>
      sign(anna, body({ number, clock: number, key: `${'k'.repeat(25)}${'abc'[number - 1]}` })),
    ) as [Envelope, Envelope, Envelope];
    assert.deepEqual(take(mallory, one, three), [1, 0], 'a gap is taken from its author alone');
    assert.deepEqual(take(mallory, two, three), [2, 0]);
    const moved = sign(anna, body({ number: 4, key: 'm'.repeat(26) }));
    const swapped = { ...moved, entry: two.entry };
    assert.deepEqual(take(anna, swapped), [0, 1]);
  });

  it('check 66: odd shapes end as a refusal', () => {
    const odd = [
      body({ text: 'x'.repeat(4001) }),
      body({ conversation: 'nobody' }),
      body({ number: 0 }),
      body({ clock: 2e9 }),
      { ...body(), more: 1 },
      body({ kind: 'group' }),
      { a: Array.from({ length: 20 }).reduce<unknown>((inner) => [inner], 1) },
    ];
    const envelopes = odd.flatMap((said) => {
      try {
        return [sign(mallory, said)];
      } catch {
        return [];
      }
    });
    const [taken, refused] = take(mallory, ...envelopes, { entry: 'x', salt, body: '' });
    assert.equal(taken, 0);
    assert.equal(refused, envelopes.length + 1);
  });

  it('shows no control characters, whoever wrote them', async () => {
    const hidden = '\u202eevil\u0007\nsecond <img onerror=x>';
    assert.deepEqual(take(anna, sign(anna, body({ text: hidden }))), [1, 0]);
    ben.restart();
    assert.deepEqual(ben.texts('everyone'), ['evil\nsecond <img onerror=x>']);
  });
});
