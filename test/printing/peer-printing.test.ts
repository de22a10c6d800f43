/** From one device to another's printer: never lost, never silently twice. */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { HallwayError } from '../../src/base/errors.ts';
import type { JobUpdate } from '../../src/printing/job-context.ts';
import { JobRole } from '../../src/printing/job-store.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { deviceId, PrintingAgent, startTwoAgents, until, type Wire } from './two-agents.ts';

const pdf = makePdf();

describe("printing on a peer's printer", () => {
  const folder = temporaryFolder();
  let wire: Wire;
  let ben: PrintingAgent;
  let anna: PrintingAgent;
  let printer: string;
  let prints: string;
  let round = 0;

  beforeEach(async () => {
    round += 1;
    ({ wire, ben, anna, printer, prints } = await startTwoAgents(join(folder.path, `${round}`)));
  });

  afterEach(async () => {
    await ben.stop();
    await anna.stop();
  });

  after(() => folder.remove());

  const printed = (): string[] => readdirSync(prints).sort();

  it('prints the same bytes and deletes both copies', async () => {
    const job = await ben.print(anna.device, printer, pdf);
    const done = await ben.service.wait(job.id, 5000);
    assert.equal(done.state, 'completed');
    assert.equal(done.format, 'application/pdf');
    assert.deepEqual(printed(), ['Letter.pdf']);
    assert.deepEqual(readFileSync(join(prints, 'Letter.pdf')), pdf);
    await until(() => readdirSync(join(ben.home, 'spool')).length === 0);
    assert.deepEqual(readdirSync(join(anna.home, 'spool')), []);
    assert.equal(anna.service.job(job.id).owner, 'Ben');
  });

  it('asks nothing where the owner tells how it goes', async () => {
    const job = await ben.print(anna.device, printer, pdf);
    await ben.service.wait(job.id, 5000);
    assert.equal(wire.calls, 1, 'the offer alone');
    wire.loseAnswers = 1;
    const again = await ben.print(anna.device, printer, pdf);
    assert.equal((await ben.service.wait(again.id, 5000)).state, 'completed');
    assert.equal(wire.calls, 3, 'the offer, and the offer again');
    assert.equal(printed().length, 2);
  });

  it('waits for a peer that is offline, over restarts of the sender', async () => {
    wire.cut = true;
    const job = await ben.print(anna.device, printer, pdf);
    await until(() => ben.service.job(job.id).message !== '');
    assert.equal(ben.service.job(job.id).message, "Waits until Anna's PC is online.");
    assert.equal(ben.service.job(job.id).state, 'pending');
    await ben.stop();
    await ben.start();
    wire.cut = false;
    ben.service.peerOnline(anna.device);
    assert.equal((await ben.service.wait(job.id, 5000)).state, 'completed');
    assert.equal(printed().length, 1);
  });

  it('reaches the owner in the order in which it was sent, also where an offer failed', async () => {
    let calls = 0;
    wire.gate = () => {
      calls += 1;
      const lost = new HallwayError('peer.unreachable', 'The connection broke.');
      return calls <= 2 ? Promise.reject(lost) : Promise.resolve();
    };
    const sent: string[] = [];
    for (let number = 1; number <= 4; number += 1)
      sent.push((await ben.print(anna.device, printer, Buffer.from(`%PDF ${number}`))).id);
    for (const id of sent) assert.equal((await ben.service.wait(id, 10_000)).state, 'completed');
    const came = anna.database.all<{ id: string }>('SELECT id FROM jobs ORDER BY rowid');
    assert.deepEqual(
      came.map(({ id }) => id),
      sent,
    );
  });

  it('prints once when the answer to the offer is lost', async () => {
    wire.loseAnswers = 2;
    const job = await ben.print(anna.device, printer, pdf);
    await until(() => ben.service.job(job.id).message !== '');
    ben.service.peerOnline(anna.device);
    ben.service.peerOnline(anna.device);
    assert.equal((await ben.service.wait(job.id, 5000)).state, 'completed');
    assert.equal(printed().length, 1);
  });

  it('asks how a job went while it was offline', async () => {
    const job = await ben.print(anna.device, printer, pdf, { options: { hold: true } });
    assert.equal(job.state, 'pending-held');
    assert.deepEqual(printed(), []);
    await ben.service.release(job.id);
    await until(() => anna.service.jobs().length === 1);
    wire.cut = true;
    await anna.service.wait(job.id, 5000);
    wire.cut = false;
    ben.service.peerOnline(anna.device);
    assert.equal((await ben.service.wait(job.id, 5000)).state, 'completed');
  });

  it('cancels what waits, without the peer', async () => {
    wire.cut = true;
    const job = await ben.print(anna.device, printer, pdf);
    await until(() => ben.service.job(job.id).message !== '');
    assert.equal((await ben.service.cancel(job.id)).state, 'canceled');
    assert.deepEqual(readdirSync(join(ben.home, 'spool')), []);
    const { calls } = wire;
    wire.cut = false;
    ben.service.peerOnline(anna.device);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(wire.calls, calls);
    assert.deepEqual(printed(), []);
    await assert.rejects(ben.service.cancel(job.id), { code: 'job.not_possible' });
  });

  it('refuses what the printer does not take, before and after the trip', async () => {
    const printing = ben.print(anna.device, 'a'.repeat(16), pdf);
    await assert.rejects(printing, { code: 'printer.not_found' });
    await assert.rejects(ben.print(anna.device, printer, Buffer.alloc(0)), {
      code: 'request.invalid',
    });
    const copies = { options: { copies: 3 } };
    await assert.rejects(ben.print(anna.device, printer, pdf, copies), { code: 'request.invalid' });
    wire.terse = true;
    const job = await ben.print(anna.device, printer, pdf, copies);
    const refused = await ben.service.wait(job.id, 5000);
    assert.equal(refused.state, 'aborted');
    assert.match(refused.message, /does not offer 3 copies.*at most 1 at a time/);
    assert.deepEqual(readdirSync(join(ben.home, 'spool')), []);
  });

  it('says that the owner lost a job instead of sending it again', async () => {
    const job = await ben.print(anna.device, printer, pdf, { options: { hold: true } });
    ben.pretendSent(job.id);
    ben.service.peerOnline(anna.device);
    await until(() => ben.service.job(job.id).state === 'uncertain');
    assert.deepEqual(printed(), []);
  });

  it('acknowledges what is offered again no sooner than it is on the disk', async () => {
    const [id, offered] = [randomUUID(), 'b'.repeat(32)];
    wire.offered.set(offered, () => Readable.from([pdf]));
    const offer = {
      id,
      offer: offered,
      name: 'Letter',
      owner: 'Ben',
      format: 'application/pdf',
      bytes: pdf.length,
      sha256: createHash('sha256').update(pdf).digest('hex'),
      options: {},
      created: 1,
    };
    const disk = Promise.withResolvers<void>();
    const putSoon = anna.jobs.putSoon.bind(anna.jobs);
    anna.jobs.putSoon = async (...entry) => {
      await putSoon(...entry);
      return disk.promise;
    };
    const take = () => anna.service.receive({ device: ben.device, name: 'Ben' }, printer, offer);
    const first = take();
    await until(() => anna.jobs.get(id, JobRole.received) !== undefined);
    const second = take();
    disk.reject(new HallwayError('disk.full', 'The disk is full.'));
    for (const { status } of await Promise.allSettled([first, second]))
      assert.equal(status, 'rejected');
    assert.equal(anna.jobs.get(id, JobRole.received), undefined);
    anna.jobs.putSoon = putSoon;
    await take();
    assert.equal(anna.jobs.get(id, JobRole.received)?.job.id, id);
  });

  describe('a hostile peer', () => {
    const offer = (more: object) => ({
      id: randomUUID(),
      offer: 'a'.repeat(32),
      name: '../../etc/passwd\u202e',
      owner: 'Mallory',
      format: 'application/pdf',
      bytes: pdf.length,
      sha256: '0'.repeat(64),
      options: {},
      created: 1,
      ...more,
    });
    const mallory = { device: deviceId('mallory'), name: 'Mallory' };

    it('gets no printer that is not shared', async () => {
      anna.registry.setShared(printer, false);
      await assert.rejects(anna.service.receive(mallory, printer, offer({})), {
        code: 'printer.not_found',
      });
    });

    it('cannot print other bytes than it announced, nor more', async () => {
      for (const bytes of [pdf.length, 10]) {
        wire.offered.set('a'.repeat(32), () => Readable.from([pdf]));
        new PrintingAgent(wire, mkdtempSync(join(folder.path, 'mallory-')), 'mallory').running =
          true;
        await assert.rejects(anna.service.receive(mallory, printer, offer({ bytes })), {
          code: 'transfer.changed',
        });
      }
      assert.deepEqual(readdirSync(join(anna.home, 'spool')), []);
      assert.deepEqual(printed(), []);
    });

    it("sees and cancels no other device's job, and tells nothing about it", async () => {
      const job = await ben.print(anna.device, printer, pdf, { options: { hold: true } });
      await ben.service.release(job.id);
      await ben.service.wait(job.id, 5000);
      assert.throws(() => anna.service.peerJob(mallory.device, job.id), { code: 'job.not_found' });
      await assert.rejects(anna.service.cancelPeerJob(mallory.device, job.id), {
        code: 'job.not_found',
      });
      const update: JobUpdate = {
        id: job.id,
        state: 'aborted',
        reasons: [],
        message: '',
        pages: null,
      };
      await ben.service.onJobFrame(mallory.device, update);
      assert.equal(ben.service.job(job.id).state, 'completed');
    });
  });
});
