/** How much of the internet is lent: counted before it is handed on, to the byte, also over a crash. */
import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { silentLog } from '../../src/base/log.ts';
import { Allowances } from '../../src/internet/allowances.ts';
import { Lender } from '../../src/internet/lender.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';

const BEN = 'b'.repeat(52);
const CARLA = 'c'.repeat(52);
const MIB = 1024 * 1024;
const HOUR = 3_600_000;

describe('what is lent of the internet', () => {
  const place = temporaryFolder();
  let number = 0;
  let clock: ManualClock;
  let file: string;
  let database: Database;
  let allowances: Allowances;
  const opened: Database[] = [];

  /** As after a crash: another one on the same file. */
  const again = (): Allowances => {
    database = openDatabase(file);
    opened.push(database);
    const made = new Allowances({ database, clock, log: silentLog });
    made.start();
    return made;
  };
  beforeEach(() => {
    clock = new ManualClock(new Date(2026, 4, 12, 9, 30).getTime());
    file = join(place.path, `${(number += 1)}.db`);
    allowances = again();
  });
  afterEach(() => {
    for (const one of opened.splice(0)) one.close();
  });
  after(() => place.remove());

  it('hands on what was lent to the byte, and nothing to anybody else', () => {
    assert.throws(() => allowances.require(BEN), { code: 'internet.not_lent' });
    assert.equal(allowances.take(BEN, 10), 0);
    allowances.lend(BEN, { quota: 3 * MIB, until: null });
    let got = 0;
    for (let index = 0; index < 100; index += 1) got += allowances.take(BEN, 65_536);
    assert.equal(got, 3 * MIB);
    assert.throws(() => allowances.require(BEN), { code: 'internet.quota' });
    assert.equal(allowances.take(CARLA, 1), 0);
    allowances.lend(BEN, { quota: 4 * MIB, until: null });
    assert.equal(allowances.take(BEN, 2 * MIB), MIB);
  });

  it('check 90: counts up to a MiB too much over a crash, and never too little', () => {
    allowances.lend(BEN, { quota: 100 * MIB, until: null });
    for (const bytes of [1, 700_000, 400_000, 5 * MIB, 12]) {
      allowances.take(BEN, bytes);
      const { today: before } = allowances.of(BEN) ?? { today: NaN };
      // The one that held the file is gone without a word.
      allowances = again();
      const { today } = allowances.of(BEN) ?? { today: NaN };
      assert.ok(today >= before && today <= before + MIB, `${before} became ${today}`);
    }
    const { today } = allowances.of(BEN) ?? { today: NaN };
    allowances.stop();
    assert.equal(again().of(BEN)?.today, today);
  });

  it('begins anew each day, and gives nothing back when the clock is set back', () => {
    allowances.lend(BEN, { quota: 2 * MIB, until: null });
    assert.equal(allowances.take(BEN, 2 * MIB), 2 * MIB);
    clock.advance(24 * HOUR);
    assert.equal(allowances.of(BEN)?.today, 0);
    assert.equal(allowances.take(BEN, MIB), MIB);
    assert.equal(allowances.list()[0]?.month, 3 * MIB);
    clock.advance(-24 * HOUR);
    assert.throws(() => allowances.require(BEN), { code: 'internet.quota' });
  });

  it('ends by itself at its time, also while this PC was off', () => {
    const ended: string[] = [];
    allowances.on('ended', ({ device }) => ended.push(device));
    allowances.lend(BEN, { quota: MIB, until: clock.now() + HOUR });
    allowances.lend(CARLA, { quota: MIB, until: clock.now() + 3 * HOUR });
    clock.advance(HOUR);
    assert.deepEqual(ended, [BEN]);
    assert.equal(allowances.take(BEN, 1), 0);
    allowances.stop();
    clock.advance(3 * HOUR);
    assert.deepEqual(again().list(), []);
  });

  it('hands on nothing that cannot be counted', () => {
    allowances.lend(BEN, { quota: 10 * MIB, until: null });
    database.run('DROP TABLE internet_use');
    assert.equal(allowances.take(BEN, 100), 0);
  });
});

describe('connections through a lender', function () {
  this.timeout(20_000);
  const place = temporaryFolder();
  const sockets: Socket[] = [];
  const servers: Server[] = [];
  const clock = new ManualClock();
  let database: Database;
  let allowances: Allowances;
  let lender: Lender;
  let paused = false;
  let outside: number;
  let door: number;
  /** What the far side does with a connection. */
  let serve: (socket: Socket) => void = () => {};

  const listen = async (take: (socket: Socket) => void): Promise<number> => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      take(socket);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  before(async () => {
    outside = await listen((socket) => serve(socket));
    // Stands for the peer door: whoever comes is Ben, and wants to the one server.
    door = await listen((socket) => void lender.connect(BEN, 'news.example:443', socket, NOTHING));
  });
  const NOTHING = Buffer.alloc(0);
  const make = (idleMs?: number): Lender => {
    const made = new Lender({
      allowances,
      way: {
        open: async () => {
          const socket = connect(outside, '127.0.0.1');
          await new Promise((resolve) => socket.once('connect', resolve));
          return socket;
        },
      },
      paused: () => paused,
      clock,
      log: silentLog,
      ...(idleMs === undefined ? {} : { idleMs }),
    });
    made.start();
    return made;
  };
  beforeEach(() => {
    database = openDatabase(':memory:');
    allowances = new Allowances({ database, clock, log: silentLog });
    allowances.start();
    paused = false;
    lender = make();
    allowances.on('ended', ({ device }) => lender.end(device));
    serve = (socket) => socket.pipe(socket);
  });
  afterEach(() => {
    lender.stop();
    for (const socket of sockets.splice(0)) socket.destroy();
    database.close();
  });
  after(() => {
    for (const server of servers) server.close();
    place.remove();
  });

  /** A member's connection, what came over it, and its end. */
  const dial = () => {
    const socket = connect(door, '127.0.0.1');
    sockets.push(socket);
    const seen = { text: '', body: 0, closed: false };
    socket.on('data', (chunk: Buffer) => {
      if (seen.text.includes('\r\n\r\n')) seen.body += chunk.length;
      else {
        seen.text += chunk.toString('latin1');
        const head = seen.text.indexOf('\r\n\r\n');
        if (head !== -1) seen.body += seen.text.length - head - 4;
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => (seen.closed = true));
    return { socket, seen };
  };
  const endless = (socket: Socket): void => {
    const block = Buffer.alloc(64 * 1024);
    const more = (): void => {
      while (!socket.destroyed && socket.write(block));
    };
    socket.on('drain', more);
    more();
  };

  it('check 91: cuts at the quota, within 64 KiB, and what was counted arrives', async () => {
    const quota = 5 * MIB + 12_345;
    allowances.lend(BEN, { quota, until: null });
    serve = endless;
    const { seen } = dial();
    await eventually(() => seen.closed, 10_000, 'the connection is cut');
    assert.ok(seen.body <= quota && seen.body >= quota - 65_536, `${seen.body} of ${quota}`);
    assert.equal(allowances.of(BEN)?.today, quota);
    const next = dial();
    await eventually(() => next.seen.closed, 5000, 'the next one is refused');
    assert.match(next.seen.text, /^HTTP\/1\.1 429 .*\r\nhallway-error: internet\.quota\r\n/);
  });

  it('counts what is sent as well', async () => {
    allowances.lend(BEN, { quota: MIB, until: null });
    let arrived = 0;
    serve = (socket) => socket.on('data', (chunk: Buffer) => (arrived += chunk.length));
    const { socket, seen } = dial();
    endless(socket);
    await eventually(() => seen.closed, 10_000, 'the connection is cut');
    assert.ok(arrived <= MIB, `${arrived} arrived`);
    assert.equal(allowances.of(BEN)?.today, MIB);
  });

  it('check 92: lends nothing to others, and a right that ends cuts what runs at once', async () => {
    const stranger = dial();
    await eventually(() => stranger.seen.closed, 5000, 'the stranger is refused');
    assert.match(stranger.seen.text, /^HTTP\/1\.1 403 .*\r\nhallway-error: internet\.not_lent\r\n/);
    allowances.lend(BEN, { quota: 10_000 * MIB, until: null });
    serve = endless;
    const { seen } = dial();
    await eventually(() => seen.body > MIB, 5000, 'it runs');
    assert.equal(lender.openOf(BEN), 1);
    allowances.end(BEN);
    await eventually(() => seen.closed, 5000, 'it ends with the right');
    await eventually(() => lender.openOf(BEN) === 0, 5000, 'nothing is open');
  });

  it('takes few connections of one member at a time, and none while sharing is paused', async () => {
    allowances.lend(BEN, { quota: 10 * MIB, until: null });
    const all = Array.from({ length: 60 }, dial);
    await eventually(
      () => all.every(({ seen }) => seen.text !== ''),
      10_000,
      'each one was answered',
    );
    const taken = all.filter(({ seen }) => seen.text.startsWith('HTTP/1.1 200'));
    assert.equal(taken.length, 48);
    const said = all.find(({ seen }) => !seen.text.startsWith('HTTP/1.1 200'))?.seen.text ?? '';
    assert.match(said, /hallway-error: request\.busy/);
    lender.endAll();
    await eventually(() => lender.openOf(BEN) === 0, 5000, 'all are closed');
    paused = true;
    const late = dial();
    await eventually(() => late.seen.closed, 5000, 'it is refused');
    assert.match(late.seen.text, /hallway-error: request\.busy/);
  });

  it('ends a connection over which nothing goes, and passes on the end of either side', async () => {
    allowances.lend(BEN, { quota: 10 * MIB, until: null });
    lender = make(300);
    const silent = dial();
    await eventually(() => silent.seen.closed, 10_000, 'the silent one is closed');
    const { socket, seen } = dial();
    socket.end('the last words');
    await eventually(() => seen.closed && lender.openOf(BEN) === 0, 10_000, 'it is closed');
    assert.equal(seen.body, 'the last words'.length);
    const [notes, stop] = [[] as number[], lender.on('used', ({ bytes }) => notes.push(bytes))];
    clock.advance(600_000);
    stop();
    assert.deepEqual(notes, [2 * 'the last words'.length]);
  });
});
