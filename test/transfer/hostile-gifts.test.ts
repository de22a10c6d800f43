/** What is given reaches those alone that it is for, and what is offered does no harm here. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { SentFiles } from '../../agent/files/sent-files.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { Gift } from '../../src/model/sending.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import type { PeerTransport } from '../../src/net/peer-transport.ts';
import { Settings } from '../../src/store/settings.ts';
import { openDatabase } from '../../src/store/database.ts';
import { ReceiveRuleBook } from '../../src/transfer/sending/receive-rules.ts';
import { freePlace, runReceipt } from '../../src/transfer/sending/receipt-run.ts';
import { Hold } from '../../src/transfer/manners/hold.ts';
import {
  ReceivingDesk,
  type ReceivingDeskOptions,
} from '../../src/transfer/sending/receiving-desk.ts';
import { SendingDesk } from '../../src/transfer/sending/sending-desk.ts';
import { recordOf } from '../../src/transfer/tree/file-records.ts';
import { placeBatch, type SmallFilePlacer, stageIn } from '../../src/transfer/tree/placing.ts';
import { Stages } from '../../src/transfer/tree/stages.ts';
import { fetchFiles } from '../../src/transfer/tree/tree-fetch.ts';
import type { TreeFiles } from '../../src/transfer/tree/tree-files.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { readTogether } from './read-records.ts';

const ANNA = 'a'.repeat(52);
const BERT = 'b'.repeat(52);
const MALLORY = 'm'.repeat(52);
const ID = 'g'.repeat(16);

/** Without limits. */
const open = (transport: PeerTransport) => ({
  transport,
  paced: () => transport,
  hold: new Hold(),
});

describe('transfer: hostile gifts', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  const away: PeerTransport = {
    call: () => Promise.reject(new HallwayError('peer.offline', 'Not there.')),
    open: () => Promise.reject(new HallwayError('peer.offline', 'Not there.')),
  };

  function sendingDesk(): { desk: SendingDesk; files: SentFiles } {
    const desk: SendingDesk = new SendingDesk({
      database: openDatabase(':memory:'),
      transport: away,
      isOnline: () => false,
      others: () => [BERT, MALLORY],
      nameOf: (device) => device,
      measure: (path) => files.measure(path),
      newId: () => ID,
      clock: systemClock,
    });
    const files = new SentFiles({
      home: folder.path,
      readable: (device, id) => desk.readable(device, id),
      nameOf: (device) => device,
      paused: () => false,
      clock: systemClock,
      log: silentLog,
    });
    desk.on('changed', () => files.review());
    return { desk, files };
  }

  /** In this thread. */
  const placer: SmallFilePlacer = {
    place: async (batch) => {
      const problems = await placeBatch(batch, () => false);
      return { problems, bytes: batch.bytes };
    },
  };
  const noStages = (): Stages =>
    new Stages({ memory: new Settings(openDatabase(':memory:')).entry('stages') });
  const never = (): never => {
    throw new Error('not asked for');
  };
  const noTransfers = {
    begin: never,
    ended: never,
    act: never,
    partsOf: () => [],
    drop: async () => {},
  };
  /** Its sender is away. */
  const waiting = (): never => {
    throw new HallwayError('peer.offline', 'Not there.');
  };

  function receivingDesk(more: Partial<ReceivingDeskOptions> = {}): ReceivingDesk {
    return new ReceivingDesk({
      database: openDatabase(':memory:'),
      ...open(away),
      transfers: noTransfers,
      placer,
      stages: noStages(),
      filesOf: never,
      rules: new ReceiveRuleBook({
        memory: {
          get: () => undefined,
          set: () => {},
        },
        defaultFolder: () => folder.path,
        nameOf: (device) => device,
      }),
      nameOf: (device) => device,
      clock: systemClock,
      log: silentLog,
      ...more,
    });
  }
  const idOf = (number: number): string =>
    `${'a'.repeat(12)}${Array.from({ length: 4 }, (_none, at) => 'abcdefgh'[(number >> (3 * at)) & 7]).join('')}`;
  const gift = (id: string, name = 'plan.pdf'): Gift => {
    return { id, name, kind: 'file', bytes: 3, files: 1 };
  };

  it('check 67: what is given can be read by those alone whom it is for, and until they have it', async () => {
    writeFileSync(join(folder.path, 'pay.ods'), 'pay');
    writeFileSync(join(folder.path, 'beside.txt'), 'secret');
    const { desk, files } = sendingDesk();
    await desk.add({ path: join(folder.path, 'pay.ods'), to: [BERT] });
    assert.equal(files.openFor(MALLORY, ID), undefined);
    const forBert = files.openFor(BERT, ID);
    assert.ok(forBert);
    assert.equal((await forBert.stat('pay.ods')).size, 3);
    for (const path of ['beside.txt', '../beside.txt', 'pay.ods/../beside.txt', './beside.txt'])
      await assert.rejects(forBert.stat(path), HallwayError, path);
    assert.deepEqual(
      (await forBert.list('')).entries.map(({ name }) => name),
      ['pay.ods'],
    );
    await assert.rejects(forBert.createFolder('x'), { code: 'share.read_only' });
    // What another PC says of it counts for nothing.
    desk.heard(MALLORY, ID, { state: 'done', bytes: 3 });
    assert.equal(desk.list()[0]?.to[0]?.state, 'waiting');
    desk.heard(BERT, ID, { state: 'done', bytes: 3 });
    assert.equal(files.openFor(BERT, ID), undefined);
    await assert.rejects(forBert.stat('pay.ods'), { code: 'share.not_found' });
  });

  it('check 67: what was cancelled is read by nobody, however it went and whatever they say', async () => {
    const path = join(folder.path, 'large.bin');
    writeFileSync(path, Buffer.alloc(20_000_000, 1));
    const states = [['failed'], ['declined', 'running'], ['running']] as const;
    for (const said of states) {
      const { desk, files } = sendingDesk();
      await desk.add({ path, to: [BERT] });
      const { stream } = await (files.openFor(BERT, ID) ?? assert.fail('not given')).read('large.bin'); // biome-ignore format: one
      for (const state of said) desk.heard(BERT, ID, { state, bytes: 0 });
      await desk.cancel(ID);
      assert.equal(files.openFor(BERT, ID), undefined, said.join());
      await assert.rejects(stream.toArray(), { code: 'share.not_found' });
      for (const state of ['failed', 'running'] as const) desk.heard(BERT, ID, { state, bytes: 0 });
      assert.equal(files.openFor(BERT, ID), undefined, said.join());
    }
    const { desk, files } = sendingDesk();
    await desk.add({ path, to: [BERT] });
    desk.heard(BERT, ID, { state: 'done', bytes: 20_000_000 });
    desk.heard(BERT, ID, { state: 'running', bytes: 0 });
    assert.equal(files.openFor(BERT, ID), undefined);
  });

  it('check 68: an offer is its sender’s alone, waits for a yes, and is one of few', async () => {
    const desk = receivingDesk();
    assert.equal((await desk.offered(ANNA, gift(ID))).state, 'asked');
    await assert.rejects(desk.offered(MALLORY, gift(ID)), { code: 'request.conflict' });
    await desk.withdrawn(MALLORY, ID);
    assert.equal(desk.list()[0]?.state, 'asked');
    let taken = 0;
    for (let i = 0; i < 400; i++)
      await desk.offered(MALLORY, gift(idOf(i))).then(
        () => (taken += 1),
        () => {},
      );
    assert.ok(desk.list().length <= 51, `${desk.list().length} after ${taken}`);
  });

  it('check 68: nobody fills the room of others, be it with what runs or with what is over', async () => {
    const dropped: string[] = [];
    const drop = async (id: string): Promise<void> => void dropped.push(id);
    const desk = receivingDesk({ transfers: { ...noTransfers, drop }, filesOf: waiting });
    await desk.offered(ANNA, gift(ID));
    await desk.act(ID, 'decline');
    const offer = async (from: string, number: number): Promise<unknown> =>
      desk.offered(from, gift(idOf(number)));
    for (let i = 0; i < 400; i++) {
      await offer(MALLORY, i);
      await desk.withdrawn(MALLORY, idOf(i));
    }
    // The oldest of whoever has most goes, with what was under way of it.
    assert.equal(desk.list().length, 300);
    assert.ok(desk.list().some(({ id }) => id === ID));
    assert.ok(dropped.includes(idOf(0)));
    // What was accepted and does not end counts as well.
    for (let i = 400; i < 450; i++) {
      await offer(MALLORY, i);
      await desk.act(idOf(i), 'accept');
    }
    await assert.rejects(offer(MALLORY, 450), { code: 'request.busy' });
    assert.equal((await desk.offered(BERT, gift(idOf(451)))).state, 'asked');
    await desk.stop();
  });

  it('check 68: what is accepted twice, or taken back meanwhile, comes once or not at all', async () => {
    const desk = receivingDesk({ filesOf: waiting });
    await desk.offered(ANNA, gift(ID));
    const both = await Promise.allSettled([desk.act(ID, 'accept'), desk.act(ID, 'accept')]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    const other = idOf(1);
    await desk.offered(ANNA, gift(other));
    const accepted = desk.act(other, 'accept');
    await desk.withdrawn(ANNA, other);
    await assert.rejects(accepted, { code: 'request.conflict' });
    assert.equal(desk.list().find(({ id }) => id === other)?.state, 'cancelled');
    // Two of one name at once get two places.
    const [one, two] = [idOf(2), idOf(3)];
    await desk.offered(ANNA, gift(one, 'same.txt'));
    await desk.offered(BERT, gift(two, 'same.txt'));
    const places = await Promise.all([desk.act(one, 'accept'), desk.act(two, 'accept')]);
    assert.equal(new Set(places.map(({ target }) => target)).size, 2);
    await desk.stop();
  });

  it('check 68: what came before it could be stopped is there', async () => {
    for (const action of ['pause', 'cancel', 'withdrawn'] as const) {
      const place = join(folder.path, `done-${action}.txt`);
      let come = (): void => {};
      const asked = new Promise<void>((resolve) => {
        come = resolve;
      });
      const stat = async (): Promise<Entry> => {
        await asked;
        // It is in its place already.
        writeFileSync(place, 'abc');
        utimesSync(place, 5, 5);
        return { name: 'x', kind: 'file', size: 3, modified: 5000 };
      };
      const filesOf = (): TreeFiles => ({ stat }) as unknown as TreeFiles;
      const desk = receivingDesk({ filesOf });
      await desk.offered(ANNA, gift(ID, `done-${action}.txt`));
      await desk.act(ID, 'accept');
      const over = action === 'withdrawn' ? desk.withdrawn(ANNA, ID) : desk.act(ID, action);
      come();
      await over;
      assert.deepEqual(
        desk.list().map(({ state, problem }) => [state, problem]),
        [['done', null]],
        action,
      );
    }
  });

  it('check 69: a name that is a path, a device or hidden becomes a file of the chosen folder', async () => {
    const into = join(folder.path, 'into');
    mkdirSync(into);
    for (const name of [
      '../../x',
      '..',
      '.bashrc',
      'CON',
      'a\u202egpj.exe',
      'a/b',
      '\\\\host\\x',
    ]) {
      const place = await freePlace(into, name);
      writeFileSync(place, '');
      assert.equal(join(place, '..'), into, name);
    }
    assert.ok(readdirSync(into).every((name) => !name.startsWith('.') && name !== 'CON'));
  });

  it('check 70: of many files as one stream none is kept whose bytes are not what was said', async () => {
    const good = recordOf({ bytes: Buffer.from('good'), modified: 5 });
    const all = async (parts: Buffer[], count = 1): Promise<number> =>
      (await readTogether(parts, count)).answers.length;
    assert.equal(await all([...good, ...good], 2), 2);
    const [head = Buffer.alloc(0), bytes = Buffer.alloc(0), hash = Buffer.alloc(0)] = good;
    const flipped = Buffer.from(bytes);
    flipped[0] = 0;
    const into = join(folder.path, 'flipped');
    mkdirSync(into);
    const { answers, memory } = await readTogether([head, flipped, hash, ...good], 2);
    const files = answers.map((answer, index) => {
      assert.ok('at' in answer);
      return { ...answer, length: answer.size, target: join(into, `${index}`) };
    });
    const order = { stage: stageIn(into, 'x'), bytes: memory, files };
    const problems = await placeBatch(order, () => true);
    assert.deepEqual(
      problems.map((problem) => problem?.code),
      ['peer.protocol', undefined],
    );
    assert.deepEqual(
      readdirSync(into).filter((name) => !name.endsWith('.part')),
      ['1'],
    );
    // What comes behind the last is nobody's.
    const { answers: first, wholly } = await readTogether([...good, ...good], 1);
    assert.deepEqual([first.length, wholly], [1, false]);
    const huge = Buffer.from(JSON.stringify({ size: 1 << 30, modified: 1 }));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(huge.length);
    await assert.rejects(all([length, huge]), { code: 'peer.protocol' });
    length.writeUInt32BE(1 << 30);
    await assert.rejects(all([length]), { code: 'peer.protocol' });
    await assert.rejects(all([head, bytes]), { code: 'transfer.interrupted' });
  });

  it('check 70: small files whose names begin alike are each what they are', async () => {
    const into = join(folder.path, 'alike');
    mkdirSync(into);
    const names = Array.from({ length: 24 }, (_, at) => `${'あ'.repeat(70)}${at}.txt`);
    const files = names.map((name, at) => {
      const size = Buffer.byteLength(name);
      return { path: name, target: join(into, name), size, modified: 1e12 + at, etag: '' };
    });
    const bodies = files.flatMap(({ path, modified }) =>
      recordOf({ bytes: Buffer.from(path), modified }),
    );
    const transport: PeerTransport = {
      ...away,
      open: () => Promise.resolve({ headers: {}, body: Readable.from(bodies) } as never),
    };
    const never = (): never => assert.fail('no large file');
    const transfers = { begin: never, ended: never, act: never };
    const order = { device: MALLORY, share: ID, of: ID, root: into, files, onBytes: () => {} };
    const signal = new AbortController().signal;
    const parts = {
      ...open(transport),
      transfers,
      placer,
      stages: noStages(),
      clock: systemClock,
      log: silentLog,
    };
    await fetchFiles(parts, { ...order, signal });
    for (const name of names) assert.equal(readFileSync(join(into, name), 'utf8'), name);
  });

  it('tells how files came even where their stage cannot be removed', async () => {
    const into = join(folder.path, 'staged');
    mkdirSync(into);
    const transfers = { begin: never, ended: never, act: never };
    const stages = noStages();
    stages.end = () => Promise.reject(new Error('the disk is full'));
    const parts = { placer, stages, transfers, clock: systemClock, log: silentLog };
    const file = { path: 'a', target: join(into, 'a'), size: 1, modified: 1e12, etag: '' };
    const order = { device: MALLORY, share: ID, of: ID, root: into, files: [file] };
    const { signal } = new AbortController();
    const get = (transport: PeerTransport) =>
      fetchFiles({ ...parts, ...open(transport) }, { ...order, signal, onBytes: () => {} });
    const body = recordOf({ bytes: Buffer.from('a'), modified: 1e12 });
    const sender = { ...away, open: async () => ({ headers: {}, body: Readable.from(body) }) as never }; // biome-ignore format: one
    assert.deepEqual(await get(sender), []);
    assert.equal(readFileSync(file.target, 'utf8'), 'a');
    rmSync(file.target);
    const denied = new HallwayError('share.not_found', 'There is no such share.');
    await assert.rejects(get({ ...away, open: () => Promise.reject(denied) }), denied);
  });

  /** As a folder of `count` files of one byte that their giver answers with these records. */
  function told(count: number, name: string, answer: () => Buffer[]) {
    const into = join(folder.path, name);
    mkdirSync(into);
    const files = Array.from({ length: count }, (_none, at) => {
      return { path: `${at}`, target: join(into, `${at}`), size: 1, modified: 1e12, etag: '' };
    });
    const transport: PeerTransport = {
      ...away,
      open: () =>
        Promise.resolve({ headers: {}, body: Readable.from(files.flatMap(answer)) } as never),
    };
    const { signal } = new AbortController();
    const order = { device: MALLORY, share: ID, of: ID, root: into, files, onBytes: () => {} };
    return {
      into,
      order: { ...order, signal },
      parts: { ...open(transport), placer, stages: noStages(), clock: systemClock, log: silentLog },
    };
  }
  const ROOM = 17 << 20;

  it('check 68: small files that are more than was told end all, before the disk is full of them', async () => {
    const bytes = Buffer.alloc(512 * 1024, 7);
    const { into, order, parts } = told(100, 'grown', () => recordOf({ bytes, modified: 1 }));
    const transfers = { begin: never, ended: never, act: never };
    await assert.rejects(fetchFiles({ ...parts, transfers }, order), { code: 'request.too_large' });
    const placed = readdirSync(into).reduce((sum, one) => sum + statSync(join(into, one)).size, 0);
    assert.ok(placed <= ROOM, `${placed} bytes`);
  });

  it('check 68: nor do small files that are large ones take more than that', async () => {
    const { order, parts } = told(60, 'large', () => recordOf(undefined));
    const most: number[] = [];
    const transfers = {
      begin: async (_order: unknown, how: { most?: number } = {}) =>
        ({ id: String(most.push(how.most ?? Infinity) - 1) }) as Transfer,
      ended: async (id: string) =>
        ({ state: 'done', sources: [], total: most[Number(id)] }) as unknown as Transfer,
      act: async () => ({}) as Transfer,
    };
    await fetchFiles({ ...parts, transfers }, order);
    assert.equal(most.length, 60);
    // Those that are under way at the same time do not know of each other.
    const sum = most.reduce((all, one) => all + one, 0);
    assert.ok(sum <= 3 * ROOM, `${sum} bytes`);
  });

  it('check 68: a folder that is much more than was offered is not begun', async () => {
    const entry = (at: number) => ({ name: `${at}.txt`, kind: 'file' as const, size: 1, modified: 1, etag: '' }); // biome-ignore format: one
    async function* entries() {
      yield Array.from({ length: 300 }, (_, at) => entry(at));
    }
    const target = join(folder.path, 'not offered');
    const offered = { id: ID, name: 'Note', kind: 'folder' as const, bytes: 12, files: 1 };
    const record = { ...offered, from: MALLORY, created: 1, state: 'running' as const, target, here: 0, problem: null }; // biome-ignore format: one
    const never = (): never => assert.fail('nothing is asked for');
    const run = runReceipt(
      {
        ...open(away),
        transfers: { begin: never, ended: never, act: never },
        placer,
        stages: noStages(),
        clock: systemClock,
        log: silentLog,
        filesOf: () => ({ stat: never, entries }),
      },
      record,
      { signal: new AbortController().signal, changed: () => {}, onWaiting: () => {} },
    );
    await assert.rejects(run, { code: 'request.too_large' });
    assert.equal(existsSync(target), false);
  });
});
