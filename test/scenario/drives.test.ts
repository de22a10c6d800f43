/** A colleague's stick and images of discs: found, read, pulled in the middle, and back again. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { makeLoopDisk, type LoopDisk } from '../support/loop-disk.ts';
import { answerOf, openRequest, sha256 } from '../support/local-stream.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { hasPrograms, make } from '../shares/images/disc-makers.ts';
import { noise } from '../shares/images/disc-tree.ts';
import { assertUnhurt } from './edge-office.ts';

interface DriveLine {
  id: string;
  kind: string;
  shared: boolean;
  offered: string | null;
}

describe('drives and images of a colleague', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  let [anna, ben]: TestAgent[] = [];
  let disk: LoopDisk | undefined;

  before(async () => {
    anna = await agents.start({ name: 'Anna' });
    ben = await agents.start({ name: 'Ben', env: { HALLWAY_PATIENCE: '3' } });
    await joinAll([anna, ben]);
  });
  after(() => {
    disk?.remove();
    folder.remove();
  });

  function office(): { anna: TestAgent; ben: TestAgent } {
    assert.ok(anna && ben);
    return { anna, ben };
  }

  async function json<T>(agent: TestAgent, ...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await agent.cli(...args, '--json');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as T;
  }

  async function shareNames(agent: TestAgent): Promise<string[]> {
    return (await agent.call(api.listShares, {}))
      .filter(({ available }) => available)
      .map(({ name }) => name);
  }

  it('opens an image for colleagues, over a restart, until it is closed or gone', async function () {
    if (!hasPrograms('xorriso')) this.skip();
    const { anna, ben } = office();
    const [source, image] = [join(folder.path, 'disc'), join(folder.path, 'film.iso')];
    mkdirSync(join(source, 'scenes'), { recursive: true });
    writeFileSync(join(source, 'scenes/Straße.bin'), noise(1, 2_500_000));
    make('xorriso', '-as', 'mkisofs', '-quiet', '-R', '-o', image, source);

    const [opened] = await json<{ name: string; kind: string; access: string }[]>(
      anna, 'drives', 'open', image,
    ); // biome-ignore format: one command
    assert.deepEqual([opened?.name, opened?.kind, opened?.access], ['film', 'drive', 'read']);
    assert.equal((await json<unknown[]>(anna, 'drives', 'open', image)).length, 1);
    await eventually(async () => (await shareNames(ben)).includes('film'), 10_000, 'film');
    const copy = join(folder.path, 'copy.bin');
    const got = await ben.cli('get', 'Anna/film/scenes/Straße.bin', copy);
    assert.equal(got.code, 0, got.stderr);
    assert.ok(readFileSync(copy).equals(noise(1, 2_500_000)));
    const put = await ben.cli('put', copy, 'Anna/film/');
    assert.equal(put.code, 1);
    assert.match(put.stderr, /read/i);

    await anna.stop();
    await anna.start();
    await eventually(async () => (await shareNames(ben)).includes('film'), 20_000, 'film again');
    const images = (await json<DriveLine[]>(anna, 'drives')).filter(({ kind }) => kind === 'image');
    assert.equal(images.length, 1);

    rmSync(image);
    await eventually(async () => !(await shareNames(ben)).includes('film'), 20_000, 'film gone');
    assert.equal((await anna.cli('drives', 'close', 'film')).code, 0);
    assert.deepEqual(
      (await json<DriveLine[]>(anna, 'drives'))
        .map(({ kind }) => kind)
        .filter((k) => k === 'image'),
      [],
    );
    const broken = join(folder.path, 'broken.iso');
    writeFileSync(broken, noise(2, 100_000));
    const refused = await anna.cli('drives', 'open', broken, '--json');
    assert.equal(refused.code, 1);
    assert.equal(JSON.parse(refused.stdout).error.code, 'image.unreadable');
    await assertUnhurt([anna, ben]);
  });

  it('ends what is read from a stick that is pulled, and goes on when it is back', async function () {
    const { anna, ben } = office();
    disk = makeLoopDisk(96 * 1024 * 1024);
    if (!disk) return this.skip();
    const { id } = disk;
    const film = noise(3, 60_000_000);
    writeFileSync(join(disk.putIn(), 'film.bin'), film);
    await eventually(
      async () => (await anna.call(api.listDrives, {})).some((one) => one.id === id && one.asks),
      10_000,
      'the stick is asked about',
    );
    const offered = await json<DriveLine>(anna, 'drives', 'offer', id, '--name', 'Stick');
    assert.deepEqual([offered.shared, offered.offered], [true, 'always']);
    await eventually(async () => (await shareNames(ben)).includes('Stick'), 10_000, 'Stick');
    const share = (await ben.call(api.listShares, {})).find(({ name }) => name === 'Stick');
    assert.ok(share);

    const params = { device: share.device, share: share.id };
    const outgoing = openRequest(ben, api.readFile, { params, query: { path: 'film.bin' } });
    outgoing.end();
    const answer = await answerOf(outgoing);
    const busy = await anna.cli('drives', 'eject', id, '--json');
    assert.equal(JSON.parse(busy.stdout).error.code, 'drive.busy');
    assert.match(JSON.parse(busy.stdout).error.message, /^Ben is still using/);
    disk.pull();
    await eventually(async () => !(await shareNames(ben)).includes('Stick'), 10_000, 'Stick gone');
    await assert.rejects(async () => {
      for await (const _chunk of answer);
    });
    const missing = await ben.cli('ls', 'Anna/Stick');
    assert.equal(missing.code, 1);

    disk.putIn();
    await eventually(async () => (await shareNames(ben)).includes('Stick'), 10_000, 'Stick back');
    const again = (await ben.call(api.listShares, {})).find(({ name }) => name === 'Stick');
    assert.equal(again?.id, share.id);
    const copy = join(folder.path, 'film.bin');
    const got = await ben.cli('get', 'Anna/Stick/film.bin', copy);
    assert.equal(got.code, 0, got.stderr);
    assert.equal(sha256(readFileSync(copy)), sha256(film));

    const ejected = await anna.cli('drives', 'eject', id);
    assert.equal(ejected.code, 0, ejected.stderr);
    await eventually(async () => !(await shareNames(ben)).includes('Stick'), 10_000, 'ejected');
    await assertUnhurt([anna, ben]);
  });

  it('tells in words that a medium was taken out while it was fetched, and offers no other in its place', async function () {
    const { anna, ben } = office();
    const [film, other] = [
      makeLoopDisk(48 * 1024 * 1024, 'FILM'),
      makeLoopDisk(24 * 1024 * 1024, 'OTHER'),
    ];
    if (!film || !other) return this.skip();
    try {
      const bytes = noise(4, 30_000_000);
      writeFileSync(join(film.putIn(), 'reel.bin'), bytes);
      const asks = (id: string) => async () =>
        (await anna.call(api.listDrives, {})).some((one) => one.id === id && one.asks);
      await eventually(asks(film.id), 10_000, 'the medium is asked about');
      await json(anna, 'drives', 'offer', film.id, '--once', '--name', 'Film');
      await eventually(async () => (await shareNames(ben)).includes('Film'), 10_000, 'Film');
      // Slow enough to be taken out in the middle.
      await ben.call(api.setTransferLimits, { body: { down: 3_000_000 } });
      const copy = join(folder.path, 'taken-out.bin');
      const getting = ben.cli('get', 'Anna/Film/reel.bin', copy);
      await eventually(
        async () =>
          (await ben.call(api.listTransfers, {})).some(
            ({ path, bytes }) => path === 'reel.bin' && bytes > 0,
          ),
        20_000,
        'some of it came',
      );
      film.pull();
      const got = await getting;
      assert.equal(got.code, 1);
      assert.match(got.stderr, /is not there now\. Plug the drive in again/);
      assert.ok(!existsSync(copy), 'no half file under the name');
      await ben.call(api.setTransferLimits, { body: { down: null } });

      // Another medium comes: what was offered of the first is not its.
      other.putIn();
      await eventually(asks(other.id), 10_000, 'the other medium is asked about');
      const isOver = async (): Promise<boolean> => !(await shareNames(ben)).includes('Film');
      await eventually(isOver, 10_000, 'Ben hears that the offer is over');
      // Offered until it was taken out: back again, it is asked about anew.
      film.putIn();
      await eventually(asks(film.id), 10_000, 'the first is asked about again');
      assert.ok(await isOver(), 'nor is it offered anew');
    } finally {
      film.remove();
      other.remove();
    }
    await assertUnhurt([anna, ben]);
  });
});
