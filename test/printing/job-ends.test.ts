/** How jobs end that cannot go on: cancelled at the last moment, failing oddly, left behind, old. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { HallwayError } from '../../src/base/errors.ts';
import type { JobOffer } from '../../src/printing/job-receiver.ts';
import type { PrinterBackend, Submission } from '../../src/printing/printer-backend.ts';
import { VirtualBackend } from '../../src/printing/virtual-backend.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { deviceId, hurriedClock, PrintingAgent, until, Wire } from './two-agents.ts';

const pdf = makePdf();
const DAY = 86_400_000;

describe('the end of a print job', () => {
  const folder = temporaryFolder();
  let wire: Wire;
  let round = 0;
  const agents: PrintingAgent[] = [];

  beforeEach(() => {
    round += 1;
    wire = new Wire();
  });
  afterEach(async () => {
    for (const agent of agents.splice(0)) await agent.stop();
  });
  after(() => folder.remove());

  /** A started agent with a printer of its own. */
  async function start(
    name: string,
    backend: PrinterBackend = new VirtualBackend(),
  ): Promise<{ agent: PrintingAgent; printer: string }> {
    const home = join(folder.path, `${name}${round}`);
    mkdirSync(home);
    const agent = new PrintingAgent(wire, home, name, [backend], hurriedClock());
    agents.push(await agent.start());
    const { id } = await agent.registry.add(`file://${home}-prints`, 'Prints');
    return { agent, printer: id };
  }

  it('is a cancel that came before the hand-over, however shortly', async () => {
    for (let turns = 0; turns < 8; turns += 1) {
      round += 1;
      let canceled = false;
      const backend: PrinterBackend = Object.assign(new VirtualBackend(), {
        submit: async (_key: string, { onHandover }: Pick<Submission, 'onHandover'>) => {
          const [job] = agent.service.jobs();
          void agent.service.cancel(job?.id ?? '');
          for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
          await onHandover('1');
          return '1';
        },
        find: () => Promise.resolve({ kind: 'received' as const, backendJob: '1' }),
        state: () =>
          Promise.resolve({
            state: canceled ? ('canceled' as const) : ('processing' as const),
            reasons: [],
            message: '',
            pages: null,
          }),
        cancel: () => {
          canceled = true;
          return Promise.resolve();
        },
      });
      const { agent, printer } = await start('owner', backend);
      const { id } = await agent.print(agent.device, printer, pdf);
      await until(() => agent.service.job(id).state === 'canceled');
    }
  });

  it('is no print of a job that was cancelled while it stood in line', async () => {
    const { agent: anna, printer } = await start('anna');
    const { agent: ben } = await start('ben');
    let breakOff = (): void => {};
    wire.gate = () =>
      new Promise((_resolve, reject) => {
        breakOff = () => reject(new HallwayError('peer.unreachable', 'The connection broke.'));
      });
    await ben.print(anna.device, printer, pdf);
    await until(() => wire.calls === 1);
    const second = await ben.print(anna.device, printer, pdf);
    wire.gate = undefined;
    const canceling = ben.service.cancel(second.id);
    breakOff();
    assert.equal((await canceling).state, 'canceled');
    await until(() => anna.service.jobs().some(({ state }) => state === 'completed'));
    assert.equal(anna.service.jobs().length, 1);
  });

  it('is a clear word when the printer fails in a way that does not pass', async () => {
    let tries = 0;
    const { agent, printer } = await start(
      'owner',
      Object.assign(new VirtualBackend(), {
        submit: () => {
          tries += 1;
          return Promise.reject(new Error('odd'));
        },
      }),
    );
    const { id } = await agent.print(agent.device, printer, pdf);
    const ended = await agent.service.wait(id, 2000).then(() => until(() => isOver(agent, id)));
    assert.equal(ended, undefined);
    const { state, message } = agent.service.job(id);
    assert.equal(state, 'aborted');
    assert.match(message, /Something went wrong inside Hallway/);
    assert.equal(tries, 8);
    await until(() => readdirSync(join(agent.home, 'spool')).length === 0);
  });

  it('is uncertainty when the printer fails oddly after the hand-over', async () => {
    const { agent, printer } = await start(
      'owner',
      Object.assign(new VirtualBackend(), { state: () => Promise.reject(new Error('odd')) }),
    );
    const { id } = await agent.print(agent.device, printer, pdf);
    await until(() => agent.service.job(id).state === 'uncertain');
    assert.equal((await agent.service.cancel(id)).state, 'canceled');
  });

  it('is at hand when this device leaves the workgroup, with what is known', async () => {
    const { agent: anna, printer } = await start('anna');
    const { agent: ben, printer: own } = await start('ben');
    wire.cut = true;
    const waiting = await ben.print(anna.device, printer, pdf);
    const away = await ben.print(anna.device, printer, pdf, { options: { hold: true } });
    ben.pretendSent(away.id);
    const mine = await ben.print(ben.device, own, pdf, { options: { hold: true } });
    await ben.service.left();
    const said = [waiting, away, mine].map(({ id }) => ben.service.job(id));
    assert.deepEqual(
      said.map(({ state }) => state),
      ['aborted', 'aborted', 'pending-held'],
    );
    assert.match(said[0]?.message ?? '', /left the workgroup before it was sent/);
    assert.match(said[1]?.message ?? '', /Look at the printer/);
    assert.deepEqual(readdirSync(join(ben.home, 'spool')), [`received-${mine.id}`]);
  });

  const insertOld = (agent: PrintingAgent): void =>
    agent.database.run(
      `INSERT INTO jobs (id, role, stage, job, created, changed) VALUES ('old', 'received', 'done', '{}', 1, ?)`,
      Date.now() - 31 * DAY,
    ) as never;
  const hasOld = (agent: PrintingAgent): boolean =>
    agent.database.get(`SELECT id FROM jobs WHERE id = 'old'`) !== undefined;

  it('is forgotten after thirty days by a device that only prints for others', async () => {
    const { agent: anna, printer } = await start('anna');
    const { agent: ben } = await start('ben');
    insertOld(anna);
    // It looks once an hour.
    anna.jobs.prune(Date.now() - 2 * 3_600_000);
    const { id } = await ben.print(anna.device, printer, pdf);
    await until(() => isOver(ben, id));
    assert.equal(hasOld(anna), false);
    insertOld(anna);
    await anna.stop();
    await anna.start();
    assert.equal(hasOld(anna), false);
  });

  describe('with several peers', () => {
    const ben = { device: deviceId('ben'), name: 'Ben' };
    const mallory = { device: deviceId('mallory'), name: 'Mallory' };
    const offer = (more: Partial<JobOffer> = {}): JobOffer => ({
      id: randomUUID(),
      offer: 'endless',
      name: 'Letter',
      owner: '',
      format: 'application/pdf',
      bytes: pdf.length,
      sha256: '0'.repeat(64),
      options: {},
      created: 1,
      ...more,
    });

    beforeEach(() => {
      for (const name of ['ben', 'mallory'])
        new PrintingAgent(wire, folder.path, name).running = true;
      wire.offered.set('endless', () => new Readable({ read() {} }));
      wire.offered.set('refused', () => {
        throw new Error('no such offer');
      });
    });

    it('is not that one peer fills the room of another', async () => {
      const { agent, printer } = await start('owner');
      const coming = Array.from({ length: 500 }, () =>
        agent.service.receive(mallory, printer, offer()),
      );
      for (const one of coming) one.catch(() => {});
      await assert.rejects(agent.service.receive(mallory, printer, offer()), {
        code: 'request.busy',
      });
      const other = agent.service.receive(ben, printer, offer({ offer: 'refused' }));
      await assert.rejects(other, /no such offer/);
      await agent.stop();
      for (const { status } of await Promise.allSettled(coming)) assert.equal(status, 'rejected');
    });

    it('is not that one peer fills the journal by cancelling what never came', async () => {
      const { agent } = await start('owner');
      const cancel = ({ device }: { device: string }) =>
        agent.service.cancelPeerJob(device, randomUUID());
      for (let count = 0; count < 1000; count += 1) await cancel(mallory);
      await assert.rejects(cancel(mallory), { code: 'request.busy' });
      assert.equal((await cancel(ben)).state, 'canceled');
    });

    it('is not that two with one id write the same file', async () => {
      const { agent, printer } = await start('owner');
      const one = offer();
      const first = agent.service.receive(mallory, printer, one);
      first.catch(() => {});
      await assert.rejects(agent.service.receive(ben, printer, one), { code: 'request.conflict' });
      await assert.rejects(agent.service.cancelPeerJob(ben.device, one.id), {
        code: 'job.not_found',
      });
      await until(() => readdirSync(join(agent.home, 'spool')).length === 1);
      const { state } = await agent.service.cancelPeerJob(mallory.device, one.id);
      assert.equal(state, 'canceled');
      await assert.rejects(first, { code: 'request.cancelled' });
    });
  });
});

function isOver(agent: PrintingAgent, id: string): boolean {
  return ['aborted', 'canceled', 'completed'].includes(agent.service.job(id).state);
}
