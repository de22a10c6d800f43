/** What "pause all", "resume all" and "cancel all" do to transfers, whatever happens to one of them. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actOnAll, type AllDesks } from '../../../agent/files/all-transfers.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeLan } from '../fake-lan.ts';

describe('transfer: all at once', function () {
  this.timeout(60_000);
  const lan = new FakeLan();
  after(() => lan.end());

  const none: AllDesks['giving'] = {
    receiving: { list: () => [], act: () => assert.fail('nothing was offered') },
  };

  it('goes on with all within their times; only who is named comes at any time', async () => {
    const [ada, bert] = [await lan.pc('Ada'), await lan.pc('Bert')];
    for (const name of ['a', 'b']) writeFileSync(join(ada.owner.root, name), randomBytes(3 << 20));
    bert.hold.why = 'paused';
    const { id } = await bert.begin(ada, 'a');
    await bert.begin(ada, 'b');
    const desks = { manners: { change: () => {} }, transfers: bert.transfers, giving: none };
    assert.equal(await actOnAll(desks, 'pause'), 2);
    bert.hold.why = 'time';
    assert.equal(await actOnAll(desks, 'resume'), 2);
    const states = (): string => bert.transfers.list().map(({ state }) => state).join(); // biome-ignore format: one
    await eventually(() => states() === 'waiting,waiting', 10_000, 'both wait for their time');
    assert.equal(ada.sent.length, 0);
    await bert.transfers.act(id, 'resume');
    await bert.transfers.ended(id);
    assert.equal(states(), 'waiting,done');
    bert.hold.why = undefined;
    await bert.until(({ target, state }) => target === bert.at('b') && state === 'done', 'b comes');
  });

  it('does it to all others where one is gone, and says where one failed', async () => {
    const acted: string[] = [];
    const problems = new Map<string, Error>([
      ['1', new HallwayError('transfer.not_found', 'There is no such transfer.')],
    ]);
    const act = async (id: string): Promise<never> => {
      const problem = problems.get(id);
      if (problem) throw problem;
      acted.push(id);
      return undefined as never;
    };
    const all = (ids: string[]) =>
      ids.map((id) => ({ id, state: 'paused', kind: 'file' }) as never);
    const desks: AllDesks = {
      manners: { change: () => {} },
      transfers: { list: () => all(['0', '1', '2']), act },
      giving: { receiving: { list: () => all(['3', '4', '5']), act } },
    };
    problems.set('4', new HallwayError('request.conflict', 'It was decided already.'));
    assert.equal(await actOnAll(desks, 'resume'), 4);
    assert.deepEqual(acted.splice(0), ['0', '2', '3', '5']);
    problems.set('2', new HallwayError('disk.full', 'The disk is full.'));
    await assert.rejects(actOnAll(desks, 'cancel'), { code: 'disk.full' });
    assert.deepEqual(acted, ['0', '3', '5']);
  });
});
