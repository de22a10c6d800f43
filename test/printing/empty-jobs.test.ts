/** Jobs that a printer has without their document, where it takes no other job meanwhile. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HallwayError } from '../../src/base/errors.ts';
import type { JobState } from '../../src/model/job.ts';
import { Status } from '../../src/printing/ipp/constants.ts';
import { JobRole, JobStage } from '../../src/printing/job-store.ts';
import type { FoundJob, PrinterBackend, Submission } from '../../src/printing/printer-backend.ts';
import { PrinterQueue } from '../../src/printing/printer-queue.ts';
import { VirtualBackend } from '../../src/printing/virtual-backend.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { hurriedClock, PrintingAgent, until, Wire } from './two-agents.ts';

const pdf = makePdf();

interface SlowJob {
  id: string;
  tag: string;
  state: JobState;
  empty: boolean;
}

/** A printer that takes one job at a time, and keeps its jobs over the deaths of agents. */
class SlowPrinter {
  readonly jobs: SlowJob[] = [];
  /** Jobs that were refused because of one without its document. */
  refused = 0;
  /** What happens once it has cancelled a job. */
  canceled: () => Promise<void> = () => Promise.resolve();
  /** What happens before the document comes. */
  sending: () => Promise<void> = () => Promise.resolve();

  get printed(): SlowJob[] {
    return this.jobs.filter(({ state }) => state === 'completed');
  }

  backend(): PrinterBackend {
    const job = (id: string): SlowJob => {
      const found = this.jobs.find((one) => one.id === id);
      if (!found) throw new HallwayError('job.not_found', 'There is no such job.');
      return found;
    };
    return Object.assign(new VirtualBackend(), {
      submit: async (_key: string, { tag, onHandover }: Submission) => {
        if (this.jobs.some(({ empty }) => empty)) {
          this.refused += 1;
          throw new HallwayError('printer.not_accepting', 'It waits for a document.');
        }
        const made = { id: String(this.jobs.length + 1), tag, state: 'pending', empty: true };
        this.jobs.push(made as SlowJob);
        await onHandover(made.id);
        await this.sending();
        Object.assign(made, { state: 'completed', empty: false });
        return made.id;
      },
      find: (_key: string, tag: string, backendJob: string | null): Promise<FoundJob> => {
        const mine = this.jobs.filter((one) => one.tag === tag);
        const found =
          mine.find(({ state }) => state !== 'canceled') ??
          mine.find(({ id }) => backendJob === null || id === backendJob);
        return Promise.resolve(
          found
            ? { kind: found.empty ? 'empty' : 'received', backendJob: found.id }
            : { kind: 'none' },
        );
      },
      state: (_key: string, id: string) =>
        Promise.resolve({ state: job(id).state, reasons: [], message: '', pages: null }),
      cancel: (_key: string, id: string) => {
        const { state } = job(id);
        if (state === 'pending') Object.assign(job(id), { state: 'canceled', empty: false });
        return this.canceled();
      },
    });
  }
}

describe('a job that its printer has without its document', () => {
  const folder = temporaryFolder();
  const wire = new Wire();
  let printer: SlowPrinter;
  let home: string;
  let rounds = 0;
  let agent: PrintingAgent;
  let target: string;

  const start = (): Promise<PrintingAgent> =>
    new PrintingAgent(wire, home, 'owner', [printer.backend()], hurriedClock()).start();

  beforeEach(async () => {
    printer = new SlowPrinter();
    home = join(folder.path, `owner${(rounds += 1)}`);
    mkdirSync(home);
    agent = await start();
    ({ id: target } = await agent.registry.add(`file://${home}-prints`, 'Prints'));
  });
  afterEach(() => agent.stop());
  after(() => folder.remove());

  it('is taken away at once where the disk is full as it is to be handed over', async () => {
    const { jobs: store } = agent;
    const put = store.putSoon.bind(store);
    let full = true;
    store.putSoon = (next, before) => {
      if (!full || next.stage !== JobStage.sending) return put(next, before);
      full = false;
      throw new HallwayError('disk.full', 'The disk is full.');
    };
    const ben = await new PrintingAgent(wire, `${home}-ben`, 'ben').start();
    agent.registry.decide(target, { paused: true });
    for (const person of [agent, ben]) await person.print(agent.device, target, pdf);
    await until(() => agent.service.jobs().length === 2);
    agent.registry.decide(target, { paused: false });
    await until(() => printer.printed.length === 2);
    await ben.stop();
    assert.equal(printer.refused, 0);
    assert.deepEqual(
      printer.jobs.map(({ state }) => state),
      ['canceled', 'completed', 'completed'],
    );
  });

  it('is made anew although the agent died as soon as it was cancelled', async () => {
    let dying = false;
    const never = new Promise<void>(() => {});
    printer.sending = () => Promise.reject(new Error('broken'));
    printer.canceled = () => {
      dying = true;
      return never;
    };
    const { id } = await agent.print(agent.device, target, pdf);
    await until(() => dying);
    printer.sending = () => Promise.resolve();
    printer.canceled = () => Promise.resolve();
    // As a kill leaves it: nothing more is journalled.
    const dead = agent;
    dead.running = false;
    dead.database.close();
    agent = await start();
    await until(() => agent.service.job(id).state === 'completed');
    assert.deepEqual(
      printer.jobs.map(({ state }) => state),
      ['canceled', 'completed'],
    );
  });

  it('is made anew where the printer was switched off and on before the document came', async () => {
    printer.sending = () => {
      printer.sending = () => Promise.resolve();
      printer.jobs.length = 0;
      const details = { status: Status['client-error-not-found'] };
      return Promise.reject(new HallwayError('job.not_found', 'Which job?', { details }));
    };
    const { id } = await agent.print(agent.device, target, pdf);
    await until(() => agent.service.job(id).state === 'completed');
    assert.equal(printer.printed.length, 1);
  });

  it('is asked about where the printer gave up a document that broke off', async () => {
    printer.sending = () => {
      Object.assign(printer.jobs[0] ?? {}, { state: 'aborted', empty: false });
      return Promise.reject(new HallwayError('printer.unreachable', 'Silence.'));
    };
    const { id } = await agent.print(agent.device, target, pdf);
    await until(() => agent.service.job(id).state === 'uncertain');
    printer.sending = () => Promise.resolve();
    await agent.service.release(id);
    await until(() => agent.service.job(id).state === 'completed');
  });

  it('goes before the others after a restart', () => {
    const woken: string[] = [];
    const queue = new PrinterQueue({ isPaused: () => false, wake: (id) => void woken.push(id) });
    const job = (id: string, from: string) =>
      ({ id, printer: 'laser', from, state: 'pending' }) as never;
    const role = JobRole.received;
    const common = { role, sha256: '', backendJob: null, canceling: false };
    queue.changed({ ...common, stage: JobStage.accepted, job: job('anna', 'Anna') });
    queue.changed({ ...common, stage: JobStage.submitting, job: job('ben', 'Ben') });
    assert.equal(queue.enter('anna'), false);
    assert.equal(queue.enter('ben'), true);
    assert.deepEqual(queue.order('laser'), ['ben', 'anna']);
  });
});
