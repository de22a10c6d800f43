/** What a dashboard hands over to be given is kept whole, as long as somebody is to get it. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { GivenFiles } from '../../agent/files/given-files.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';

const HOUR_MS = 3_600_000;

describe('transfer: files that a dashboard gives', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  let needed: string[];
  let clock: ManualClock;
  const open = async (home: string): Promise<GivenFiles> => {
    const given = new GivenFiles({ home, needed: () => needed, clock });
    await given.start();
    return given;
  };
  beforeEach(() => {
    [needed, clock] = [[], new ManualClock()];
  });

  it('are kept under a name that leads nowhere, until nobody is to get them', async () => {
    const given = await open(join(folder.path, 'one'));
    const path = await given.keep('../../etc/pass\nwd', Readable.from([Buffer.from('words')]));
    assert.equal(basename(path), '_._.._etc_passwd');
    assert.equal(dirname(dirname(path)), join(folder.path, 'one', 'given'));
    assert.equal(readFileSync(path, 'utf8'), 'words');
    needed = [path];
    clock.advance(2 * HOUR_MS);
    await given.review();
    assert.ok(existsSync(path));
    needed = [];
    await given.review();
    assert.deepEqual(readdirSync(join(folder.path, 'one', 'given')), []);
  });

  it('go at a start, or after an hour, if they were never given', async () => {
    const home = join(folder.path, 'two');
    const given = await open(home);
    const [first, second] = [
      await given.keep('a', Readable.from(['1'])),
      await given.keep('a', Readable.from(['2'])),
    ];
    clock.advance(HOUR_MS - 1);
    await given.review();
    assert.ok(existsSync(first) && existsSync(second));
    clock.advance(1);
    const third = await given.keep('a', Readable.from(['3']));
    assert.deepEqual([existsSync(first), existsSync(second), existsSync(third)], [false, false, true]); // biome-ignore format: one line
    needed = [third];
    await open(home);
    assert.ok(existsSync(third));
    needed = [];
    await open(home);
    assert.ok(!existsSync(third));
  });

  it('stay where they are given while others go', async () => {
    const given = await open(join(folder.path, 'four'));
    const [first, second] = [
      await given.keep('a', Readable.from(['1'])),
      await given.keep('b', Readable.from(['2'])),
    ];
    needed = [first];
    await given.review();
    needed = [];
    const going = given.review();
    needed = [second];
    await Promise.all([going, given.review()]);
    assert.deepEqual([existsSync(first), existsSync(second)], [false, true]);
  });

  it('leave nothing where they break off', async () => {
    const home = join(folder.path, 'three');
    const given = await open(home);
    const broken = new HallwayError('transfer.interrupted', 'The connection broke.');
    const source = Readable.from(
      (async function* () {
        yield await Promise.resolve(Buffer.alloc(100_000));
        throw broken;
      })(),
    );
    await assert.rejects(given.keep('a', source), { code: 'transfer.interrupted' });
    assert.deepEqual(readdirSync(join(home, 'given')), []);
  });
});
