/** A folder of 50,000 entries of a colleague: one answer, while it is read, for whom it is for. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { HallwayError } from '../../src/base/errors.ts';
import { compareCodePoints } from '../../src/shares/folder-names.ts';
import { eventually, joinAll, type TestAgent, useAgents } from '../support/agents.ts';
import { answerOf, openRequest } from '../support/local-stream.ts';
import { temporaryFolder } from '../support/temporary.ts';

const ENTRIES = 50_000;

describe('a folder of 50,000 entries', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  const root = join(folder.path, 'Archive');
  let [anna, ben] = [] as unknown as [TestAgent, TestAgent];
  let params = { device: '', share: '' };
  before(async () => {
    mkdirSync(join(root, 'many'), { recursive: true });
    for (let n = 0; n < ENTRIES; n++) writeFileSync(join(root, 'many', `Letter ${n}.odt`), '');
    writeFileSync(join(root, 'many', '.hidden'), '');
    anna = await agents.start({ name: 'Anna' });
    ben = await agents.start({ name: 'Ben' });
    await joinAll([anna, ben]);
    const body = { path: root, name: 'Archive', hidden: false };
    params = { device: anna.deviceId, share: (await anna.call(api.addShare, { body })).id };
    await eventually(
      async () => (await ben.call(api.listShares, {})).some(({ id }) => id === params.share),
      15_000,
      'Ben sees the share',
    );
  });
  after(() => folder.remove());

  const ask = async (agent: TestAgent) => {
    const outgoing = openRequest(agent, api.readEntries, { params, query: { path: 'many' } });
    outgoing.end();
    return answerOf(outgoing);
  };
  const lines = async function* (agent: TestAgent) {
    for await (const line of createInterface({ input: await ask(agent) }))
      yield JSON.parse(line) as { entries?: { name: string }[]; end?: number; error?: object };
  };

  it('comes as one answer to its owner and to a colleague, each entry once, in order', async () => {
    for (const agent of [anna, ben]) {
      const names: string[] = [];
      let end: number | undefined;
      for await (const line of lines(agent)) {
        names.push(...(line.entries ?? []).map(({ name }) => name));
        end = line.end;
      }
      assert.deepEqual([names.length, end], [ENTRIES, ENTRIES]);
      assert.equal(new Set(names).size, ENTRIES);
      assert.ok(
        names.every((name, n) => n === 0 || compareCodePoints(names[n - 1] ?? '', name) < 0),
      );
    }
  });

  it('ends with the right to it', async () => {
    const answer = await ask(ben);
    await anna.call(api.changeShare, { params: { id: params.share }, body: { with: [] } });
    let last = '';
    for await (const line of createInterface({ input: answer })) last = line;
    // What was on its way already may be all of it on a fast machine.
    assert.match(
      last,
      /^\{"error":\{"code":"(share\.not_found|transfer\.interrupted)"|^\{"end":50000\}/,
    );
    await assert.rejects(ask(ben), (error: HallwayError) => error.code === 'share.not_found');
  });
});
