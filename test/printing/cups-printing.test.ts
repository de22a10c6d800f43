/** With a real CUPS and a real queue: what is printed, seen, cancelled, and found after a crash. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CupsBackend } from '../../src/printing/cups-backend.ts';
import { IppClient } from '../../src/printing/ipp/client.ts';
import { IppBackend } from '../../src/printing/ipp-backend.ts';
import type { PrinterBackend } from '../../src/printing/printer-backend.ts';
import { type Cups, cupsInstalled, type Sink, startCups, startSink } from '../support/cups.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { PrintingAgent, realClock, until, Wire } from './two-agents.ts';

const pdf = makePdf({ pages: 3, padding: 100_000 });

describe('printing with CUPS', () => {
  const folder = temporaryFolder();
  let cups: Cups;
  let sink: Sink;
  let agent: PrintingAgent;
  let agents = 0;

  before(async function () {
    // cupsd is not installed here.
    if (!cupsInstalled()) this.skip();
    sink = await startSink();
    cups = await startCups();
    await cups.addRawQueue('raw', sink.uri);
    await cups.addPdfQueue('driver', sink.uri);
    await cups.addRawQueue('loop', 'ipp://localhost:9/own');
  });

  after(async () => {
    await cups?.stop();
    await sink?.stop();
    folder.remove();
  });

  beforeEach(async () => {
    agents += 1;
    const home = join(folder.path, `agent${agents}`);
    mkdirSync(home);
    agent = await new PrintingAgent(new Wire(), home, 'owner', backends()).start();
  });

  afterEach(() => agent.stop());

  const client = (): IppClient =>
    new IppClient({ clock: realClock, user: 'hallway', server: cups.server });
  const cupsBackend = (): CupsBackend =>
    new CupsBackend(client(), { isOwn: (uri) => uri === 'ipp://localhost:9/own' });
  const backends = (): PrinterBackend[] => [
    cupsBackend(),
    new IppBackend(new IppClient({ clock: realClock, user: 'hallway' })),
  ];
  const idOf = (name: string): string =>
    agent.registry.listOwn().find((printer) => printer.name === name)?.id ?? '';

  /** Lets the agent die after the printer did `work`, and starts it again. */
  async function crashAfter(
    submit: PrinterBackend['submit'],
    printer: string,
    meanwhile: () => Promise<void> = () => Promise.resolve(),
  ): Promise<string> {
    await agent.stop();
    let worked = false;
    const dying: PrinterBackend = Object.assign(cupsBackend(), {
      submit: async (...args: Parameters<PrinterBackend['submit']>) => {
        await submit(...args).catch(() => undefined);
        worked = true;
        return new Promise<string>((_resolve, reject) => {
          args[2].addEventListener('abort', () => reject(new Error('died')));
        });
      },
    });
    const { home } = agent;
    agent = await new PrintingAgent(new Wire(), home, 'owner', [dying]).start();
    const { id } = await agent.print(agent.device, printer, pdf);
    await until(() => worked);
    await agent.stop();
    await meanwhile();
    agent = await new PrintingAgent(new Wire(), home, 'owner', backends()).start();
    return id;
  }

  it('lists the queues with what they offer, and not the one that leads back here', () => {
    const printers = agent.registry.listOwn();
    assert.deepEqual(
      printers.map(({ name }) => name),
      ['driver', 'raw'],
    );
    const driver = printers[0];
    assert.equal(driver?.state, 'idle');
    assert.equal(driver.color, true);
    assert.equal(driver.duplex, true);
    assert.deepEqual(driver.media, ['iso_a4_210x297mm', 'na_letter_8.5x11in']);
    assert.ok(driver.formats.includes('application/pdf'));
  });

  it('prints on a raw queue, byte for byte', async () => {
    const before = sink.received.length;
    const { id } = await agent.print(agent.device, idOf('raw'), pdf, { name: 'Brief ä\n📄' });
    const done = await agent.service.wait(id, 10_000);
    assert.equal(done.state, 'completed', done.message);
    assert.equal(done.name, 'Brief ä 📄');
    await sink.count(before + 1);
    assert.deepEqual(sink.received.at(-1), pdf);
  });

  it('prints with options on a queue with a driver', async () => {
    const { id } = await agent.print(agent.device, idOf('driver'), pdf, {
      options: {
        copies: 2,
        sides: 'two-sided-long-edge',
        color: 'monochrome',
        media: 'na_letter_8.5x11in',
        pages: [[1, 2]],
      },
    });
    const done = await agent.service.wait(id, 10_000);
    assert.equal(done.state, 'completed', done.message);
    assert.equal(done.pages, 4);
  });

  it('refuses options that the printer does not offer, naming what it does', async () => {
    const raw = idOf('raw');
    await assert.rejects(
      agent.print(agent.device, raw, pdf, { options: { sides: 'two-sided-long-edge' } }),
      { code: 'request.invalid', fix: 'It offers one side only.' },
    );
    await assert.rejects(agent.print(agent.device, raw, pdf, { options: { pages: [[1, 1]] } }), {
      code: 'request.invalid',
    });
    await assert.rejects(
      agent.print(agent.device, idOf('driver'), pdf, { options: { media: 'iso_a0_841x1189mm' } }),
      { fix: 'It offers iso_a4_210x297mm, na_letter_8.5x11in.' },
    );
  });

  it('shows a paused queue, keeps its jobs and cancels one', async () => {
    await cups.pause('raw');
    await agent.registry.refresh();
    assert.equal(agent.registry.listOwn().find((p) => p.name === 'raw')?.state, 'stopped');
    const before = sink.received.length;
    const { id } = await agent.print(agent.device, idOf('raw'), pdf);
    const { id: other } = await agent.print(agent.device, idOf('raw'), pdf);
    await until(() => agent.service.jobs().filter((job) => job.state === 'pending').length === 2);
    await agent.service.cancel(id);
    assert.equal((await agent.service.wait(id, 5000)).state, 'canceled');
    await cups.resume('raw');
    assert.equal((await agent.service.wait(other, 10_000)).state, 'completed');
    await sink.count(before + 1);
    assert.equal(sink.received.length, before + 1);
  });

  it('waits with a clear word while CUPS is down, and prints when it is back', async () => {
    const raw = idOf('raw');
    await cups.halt();
    await agent.registry.refresh();
    await assert.rejects(cupsBackend().list(), { code: 'printer.no_backend' });
    const { id } = await agent.print(agent.device, raw, pdf);
    await until(() => agent.service.job(id).message !== '');
    assert.equal(agent.service.job(id).message, 'The print system of this PC does not answer.');
    await cups.resumeServer();
    assert.equal((await agent.service.wait(id, 10_000)).state, 'completed');
  });

  it('prints once when the agent dies after the hand-over', async () => {
    const before = sink.received.length;
    const real = cupsBackend();
    const id = await crashAfter((...args) => real.submit(...args), idOf('raw'));
    assert.equal((await agent.service.wait(id, 10_000)).state, 'completed');
    await sink.count(before + 1);
    assert.equal(sink.received.length, before + 1);
  });

  it('prints once when the agent dies in the middle of the document', async () => {
    const before = sink.received.length;
    const real = cupsBackend();
    const id = await crashAfter((key, submission, signal) => {
      const document = () => submission.document().take(0) as never;
      const broken = { ...submission, document, bytes: submission.bytes };
      const ending = AbortSignal.any([signal, AbortSignal.timeout(100)]);
      return real.submit(key, broken, ending);
    }, idOf('raw'));
    assert.equal((await agent.service.wait(id, 10_000)).state, 'completed');
    await sink.count(before + 1);
    assert.deepEqual(sink.received.slice(before), [pdf]);
  });

  it('is not misled by a cancelled job that was made anew', async () => {
    const backend = cupsBackend();
    const never = new AbortController().signal;
    const ids: string[] = [];
    const make = (end: () => Promise<void>): Promise<string> =>
      backend.submit(
        'raw',
        {
          document: () => Readable.from([pdf]),
          bytes: pdf.length,
          name: 'Letter',
          format: 'application/pdf',
          options: {},
          tag: 'hw-twice',
          onHandover: (id) => {
            ids.push(id ?? '');
            return end();
          },
        },
        never,
      );
    await assert.rejects(make(() => Promise.reject(new Error('full'))));
    await backend.cancel('raw', ids[0] ?? '');
    assert.deepEqual(await backend.find('raw', 'hw-twice', '999'), { kind: 'none' });
    const received = (backendJob = ''): object => ({ kind: 'received', backendJob });
    assert.deepEqual(await backend.find('raw', 'hw-twice', ids[0] ?? ''), received(ids[0]));
    await make(() => Promise.resolve());
    assert.deepEqual(await backend.find('raw', 'hw-twice', null), received(ids[1]));
  });

  it('asks the person when the printer forgot a job that may have been printed', async () => {
    const before = sink.received.length;
    const id = await crashAfter(async (_key, submission) => {
      await submission.onHandover('999');
      throw new Error('silence');
    }, idOf('raw'));
    await until(() => agent.service.job(id).state === 'uncertain');
    assert.equal(sink.received.length, before);
    await agent.service.release(id);
    assert.equal((await agent.service.wait(id, 10_000)).state, 'completed');
    await sink.count(before + 1);
  });

  it('takes a printer by its address', async () => {
    const { host, port } = cups.server;
    const uri = `ipp://${host}:${port}/printers/raw`;
    const added = await agent.registry.add(uri, 'By address');
    assert.equal(added.state, 'idle');
    await assert.rejects(agent.registry.add(uri, 'Again'), { code: 'printer.exists' });
    await assert.rejects(agent.registry.add(`${uri}-not`, 'Not there'), {
      code: 'printer.not_found',
    });
    const { id } = await agent.print(agent.device, added.id, pdf);
    assert.equal((await agent.service.wait(id, 10_000)).state, 'completed');
    agent.registry.remove(added.id);
    assert.throws(() => agent.registry.remove(idOf('raw')), { code: 'request.invalid' });
  });
});
