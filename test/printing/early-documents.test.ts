/** A long document is on its way to its printer's PC while a program still hands it over here. */
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Job } from '../../src/model/job.ts';
import { type ComingContext, ComingDocuments } from '../../src/printing/coming-documents.ts';
import { FileSpool } from '../../src/printing/file-spool.ts';
import { EARLY_BYTES } from '../../src/printing/spool.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';
import { type PrintingAgent, startTwoAgents, until, type Wire } from './two-agents.ts';

const half = randomBytes(EARLY_BYTES + 1024 * 1024);
const rest = randomBytes(1024 * 1024);
const whole = Buffer.concat([half, rest]);
const sha256 = createHash('sha256').update(whole).digest('hex');

describe('printing: a long document that is still coming', () => {
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

  const spooled = (of: PrintingAgent): string[] => readdirSync(join(of.home, 'spool'));

  /** The bytes of it that are at its owner. */
  function there(): number {
    const [name] = spooled(anna);
    return name === undefined ? 0 : statSync(join(anna.home, 'spool', name)).size;
  }

  function begin(hold = false): { document: PassThrough; job: Promise<Job> } {
    const document = new PassThrough();
    document.write(half);
    const options = hold ? { hold } : {};
    const about = { device: anna.device, printer, name: 'Long', owner: 'Ben', options };
    const format = 'application/octet-stream';
    return { document, job: ben.service.print({ ...about, format, document }) };
  }

  async function completes(job: Promise<Job>): Promise<void> {
    const { id } = await job;
    assert.equal((await ben.service.wait(id, 5000)).state, 'completed');
    const [name = ''] = readdirSync(prints);
    assert.ok(readFileSync(join(prints, name)).equals(whole));
    assert.equal(readdirSync(prints).length, 1);
    await until(() => spooled(ben).length + spooled(anna).length === 0);
  }

  it('is pulled once, before its sender has all of it, and printed only then', async () => {
    const { document, job } = begin();
    await until(() => there() >= EARLY_BYTES);
    assert.deepEqual(anna.service.jobs(), []);
    assert.deepEqual(readdirSync(prints), []);
    document.end(rest);
    await completes(job);
    assert.equal(wire.pulled.length, 1);
  });

  it('is pulled again where that broke', async () => {
    const { document, job } = begin();
    await until(() => there() > 0);
    wire.pulled[0]?.destroy(new Error('The connection broke.'));
    await until(() => spooled(anna).length === 0);
    document.end(rest);
    await completes(job);
    assert.equal(wire.pulled.length, 2);
  });

  it('is printed by an owner that was restarted meanwhile', async () => {
    const { document, job } = begin();
    await until(() => there() > 0);
    await anna.stop();
    assert.deepEqual(spooled(anna), []);
    document.end(rest);
    const { id } = await job;
    await anna.start();
    ben.service.peerOnline(anna.device);
    await completes(Promise.resolve(ben.service.job(id)));
  });

  it('leaves nothing anywhere when its program breaks off', async () => {
    const { document, job } = begin();
    await until(() => there() > 0);
    document.destroy(new Error('The program ended.'));
    await assert.rejects(job);
    await until(() => spooled(ben).length + spooled(anna).length === 0);
    assert.deepEqual([...ben.service.jobs(), ...anna.service.jobs()], []);
    assert.deepEqual(readdirSync(prints), []);
  });

  it('stays here while it is held', async () => {
    const { document, job } = begin(true);
    await until(() => spooled(ben).length === 1);
    document.end(rest);
    const { id } = await job;
    assert.equal(wire.pulled.length, 0);
    await ben.service.release(id);
    await completes(Promise.resolve(ben.service.job(id)));
  });
});

describe('printing: documents that peers announced', () => {
  const folder = temporaryFolder();
  const spool = new FileSpool(folder.path);
  const never = new AbortController().signal;
  let clock: ManualClock;
  let coming: ComingDocuments;
  let sources: Readable[];
  let refusing: boolean;

  before(() => spool.start());
  beforeEach(() => {
    clock = new ManualClock();
    sources = [];
    refusing = false;
    const open = (): Promise<{ body: Readable }> => {
      if (refusing) return Promise.reject(new Error('gone'));
      const body = sources.shift() ?? Readable.from([whole], { objectMode: false });
      return Promise.resolve({ body });
    };
    const context = { spool, clock, transport: { open } } as unknown as ComingContext;
    coming = new ComingDocuments(context);
  });
  afterEach(async () => {
    await coming.stop();
    assert.deepEqual(readdirSync(folder.path), []);
  });
  after(async () => {
    await spool.stop();
    folder.remove();
  });

  const offerOf = (id: string) => ({ id, bytes: whole.length, sha256 });

  it('count for their sender, and for what the offer says of them', async () => {
    const id = randomUUID();
    await coming.expect('ben', { id, offer: 'a' });
    const taken = await coming.take('ben', offerOf(id), never);
    assert.equal(taken?.sha256, sha256);
    await spool.remove(`received-${id}`);
    assert.equal(await coming.take('ben', offerOf(id), never), undefined);
    await coming.expect('ben', { id, offer: 'a' });
    const other = { ...offerOf(id), sha256: '0'.repeat(64) };
    assert.equal(await coming.take('ben', other, never), undefined);
    await coming.expect('ben', { id, offer: 'a' });
    assert.equal(await coming.take('carl', offerOf(id), never), undefined);
  });

  it('are few at a time, and each comes once', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()] as const;
    await coming.expect('ben', { id: ids[0], offer: 'a' });
    await assert.rejects(coming.expect('carl', { id: ids[0], offer: 'b' }), {
      code: 'request.conflict',
    });
    await coming.expect('ben', { id: ids[1], offer: 'a' });
    await assert.rejects(coming.expect('ben', { id: ids[2], offer: 'a' }), {
      code: 'request.busy',
    });
    await coming.expect('carl', { id: ids[2], offer: 'a' });
  });

  it('are dropped when no offer follows', async () => {
    const id = randomUUID();
    await coming.expect('ben', { id, offer: 'a' });
    await until(() => {
      clock.advance(120_000);
      return readdirSync(folder.path).length === 0;
    });
    assert.equal(await coming.take('ben', offerOf(id), never), undefined);
  });

  it('keep nobody waiting who gives up, however slowly they come', async () => {
    const id = randomUUID();
    sources.push(new PassThrough());
    await coming.expect('ben', { id, offer: 'a' });
    const giving = new AbortController();
    const taken = coming.take('ben', offerOf(id), giving.signal);
    giving.abort();
    assert.equal(await taken, undefined);
  });

  it('do not begin where their bytes cannot be had', async () => {
    const id = randomUUID();
    refusing = true;
    await assert.rejects(coming.expect('ben', { id, offer: 'a' }), /gone/);
    refusing = false;
    sources.push(new Readable({ read: (): never => assert.fail('broken') }));
    await coming.expect('ben', { id, offer: 'a' });
    assert.equal(await coming.take('ben', offerOf(id), never), undefined);
  });
});
