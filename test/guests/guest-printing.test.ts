/** What guests print: as much as may wait, where there is room, and nothing of a link taken back. */
import assert from 'node:assert/strict';
import { GuestArrivals } from '../../agent/guests/guest-arrivals.ts';
import { GuestPrinting } from '../../agent/guests/guest-printing.ts';
import type { Visit } from '../../agent/guests/guest-visit.ts';
import type { Office } from '../../agent/office.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { GUEST_LINK_BOUNDS as bounds } from '../../src/guests/guest-bounds.ts';
import { GuestLinks } from '../../src/guests/guest-links.ts';
import type { Job } from '../../src/model/job.ts';
import type { PrintRequest } from '../../src/printing/print-intake.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/temporary.ts';
import { ComingBody } from './guest-body.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const MIB = 1024 ** 2;
const place = { device: 'device', printer: 'printer' };

/** A printer that is off: documents come and wait until a test says otherwise. */
class WaitingPrinter {
  readonly jobs = new Map<string, Job>();
  readonly canceled: string[] = [];
  /** Bytes that a document is said to have, instead of its own. */
  bytes: number | undefined;
  /** A document is a job only after this. */
  slow: Promise<void> = Promise.resolve();

  async print({ id = '', name, document }: PrintRequest): Promise<Job> {
    let bytes = 0;
    for await (const chunk of document) bytes += (chunk as Buffer).length;
    await this.slow;
    const facts = { id, name, state: 'pending', bytes: this.bytes ?? bytes, message: '' };
    const job = facts as Partial<Job> as Job;
    this.jobs.set(id, job);
    return job;
  }

  job(id: string): Job {
    const found = this.jobs.get(id);
    if (!found) throw new HallwayError('job.not_found', 'There is no such job.');
    return found;
  }

  async cancel(id: string): Promise<Job> {
    this.canceled.push(id);
    return this.become(id, 'canceled');
  }

  become(id: string, state: Job['state']): Job {
    const job = { ...this.job(id), state };
    this.jobs.set(id, job);
    return job;
  }
}

describe('what guests print', () => {
  let clock: ManualClock;
  let database: Database;
  let links: GuestLinks;
  let printer: WaitingPrinter;
  let printing: GuestPrinting;
  let free: number | null;

  const office = (): Office =>
    ({
      printers: { listOwn: () => [{ device: 'device', id: 'printer', name: 'Laser' }] },
      printing: printer,
    }) as unknown as Office;
  function open(): void {
    links = new GuestLinks({ database, clock, log: silent });
    links.start();
    printing = new GuestPrinting({
      links,
      arrivals: new GuestArrivals(),
      office: async () => office(),
      printers: () => [],
      free: async () => free,
      log: silent,
    });
    links.on('ended', ({ link, back }) => {
      if (back) void printing.withdraw(link.id);
    });
    printing.start();
  }
  beforeEach(() => {
    clock = new ManualClock();
    database = openDatabase(':memory:');
    printer = new WaitingPrinter();
    free = null;
    open();
  });
  afterEach(() => {
    links.stop();
    database.close();
  });

  const lend = (): string =>
    links.add({
      name: 'Visitor',
      expires: clock.now() + 600_000,
      print: { ...place, name: 'Laser' },
      drop: null,
      take: [],
    }).secret;
  const visit = (secret: string): Visit => ({ ...links.visit(secret), office: office() });
  const send = (secret: string, size = 10): Promise<Job> =>
    printing
      .print(visit(secret), { name: 'a.pdf' }, size, new ComingBody().come(10).whole())
      .then(({ job }) => job);

  it('waits no more than so many documents of a link, and of all of them', async () => {
    const first = lend();
    const sent: Job[] = [];
    for (let number = 0; number < bounds.waitingOfOne; number += 1) sent.push(await send(first));
    await assert.rejects(send(first), { code: 'request.busy' });
    // It is no attempt, and another link is not kept out.
    assert.equal(visit(first).link.used.printed, bounds.waitingOfOne);
    printer.become(sent[0]?.id ?? '', 'completed');
    await send(first);
    await assert.rejects(send(first), { code: 'request.busy' });
    for (let number = bounds.waitingOfOne; number < bounds.waitingOfAll; ) {
      const secret = lend();
      for (let mine = 0; mine < bounds.waitingOfOne; mine += 1, number += 1) await send(secret);
    }
    await assert.rejects(send(lend()), { code: 'request.busy' });
  });

  it('waits no more than so many bytes, also over a start', async () => {
    const secret = lend();
    printer.bytes = bounds.documentBytes;
    for (let bytes = 0; bytes < bounds.waitingBytes; bytes += bounds.documentBytes)
      await send(secret);
    await assert.rejects(send(lend()), { code: 'request.busy' });
    links.stop();
    open();
    await assert.rejects(send(secret), { code: 'request.busy' });
    for (const id of printer.jobs.keys()) printer.become(id, 'completed');
    await send(secret);
  });

  it('takes no document for which the disk has no room, with what arrives', async () => {
    const secret = lend();
    free = bounds.spareBytes + 150 * MIB;
    const slow = new ComingBody();
    const first = printing.print(visit(secret), { name: 'slow.pdf' }, 100 * MIB, slow);
    await assert.rejects(send(secret, 100 * MIB), { code: 'disk.full' });
    await send(secret, 40 * MIB);
    slow.come(5).whole();
    await first;
    await send(secret, 100 * MIB);
  });

  it('check 82: cancels what waits when a link is taken back, and what arrives just then', async () => {
    const [secret, other] = [lend(), lend()];
    const [waits, printed, kept] = [await send(secret), await send(secret), await send(other)];
    printer.become(printed.id, 'completed');
    // One is still being sent, one came whole and is no job yet.
    const arriving = printing.print(visit(secret), { name: 'b.pdf' }, 10, new ComingBody());
    const gate = Promise.withResolvers<void>();
    printer.slow = gate.promise;
    const whole = send(secret);
    await eventually(() => links.printed()[0]?.jobs.length === 4, 5000, 'both are on their way');
    const { link } = visit(secret);
    links.end(link.id);
    await assert.rejects(arriving, { code: 'guest.ended' });
    await eventually(() => printer.canceled.includes(waits.id), 5000, 'what waits is cancelled');
    gate.resolve();
    const late = await whole.catch(() => undefined);
    await eventually(() => links.jobs(link.id).length === 0, 5000, 'all of it is given up');
    assert.deepEqual(
      printer.canceled.toSorted(),
      [waits.id, ...(late ? [late.id] : [])].toSorted(),
    );
    assert.equal(printer.job(kept.id).state, 'pending');
    assert.equal(printing.job(visit(other), kept.id).id, kept.id);
  });

  it('prints what was sent before a link ended by itself', async () => {
    const secret = lend();
    const sent = await send(secret);
    clock.advance(600_000);
    assert.equal(links.lives, false);
    assert.equal(printer.job(sent.id).state, 'pending');
    assert.deepEqual(printer.canceled, []);
  });

  it('check 82: cancels at the next start what it could not cancel before', async () => {
    const secret = lend();
    const { id } = await send(secret);
    const { link } = visit(secret);
    const cancel = printer.cancel.bind(printer);
    printer.cancel = async () => {
      throw new HallwayError('disk.full', 'The disk is full.');
    };
    links.end(link.id);
    await new Promise(setImmediate);
    assert.deepEqual(links.jobs(link.id), [id]);
    printer.cancel = cancel;
    links.stop();
    open();
    await eventually(() => printer.canceled.includes(id), 5000, 'it is cancelled after all');
  });
});
