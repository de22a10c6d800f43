/** A printer, or a peer, that takes the connection and says nothing: nobody else waits for it. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { silentLog } from '../../src/base/log.ts';
import type { Job } from '../../src/model/job.ts';
import { IppClient } from '../../src/printing/ipp/client.ts';
import { IppBackend } from '../../src/printing/ipp-backend.ts';
import { JobStage, JobStore, type StoredJob } from '../../src/printing/job-store.ts';
import { PrinterRegistry } from '../../src/printing/printer-registry.ts';
import { PrinterStore } from '../../src/printing/printer-store.ts';
import { VirtualBackend } from '../../src/printing/virtual-backend.ts';
import { openDatabase } from '../../src/store/database.ts';
import { makePdf } from '../support/pdf.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';
import { hurriedClock, PrintingAgent, realClock, until, untilAborted, Wire } from './two-agents.ts';

const PRINTER = 'a'.repeat(16);

describe('a silent printer', () => {
  const folder = temporaryFolder();
  const sockets = new Set<Socket>();
  let server: Server;
  let uri: string;
  let home: string;
  let round = 0;

  before(async () => {
    server = createServer((socket) => {
      sockets.add(socket.on('error', () => {}));
      socket.on('close', () => sockets.delete(socket)).resume();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    uri = `ipp://127.0.0.1:${(server.address() as AddressInfo).port}/ipp/print`;
  });

  after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    folder.remove();
  });

  beforeEach(() => {
    round += 1;
    home = join(folder.path, `home${round}`);
    mkdirSync(home);
    const database = openDatabase(`${home}.db`);
    const store = new PrinterStore(database);
    store.put(
      { id: PRINTER, backend: 'ipp', key: uri, name: 'Mute', uri, shared: true, opened: false },
      1,
    );
    store.put(
      {
        id: 'b'.repeat(16),
        backend: 'virtual',
        key: home,
        name: 'Tray',
        uri: '',
        shared: true,
        opened: false,
      },
      2,
    );
    database.close();
  });

  const ipp = (): IppBackend =>
    new IppBackend(new IppClient({ clock: realClock, user: 'hallway' }));

  /** How long `work` takes, in milliseconds. */
  async function duration(work: () => Promise<unknown>): Promise<number> {
    const began = performance.now();
    await work();
    return performance.now() - began;
  }

  it('holds up neither the start, nor a listing, nor the end, nor another printer', async () => {
    const clock = new ManualClock();
    const database = openDatabase(`${home}.db`);
    const registry = new PrinterRegistry({
      device: 'd'.repeat(52),
      store: new PrinterStore(database),
      backends: [ipp(), new VirtualBackend()],
      clock,
      log: silentLog,
      random: randomBytes,
    });
    let started = false;
    const starting = registry.start().then(() => (started = true));
    await until(() => registry.listOwn().some(({ state }) => state === 'idle'));
    assert.equal(started, false);
    clock.advance(2000);
    await starting;
    assert.deepEqual(
      registry.listOwn().map(({ name, state }) => [name, state]),
      [
        ['Mute', 'unknown'],
        ['Tray', 'idle'],
      ],
    );
    const listing = registry.refreshBriefly();
    clock.advance(2000);
    await listing;
    assert.equal(sockets.size, 1, 'it is asked once, not once more for each who looks');
    const adding = registry.add(`${uri}2`, 'Mute too');
    adding.catch(() => {});
    assert.ok((await duration(() => registry.stop())) < 1000);
    await assert.rejects(adding, { code: 'request.cancelled' });
    database.close();
  });

  const stored = (stage: JobStage, canceling = false): StoredJob => {
    const id = crypto.randomUUID();
    const job: Job = {
      id,
      name: 'Letter',
      from: 'f'.repeat(52),
      owner: '',
      device: 'd'.repeat(52),
      printer: PRINTER,
      printerName: 'Mute',
      state: 'pending',
      reasons: [],
      message: '',
      format: 'application/pdf',
      bytes: 100_000,
      pages: null,
      options: {},
      created: Date.now(),
      changed: Date.now(),
    };
    const backendJob = stage === JobStage.accepted ? null : '7';
    return { role: 'received', stage, job, sha256: '', backendJob, canceling };
  };

  // Apart from the others: one that waits for its turn behind them asks the printer nothing.
  it('lets a job that waits stop within a second, unchanged', () =>
    stopsWith([stored(JobStage.accepted)]));

  it('lets the jobs at it stop at any stage within a second, unchanged', () => {
    const { submitting, sending, submitted } = JobStage;
    const jobs = [sending, submitted].map((stage) => stored(stage));
    jobs.push(stored(submitting, true), stored(sending, true), stored(submitted, true));
    return stopsWith(jobs);
  });

  async function stopsWith(jobs: readonly StoredJob[]): Promise<void> {
    const { accepted, submitting } = JobStage;
    const database = openDatabase(`${home}.db`);
    const store = new JobStore(database);
    for (const job of jobs) store.put(job);
    database.close();
    const agent = new PrintingAgent(new Wire(), home, 'owner', [ipp()], hurriedClock());
    await agent.start();
    // One for each job and one for the printer's own state.
    await until(() => sockets.size >= jobs.length + 1);
    assert.ok((await duration(() => agent.stop())) < 1000);
    const after = openDatabase(`${home}.db`);
    for (const { job, stage, canceling } of jobs) {
      const now = new JobStore(after).get(job.id, 'received');
      const step = stage === accepted ? submitting : stage;
      assert.deepEqual([now?.stage, now?.canceling], [step, canceling]);
      assert.deepEqual([now?.job.state, now?.job.message], ['pending', '']);
    }
    after.close();
  }

  it('is no worse as a peer: neither a question nor a cancel keeps the agent', async () => {
    const wire = new Wire();
    const owner = new PrintingAgent(wire, home, 'owner');
    const benHome = join(folder.path, 'ben');
    mkdirSync(benHome);
    const ben = new PrintingAgent(wire, benHome, 'ben', []);
    await owner.start();
    await ben.start();
    const printer = owner.registry.listOwn().find(({ name }) => name === 'Tray')?.id ?? '';
    const ids: string[] = [];
    for (let count = 0; count < 2; count += 1) {
      const options = { hold: true };
      ids.push((await ben.print(owner.device, printer, makePdf(), { options })).id);
    }
    for (const id of ids) ben.pretendSent(id);
    wire.gate = untilAborted;
    const before = wire.calls;
    ben.service.peerOnline(owner.device);
    await until(() => wire.calls >= before + 2);
    await ben.service.cancel(ids[0] ?? '');
    await until(() => wire.calls >= before + 3);
    assert.ok((await duration(() => ben.stop())) < 1000);
    await owner.stop();
  });
});
