import assert from 'node:assert/strict';
import type { HallwayError } from '../../../src/base/errors.ts';
import { Credits } from '../../../src/shares/smb/credits.ts';

describe('SMB: credits', () => {
  it('refuses a request at once when no reply is under way that could bring credits', async () => {
    const credits = new Credits();
    await credits.take(1);
    // The only reply grants nothing.
    credits.answered(1);
    await assert.rejects(credits.take(1), (error: HallwayError) => error.code === 'host.protocol');
  });

  it('lets those that waited longest go first, as far as the credits reach', async () => {
    const credits = new Credits();
    await credits.take(1);
    const gone: number[] = [];
    const waiting = [2, 1, 3].map((charge) => credits.take(charge).then(() => gone.push(charge)));
    await Promise.resolve();
    assert.deepEqual(gone, []);
    credits.granted(3);
    credits.answered(1);
    credits.serve();
    await Promise.all(waiting.slice(0, 2));
    assert.deepEqual(gone, [2, 1]);
    credits.answered(2);
    credits.granted(2);
    credits.serve();
    assert.equal(gone.length, 2, 'three are not there yet');
    credits.granted(1);
    credits.serve();
    await waiting[2];
    assert.deepEqual(gone, [2, 1, 3]);
  });

  it('has whoever waits hear when nothing more can come, and when the connection ends', async () => {
    const credits = new Credits();
    await credits.take(1);
    const lost = [credits.take(1), credits.take(5)].map((wait) => wait.then(() => '', String));
    credits.answered(1);
    credits.serve();
    for (const words of await Promise.all(lost)) assert.match(words, /not understood|answer/i);
    const other = new Credits();
    await other.take(1);
    const ended = assert.rejects(other.take(1), /gone/);
    other.end(new Error('gone'));
    await ended;
  });
});
