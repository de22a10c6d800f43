/** A colleague's folder as a whole: many small files as one stream, placed in batches, whole or not at all. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { batchEnd } from '../../src/transfer/tree/batch-placing.ts';
import { placeBatch, stageIn } from '../../src/transfer/tree/placing.ts';
import { Stages } from '../../src/transfer/tree/stages.ts';
import type { WantedFile } from '../../src/transfer/tree/tree-plan.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('transfer: small files that are placed together', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  const texts = Array.from({ length: 20 }, (_none, at) => `text of ${at}`);

  function batch(
    names = (index: number): string => `${index}.txt`,
    contents = texts,
    under = folder.path,
  ): Parameters<typeof placeBatch>[0] & { into: string } {
    const into = mkdtempSync(join(under, 'batch-'));
    let at = 0;
    const parts: Buffer[] = [];
    const files = contents.map((text, index) => {
      const record = [Buffer.from(text), createHash('sha256').update(text).digest()];
      parts.push(...record);
      const target = join(into, names(index));
      const file = { target, modified: 1e12 + index * 1000, at, length: text.length };
      at += text.length + 32;
      return file;
    });
    const bytes = new Uint8Array(Buffer.concat(parts));
    return { into, stage: stageIn(into, 'x'), bytes, files };
  }

  it('have their names only once all of them are on the disk', async () => {
    const { into, ...order } = batch();
    let synced = 0;
    const problems = await placeBatch(order, () => {
      synced += 1;
      assert.deepEqual(readdirSync(into), [order.stage.slice(into.length + 1)]);
      assert.equal(readdirSync(order.stage).length, texts.length);
      return true;
    });
    assert.equal(synced, 1);
    assert.deepEqual(new Set(problems), new Set([null]));
    for (const [at, text] of texts.entries())
      assert.equal(readFileSync(join(into, `${at}.txt`), 'utf8'), text);
    assert.equal(statSync(join(into, '3.txt')).mtimeMs, 1e12 + 3000);
    assert.deepEqual(readdirSync(order.stage), []);
  });

  it('leave no half file where a batch ends midway, and come whole the next time', async () => {
    const { into, ...order } = batch();
    const crash = (): never => {
      throw new Error('the power is gone');
    };
    await assert.rejects(placeBatch(order, crash), /power/);
    assert.ok(readdirSync(into).every((name) => name.endsWith('.part')));
    // What is there may be half of something.
    writeFileSync(join(order.stage, '0'), 'longer than what is to come, and wrong');
    assert.deepEqual(new Set(await placeBatch(order, () => false)), new Set([null]));
    for (const [at, text] of texts.entries())
      assert.equal(readFileSync(join(into, `${at}.txt`), 'utf8'), text);
  });

  it('overwrite nothing', async () => {
    const { into, ...order } = batch();
    writeFileSync(join(into, '7.txt'), 'mine');
    const problems = await placeBatch(order, () => true);
    assert.equal(problems[7]?.code, 'path.exists');
    assert.equal(problems.filter((one) => one !== null).length, 1);
    assert.equal(readFileSync(join(into, '7.txt'), 'utf8'), 'mine');
    assert.deepEqual(readdirSync(order.stage), []);
  });

  it('leave out one whose bytes are not what their hash says', async () => {
    const { into, ...order } = batch();
    order.bytes[order.files[7]?.at ?? 0] = 0;
    const problems = await placeBatch(order, () => true);
    assert.equal(problems[7]?.code, 'peer.protocol');
    assert.equal(problems.filter((one) => one !== null).length, 1);
    assert.ok(!existsSync(join(into, '7.txt')));
    assert.equal(readFileSync(join(into, '8.txt'), 'utf8'), texts[8]);
    assert.deepEqual(readdirSync(order.stage), []);
  });

  it('come with their folder where that is not there, once all of them are on the disk', async () => {
    const { into, ...order } = batch((index) => join(`new ${index % 2}`, 'in', `${index}.txt`));
    const problems = await placeBatch(order, () => {
      assert.deepEqual(readdirSync(into), [order.stage.slice(into.length + 1)]);
      return true;
    });
    assert.deepEqual(new Set(problems), new Set([null]));
    for (const [at, text] of texts.entries())
      assert.equal(readFileSync(join(into, `new ${at % 2}`, 'in', `${at}.txt`), 'utf8'), text);
    assert.deepEqual(readdirSync(order.stage), []);
  });

  it('bring no half file with their folder where the disk is full', async function () {
    const disk = mountSmallDisk(join(folder.path, 'small'), 64 * 1024);
    if (!disk) {
      console.log('      skipped: no disk can be mounted here');
      this.skip();
    }
    try {
      const contents = texts.map((text) => text.padEnd(6000, '.'));
      const { into, ...order } = batch((index) => join('new', `${index}.txt`), contents, disk.path);
      const problems = await placeBatch(order, () => true);
      assert.ok(problems.some((one) => one?.code === 'disk.full'));
      assert.ok(problems.some((one) => one === null));
      for (const [index, problem] of problems.entries()) {
        const file = join(into, 'new', `${index}.txt`);
        if (problem) assert.ok(!existsSync(file), `${index} has no name`);
        else assert.equal(readFileSync(file, 'utf8'), contents[index]);
      }
      assert.deepEqual(readdirSync(order.stage), []);
    } finally {
      disk.remove();
    }
  });

  it('overwrite nothing in a folder that somebody makes meanwhile', async () => {
    const { into, ...order } = batch((index) => join('new', `${index}.txt`));
    let synced = 0;
    const problems = await placeBatch(order, () => {
      if (synced++ > 0) return true;
      mkdirSync(join(into, 'new'));
      writeFileSync(join(into, 'new', '7.txt'), 'mine');
      return true;
    });
    assert.equal(problems[7]?.code, 'path.exists');
    assert.equal(problems.filter((one) => one !== null).length, 1);
    assert.equal(readFileSync(join(into, 'new', '7.txt'), 'utf8'), 'mine');
    assert.equal(readFileSync(join(into, 'new', '8.txt'), 'utf8'), texts[8]);
    assert.deepEqual(readdirSync(order.stage), []);
  });

  it('say why where a file is in the way of their folder', async () => {
    const { into, ...order } = batch((index) => join('new', 'in', `${index}.txt`));
    writeFileSync(join(into, 'new'), 'mine');
    const problems = await placeBatch(order, () => true);
    assert.ok(problems.every((one) => one !== null));
    assert.equal(readFileSync(join(into, 'new'), 'utf8'), 'mine');
    assert.deepEqual(readdirSync(order.stage), []);
  });

  it('end a batch where a folder ends, if that is not much too soon', () => {
    const files = (counts: readonly number[], size: number): WantedFile[] =>
      counts.flatMap((count, folder) =>
        Array.from({ length: count }, (_none, at) => {
          const path = `${folder}/${at}`;
          return { path, target: join(folder.toString(), `${at}`), size, modified: 0, etag: '' };
        }),
      );
    assert.equal(batchEnd(files([1000, 1000], 4096), 0), 1000);
    assert.equal(batchEnd(files([1000, 1000], 4096), 1000), 2000);
    assert.equal(batchEnd(files([100, 2000], 10), 0), 1024);
    assert.equal(batchEnd(files([300, 300, 300, 300], 10), 0), 900);
    assert.equal(batchEnd(files([100], 500_000), 0), 8);
    assert.equal(batchEnd(files([5], 5_000_000), 0), 1);
  });
});

describe('transfer: small files that have no name yet', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  it('go when the agent starts again after it was killed, and nothing else goes', async () => {
    let kept: string | undefined;
    const memory = { get: () => kept, set: (value: string) => void (kept = value) };
    const stage = stageIn(folder.path, 'x');
    new Stages({ memory }).begin(stage);
    mkdirSync(stage);
    writeFileSync(join(stage, '0'), 'half');
    const mine = join(folder.path, '.mine.part');
    mkdirSync(mine);
    kept = JSON.stringify([...(JSON.parse(kept ?? '[]') as string[]), mine, 'relative', 5]);
    await new Stages({ memory }).start();
    assert.deepEqual(readdirSync(folder.path), ['.mine.part']);
    assert.equal(kept, '[]');
  });

  it('of a drive that is not there go when it is back', async () => {
    const drive = join(folder.path, 'drive');
    let kept: string | undefined;
    const stages = new Stages({ memory: { get: () => kept, set: (value) => void (kept = value) } });
    const stage = stageIn(drive, 'x');
    stages.begin(stage);
    await stages.start();
    mkdirSync(stage, { recursive: true });
    await stages.start();
    assert.deepEqual(readdirSync(drive), []);
  });
});

describe('transfer: get of a whole folder, between agents', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const shared = join(folder.path, 'shared');
  const target = join(folder.path, 'got');
  let ben: TestAgent;

  before(async () => {
    mkdirSync(join(shared, 'trip', 'Day 1', 'deep'), { recursive: true });
    mkdirSync(join(shared, 'trip', 'empty'));
    for (let at = 0; at < 600; at++)
      writeFileSync(join(shared, 'trip', 'Day 1', `n ${at}.txt`), `number ${at}\n`);
    writeFileSync(join(shared, 'trip', 'Day 1', 'deep', 'large.bin'), randomBytes(3 << 20));
    writeFileSync(join(shared, 'trip', 'nothing'), '');
    const [anna, other] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Ben' }),
    ]);
    ben = other;
    await joinAll([anna, ben]);
    const { id } = await anna.call(api.addShare, { body: { path: shared, name: 'Trips' } });
    const params = { device: anna.deviceId, share: id };
    await eventually(() => ben.call(api.getMount, { params }), 20_000, 'the share is known');
  });

  /** As `sha256sum` would print it for the files, in order of their paths. */
  function listOf(root: string): string {
    const lines = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .map((path) => {
        const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
        return { path: path.slice(root.length + 1), hash };
      })
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
    const text = lines.map(({ hash, path }) => `${hash}  ${path}\n`).join('');
    return createHash('sha256').update(text).digest('hex');
  }

  it('brings all of it, and tells the hash of what is there', async () => {
    const got = await ben.cli('get', 'Anna/Trips/trip', target, '--json');
    assert.equal(got.code, 0, got.stderr);
    const result = got.json<Record<string, unknown>>();
    assert.equal(result['files'], 602);
    assert.equal(result['hash'], listOf(target));
    assert.equal(listOf(target), listOf(join(shared, 'trip')));
    assert.ok(existsSync(join(target, 'empty')));
    const names = readdirSync(target, { recursive: true }).map(String);
    assert.deepEqual(
      names.filter((name) => name.endsWith('.part')),
      [],
    );
    const [there, here] = ['shared/trip', 'got'].map((name) =>
      Math.trunc(statSync(join(folder.path, name, 'Day 1', 'n 5.txt')).mtimeMs),
    );
    assert.equal(here, there);
  });

  it('brings again only what is missing', async () => {
    mkdirSync(join(folder.path, 'again'));
    assert.equal((await ben.cli('get', 'Anna/Trips/trip', join(folder.path, 'again'))).code, 0);
    const again = join(folder.path, 'again', 'trip');
    unlinkSync(join(again, 'Day 1', 'n 7.txt'));
    const inode = statSync(join(again, 'Day 1', 'n 0.txt')).ino;
    const more = await ben.cli('get', 'Anna/Trips/trip', join(folder.path, 'again'), '--json');
    assert.equal(more.json<Record<string, unknown>>()['hash'], listOf(join(shared, 'trip')));
    assert.equal(statSync(join(again, 'Day 1', 'n 0.txt')).ino, inode);
  });

  it('begins nothing where something else is in the way', async () => {
    const again = join(folder.path, 'again', 'trip');
    unlinkSync(join(again, 'Day 1', 'n 8.txt'));
    writeFileSync(join(again, 'nothing'), 'mine');
    utimesSync(join(again, 'nothing'), 5, 5);
    const got = await ben.cli('get', 'Anna/Trips/trip', join(folder.path, 'again'));
    assert.equal(got.code, 1);
    assert.match(got.stderr, /already there/);
    assert.equal(readFileSync(join(again, 'nothing'), 'utf8'), 'mine');
    assert.ok(!existsSync(join(again, 'Day 1', 'n 8.txt')));
  });
});
