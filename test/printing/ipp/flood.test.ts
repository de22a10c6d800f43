/** A share of the million mutated messages of `npm run test:slow`, at codec and server. */
import assert from 'node:assert/strict';
import { flood } from './flood.ts';

describe('IPP server: mutated messages', function () {
  this.timeout(120_000);

  it('check 35: answers each of 1,500 with a status that is not an internal error', async () => {
    const { wrong, decoded, statuses, messages } = await flood(1500, 7);
    assert.deepEqual(wrong, []);
    assert.ok(decoded > 50 && decoded < messages / 2, `${decoded} decoded`);
    assert.ok(statuses.size > 3, 'they come deeper than the decoder');
  });
});
