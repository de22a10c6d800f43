/** What people do with jobs on their way: hold, PIN, pause, move, reprint, settle. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnPrinter } from '../../src/model/printer.ts';
import type { PrinterPolicy } from '../../src/model/printer-policy.ts';
import { PrintLedger } from '../../src/printing/print-ledger.ts';
import { PrintService } from '../../src/printing/print-service.ts';
import { openDatabase } from '../../src/store/database.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { PrintingAgent, until, Wire } from './two-agents.ts';

const pdf = makePdf();
const OPEN: PrinterPolicy = {
  with: 'everyone',
  pagesPerMonth: null,
  exceptions: [],
  keepHours: 0,
};

describe('jobs on their way', function () {
  this.timeout(20_000);
  const folder = temporaryFolder();
  let wire: Wire;
  let round = 0;
  let anna: PrintingAgent;
  let ben: PrintingAgent;
  let carl: PrintingAgent;
  let laser: string;
  let tray: string;

  const home = (name: string): string => join(folder.path, `${name}${round}`);
  const prints = (name: string): string[] => readdirSync(home(name));
  const spooled = (agent: PrintingAgent): string[] => readdirSync(join(agent.home, 'spool'));
  const state = (agent: PrintingAgent, id: string): string => agent.service.job(id).state;

  async function start(name: string): Promise<PrintingAgent> {
    mkdirSync(home(name));
    return new PrintingAgent(wire, home(name), name).start();
  }

  beforeEach(async () => {
    round += 1;
    wire = new Wire();
    [anna, ben, carl] = [await start('anna'), await start('ben'), await start('carl')];
    laser = (await anna.registry.add(`file://${home('laser')}`, 'Laser')).id;
    tray = (await carl.registry.add(`file://${home('tray')}`, 'Tray')).id;
  });
  afterEach(async () => {
    for (const agent of [anna, ben, carl]) await agent.stop();
  });
  after(() => folder.remove());

  /** Ben's job at Anna's paused printer. */
  async function waiting(): Promise<string> {
    anna.registry.decide(laser, { paused: true });
    const { id } = await ben.print(anna.device, laser, pdf);
    await until(() => anna.service.jobs().some((job) => job.id === id));
    await until(() => ben.service.job(id).actions?.includes('hold') === true);
    return id;
  }

  describe('a paused printer', () => {
    it('takes jobs, says why they wait, and prints them when it goes on', async () => {
      const id = await waiting();
      for (const agent of [anna, ben]) {
        const job = agent.service.job(id);
        assert.equal(job.state, 'pending');
        assert.match(job.message, /owner has paused/);
        assert.ok(job.reasons.includes('printer-stopped'));
      }
      const [seen] = anna.service.printersFor(ben.device);
      assert.deepEqual([seen?.paused, seen?.state, seen?.reasons], [true, 'stopped', ['paused']]);
      anna.registry.decide(laser, { paused: false });
      assert.equal((await ben.service.wait(id, 5000)).state, 'completed');
      assert.deepEqual(prints('laser'), ['Letter.pdf']);
    });

    it('stays paused over a restart', async () => {
      const id = await waiting();
      await anna.stop();
      await anna.start();
      assert.equal(state(anna, id), 'pending');
      assert.deepEqual(prints('laser'), []);
      anna.registry.decide(laser, { paused: false });
      assert.equal((await anna.service.wait(id, 5000)).state, 'completed');
    });
  });

  describe('hold', () => {
    it('keeps a job at the printer from it, by its sender and by the owner', async () => {
      for (const who of ['sender', 'owner']) {
        const id = await waiting();
        const by = who === 'sender' ? ben : anna;
        const other = who === 'sender' ? anna : ben;
        assert.equal((await by.service.hold(id)).state, 'pending-held');
        anna.registry.decide(laser, { paused: false });
        await until(() => state(ben, id) === 'pending-held');
        assert.equal(state(anna, id), 'pending-held');
        await other.service.release(id);
        assert.equal((await ben.service.wait(id, 5000)).state, 'completed', who);
      }
      assert.equal(prints('laser').length, 2);
    });

    it('keeps a job here that never left', async () => {
      wire.cut = true;
      const { id } = await ben.print(anna.device, laser, pdf);
      assert.equal((await ben.service.hold(id)).state, 'pending-held');
      wire.cut = false;
      ben.service.peerOnline(anna.device);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.deepEqual(anna.service.jobs(), []);
      await ben.service.release(id);
      assert.equal((await ben.service.wait(id, 5000)).state, 'completed');
    });

    it('comes too late for what is printed', async () => {
      const { id } = await ben.print(anna.device, laser, pdf);
      await ben.service.wait(id, 5000);
      await assert.rejects(anna.service.hold(id), { code: 'job.not_possible' });
    });
  });

  describe('a PIN', () => {
    async function withPin(pin = '4711'): Promise<string> {
      const { id } = await ben.print(anna.device, laser, pdf, { terms: { pin } });
      await until(() => ben.service.job(id).reasons.includes('job-password-wait'));
      return id;
    }

    it("check 37: lets a job wait at the printer's PC until somebody types it there", async () => {
      const id = await withPin();
      for (const agent of [anna, ben]) assert.equal(agent.service.job(id).pin, true);
      await assert.rejects(anna.service.release(id), { code: 'job.pin' });
      await assert.rejects(anna.service.release(id, '0000'), { code: 'job.pin' });
      assert.deepEqual(prints('laser'), []);
      await anna.service.release(id, '4711');
      assert.equal((await ben.service.wait(id, 5000)).state, 'completed');
      // Whoever looks at the printer does not learn what it was.
      assert.deepEqual(prints('laser'), ['Private document.pdf']);
    });

    it('check 37: is typed at the sender’s PC as well, and never travels', async () => {
      let offered = '';
      anna.service.receive = (from, printer, offer) => {
        offered += JSON.stringify(offer);
        return PrintService.prototype.receive.call(anna.service, from, printer, offer);
      };
      const id = await withPin('98765432');
      assert.match(offered, /"pin":\{"salt":"[0-9a-f]{32}","hash":"[0-9a-f]{64}"\}/);
      const kept = [anna, ben].map(({ database }) => database.all('SELECT * FROM jobs'));
      assert.ok(!(JSON.stringify(kept) + offered).includes('98765432'));
      await assert.rejects(ben.service.release(id), { code: 'job.pin' });
      await assert.rejects(ben.service.release(id, '1234'), { code: 'job.pin' });
      await ben.service.release(id, '98765432');
      assert.equal((await ben.service.wait(id, 5000)).state, 'completed');
    });

    it('check 37: cannot be guessed, not even with many guesses at once and a restart between', async () => {
      const id = await withPin();
      const guess = (pin: string) => anna.service.release(id, pin).catch((error) => error.code);
      const first = await Promise.all(['0001', '0002', '0003'].map(guess));
      await anna.stop();
      await anna.start();
      const codes = [...first, ...(await Promise.all(['0004', '0005', '4711', '4711'].map(guess)))];
      assert.deepEqual(
        codes.slice(0, 4),
        Array.from({ length: 4 }, () => 'job.pin'),
      );
      assert.deepEqual(
        codes.slice(4),
        Array.from({ length: 3 }, () => 'job.pin_locked'),
      );
      // Its sender still decides.
      await ben.service.release(id, '4711');
      assert.equal((await ben.service.wait(id, 5000)).state, 'completed');
    });

    it('holds on the own printer too', async () => {
      const { id } = await anna.print(anna.device, laser, pdf, { terms: { pin: '1234' } });
      assert.equal(state(anna, id), 'pending-held');
      await anna.service.release(id, '1234');
      assert.equal((await anna.service.wait(id, 5000)).state, 'completed');
    });
  });

  describe('a move', () => {
    it('takes a job that waits here to another printer', async () => {
      await anna.stop();
      wire.agents.delete(anna.device);
      wire.agents.set(anna.device, anna);
      const { id } = await ben.print(carl.device, tray, pdf, { options: { hold: true } });
      const moved = await ben.service
        .move(id, { device: carl.device, printer: tray })
        .catch((e) => e);
      assert.equal(moved.code, 'job.not_possible');
      await anna.start();
      const next = await ben.service.move(id, { device: anna.device, printer: laser });
      assert.equal(next.state, 'pending-held');
      assert.equal(ben.service.job(id).movedTo, next.id);
      await ben.service.release(next.id);
      assert.equal((await ben.service.wait(next.id, 5000)).state, 'completed');
      assert.deepEqual([prints('laser'), prints('tray')], [['Letter.pdf'], []]);
      assert.deepEqual(spooled(ben), []);
    });

    it('takes a job from a PC that has it, once that PC has given it up', async () => {
      const id = await waiting();
      const next = await ben.service.move(id, { device: carl.device, printer: tray });
      assert.notEqual(next.id, id);
      assert.equal((await ben.service.wait(next.id, 5000)).state, 'completed');
      anna.registry.decide(laser, { paused: false });
      assert.equal(state(anna, id), 'canceled');
      assert.equal(state(ben, id), 'canceled');
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.deepEqual([prints('laser'), prints('tray')], [[], ['Letter.pdf']]);
      for (const agent of [anna, ben, carl]) await until(() => spooled(agent).length === 0);
    });

    it('waits for a PC that is away, and goes on after a restart', async () => {
      const id = await waiting();
      wire.cut = true;
      const moving = ben.service.move(id, { device: carl.device, printer: tray });
      await until(() => /Will be moved when/.test(ben.service.job(id).message));
      moving.catch(() => {});
      await ben.stop();
      await ben.start();
      wire.cut = false;
      ben.service.peerOnline(anna.device);
      await until(() => ben.service.job(id).movedTo !== undefined);
      const { movedTo = '' } = ben.service.job(id);
      assert.equal((await ben.service.wait(movedTo, 5000)).state, 'completed');
      anna.registry.decide(laser, { paused: false });
      assert.deepEqual([prints('laser'), prints('tray')], [[], ['Letter.pdf']]);
    });

    it('leaves what is printed already where it is', async () => {
      const { id } = await ben.print(anna.device, laser, pdf);
      await ben.service.wait(id, 5000);
      await assert.rejects(ben.service.move(id, { device: carl.device, printer: tray }), {
        code: 'job.not_possible',
      });
    });

    it('lets the owner send a job to another printer of the same PC', async () => {
      const id = await waiting();
      const second = await anna.registry.add(`file://${home('second')}`, 'Second');
      await anna.service.move(id, { device: anna.device, printer: second.id });
      assert.equal((await ben.service.wait(id, 5000)).state, 'completed');
      assert.deepEqual([prints('laser'), prints('second')], [[], ['Letter.pdf']]);
      const other = await waiting();
      await assert.rejects(anna.service.move(other, { device: carl.device, printer: tray }), {
        code: 'job.not_possible',
      });
    });

    it('names the printers that could do it', async () => {
      const id = await waiting();
      const names = ben.service.alternatives(id).map(({ name }) => name);
      assert.deepEqual(names, ['Tray']);
    });
  });

  describe('a document', () => {
    it('is printed once more while it is kept, and not afterwards', async () => {
      const { id } = await ben.print(anna.device, laser, pdf, { terms: { keepHours: 1 } });
      await ben.service.wait(id, 5000);
      assert.deepEqual(ben.service.job(id).actions, ['reprint']);
      assert.deepEqual([spooled(ben).length, spooled(anna).length], [1, 0]);
      await ben.stop();
      await ben.start();
      const again = await ben.service.reprint(id);
      assert.equal((await ben.service.wait(again.id, 5000)).state, 'completed');
      assert.deepEqual(prints('laser').sort(), ['Letter (2).pdf', 'Letter.pdf']);
      await assert.rejects(anna.service.reprint(id), { code: 'job.document_gone' });
    });

    it('is kept by the owner as the printer says, but never with a PIN', async () => {
      anna.registry.decide(laser, { ...OPEN, keepHours: 2 });
      assert.equal(anna.service.printersFor(ben.device)[0]?.keepsHours, 2);
      const { id } = await ben.print(anna.device, laser, pdf);
      const secret = await ben.print(anna.device, laser, pdf, {
        terms: { pin: '1234', keepHours: 5 },
      });
      await until(() => ben.service.job(secret.id).reasons.includes('job-password-wait'));
      await anna.service.release(secret.id, '1234');
      await ben.service.wait(secret.id, 5000);
      await until(() => spooled(ben).length === 0);
      assert.deepEqual(spooled(anna), [`received-${id}`]);
    });
  });

  describe('the owner', () => {
    it('shows a printer to those whom he lets in, and takes no job of others', async () => {
      anna.registry.decide(laser, { ...OPEN, with: [carl.device] });
      assert.deepEqual(anna.service.printersFor(ben.device), []);
      assert.equal(anna.service.printersFor(carl.device).length, 1);
      await assert.rejects(ben.print(anna.device, laser, pdf), { code: 'printer.not_found' });
      // Who was let in before and asks by himself.
      anna.registry.decide(laser, OPEN);
      wire.cut = true;
      const { id } = await ben.print(anna.device, laser, pdf);
      wire.cut = false;
      anna.registry.decide(laser, { ...OPEN, with: [carl.device] });
      ben.service.peerOnline(anna.device);
      const ended = await ben.service.wait(id, 5000);
      assert.equal(ended.state, 'aborted');
      assert.match(ended.message, /shares no such printer/);
      assert.deepEqual([prints('laser'), anna.service.jobs(), spooled(ben)], [[], [], []]);
    });

    it('counts pages for each member and month, and ends what is over the limit', async () => {
      anna.registry.decide(laser, { ...OPEN, pagesPerMonth: 2 });
      for (const account of ['House 7', 'House 8']) {
        const { id } = await ben.print(anna.device, laser, pdf, { terms: { account } });
        assert.equal((await ben.service.wait(id, 5000)).state, 'completed');
      }
      const [seen] = anna.service.printersFor(ben.device);
      assert.deepEqual(seen?.allowance, { pagesPerMonth: 2, pagesUsed: 2 });
      const third = await ben.print(anna.device, laser, pdf);
      const ended = await ben.service.wait(third.id, 5000);
      assert.equal(ended.state, 'aborted');
      assert.match(ended.message, /2 pages a month on “Laser”; 2 are printed/);
      const usage = new PrintLedger(anna.database).usage({});
      assert.deepEqual(
        usage
          .map(({ device, account, jobs, pages }) => [device, account, jobs, pages])
          .sort((a, b) => String(a[1]).localeCompare(String(b[1]))),
        [
          [ben.device, 'House 7', 1, 1],
          [ben.device, 'House 8', 1, 1],
        ],
      );
      // The owner has no limit.
      const own = await anna.print(anna.device, laser, pdf);
      assert.equal((await anna.service.wait(own.id, 5000)).state, 'completed');
    });
  });

  describe('a question that only a person can answer', () => {
    /** A job of Ben at Anna's, of which she cannot tell whether it was printed. */
    async function uncertain(): Promise<string> {
      const id = await waiting();
      await anna.stop();
      const row = `UPDATE jobs SET stage = 'sending', backend_job = 'gone.pdf' WHERE id = ?`;
      const database = openDatabase(`${anna.home}.db`);
      database.run(row, id);
      database.close();
      await anna.start();
      await until(() => state(anna, id) === 'uncertain');
      ben.service.peerOnline(anna.device);
      await until(() => state(ben, id) === 'uncertain');
      return id;
    }

    it('is put to sender and owner, and answered once by either', async () => {
      for (const by of [anna, ben]) {
        const id = await uncertain();
        for (const agent of [anna, ben]) {
          assert.deepEqual(agent.service.job(id).actions, ['decide', 'cancel']);
          const [notice] = agent.notices.all();
          assert.deepEqual([notice?.kind, notice?.job], ['job-question', id]);
        }
        assert.equal((await by.service.decide(id, 'printed')).state, 'completed');
        await until(() => state(anna, id) === 'completed' && state(ben, id) === 'completed');
        for (const agent of [anna, ben]) {
          await assert.rejects(agent.service.decide(id, 'again'), { code: 'job.not_possible' });
          // The last thing that happens to a job that ended.
          await until(() =>
            agent.notices.all().every(({ kind, over }) => kind !== 'job-question' || over),
          );
        }
      }
      assert.deepEqual(prints('laser'), []);
      anna.registry.decide(laser, { paused: false });
    });

    it('prints again or not at all, as was said', async () => {
      const again = await uncertain();
      assert.equal((await ben.service.decide(again, 'again')).state, 'pending');
      anna.registry.decide(laser, { paused: false });
      assert.equal((await ben.service.wait(again, 5000)).state, 'completed');
      const no = await uncertain();
      await ben.service.decide(no, 'cancel');
      assert.equal((await ben.service.wait(no, 5000)).state, 'canceled');
      anna.registry.decide(laser, { paused: false });
      assert.deepEqual(prints('laser'), ['Letter.pdf']);
    });
  });

  describe('a notice', () => {
    it('tells what became of a document, once, until it is read', async () => {
      const { id } = await ben.print(anna.device, laser, pdf);
      await ben.service.wait(id, 5000);
      const [notice] = ben.notices.all();
      assert.deepEqual([notice?.kind, notice?.job, notice?.read], ['job-done', id, false]);
      assert.match(notice?.text ?? '', /“Letter” for “Laser” is printed/);
      assert.deepEqual(anna.notices.all(), [], 'it was not her document');
      await ben.stop();
      await ben.start();
      assert.equal(ben.notices.all().length, 1);
      ben.notices.markRead([notice?.id ?? 0]);
      assert.equal(ben.notices.all()[0]?.read, true);
    });

    it('tells of trouble with a shared printer, and when that is over', async () => {
      rmSync(home('laser'), { recursive: true });
      const empty = { ...anna.registry.listOwn()[0], reasons: ['media-empty-error'] } as OwnPrinter;
      anna.notices.printersChanged([empty]);
      anna.notices.printersChanged([empty]);
      const told = anna.notices.all();
      assert.deepEqual(
        told.map(({ text, over }) => [text, over]),
        [['Out of paper: “Laser”.', false]],
      );
      anna.notices.printersChanged([{ ...empty, reasons: [] }]);
      assert.equal(anna.notices.all()[0]?.over, true);
      anna.notices.printersChanged([empty]);
      assert.equal(anna.notices.all().length, 2);
    });

    it('is one of two hundred at most', () => {
      for (let number = 0; number < 250; number += 1)
        anna.notices.printersChanged([
          {
            ...anna.registry.listOwn()[0],
            id: `${number}`,
            reasons: ['media-jam-error'],
          } as OwnPrinter,
        ]);
      assert.equal(anna.notices.all().length, 200);
    });
  });

  it('names other printers for a job that waits long, and says why it waits', async () => {
    const id = await waiting();
    assert.equal(ben.service.job(id).alternatives, undefined);
    // It came ten minutes ago.
    const earlier = Date.now() - 600_000;
    for (const stored of ben.jobs.open('sent'))
      ben.jobs.put({ ...stored, job: { ...stored.job, created: earlier } });
    const { alternatives, message } = ben.service.job(id);
    assert.deepEqual(alternatives, [{ device: carl.device, printer: tray, name: 'Tray', jobs: 0 }]);
    assert.match(message, /owner has paused/);
  });

  it('takes turns between people, each in order', async () => {
    anna.registry.decide(laser, { paused: true });
    const ids: string[] = [];
    for (let number = 1; number <= 4; number += 1)
      ids.push((await ben.print(anna.device, laser, pdf, { name: `Ben ${number}` })).id);
    await until(() => anna.service.jobs().length === 4);
    ids.push((await carl.print(anna.device, laser, pdf, { name: 'Carl 1' })).id);
    const placed = (): boolean =>
      anna.service.jobs().every(({ position }) => position !== undefined);
    await until(() => anna.service.jobs().length === 5 && placed());
    const places = anna.service.jobs().map(({ name, position }) => [name, position]);
    assert.deepEqual(Object.fromEntries(places), {
      'Ben 1': 1,
      'Carl 1': 2,
      'Ben 2': 3,
      'Ben 3': 4,
      'Ben 4': 5,
    });
    const order: string[] = [];
    anna.service.events.on('job', ({ name, state: now }) => {
      if (now === 'completed') order.push(name);
    });
    anna.registry.decide(laser, { paused: false });
    for (const id of ids) assert.equal((await anna.service.wait(id, 5000)).state, 'completed');
    assert.deepEqual(order, ['Ben 1', 'Carl 1', 'Ben 2', 'Ben 3', 'Ben 4']);
  });

  it('gives up what was to be printed by a certain time, and nothing else', async () => {
    anna.registry.decide(laser, { paused: true });
    const { id } = await ben.print(anna.device, laser, pdf);
    const soon = await ben.print(anna.device, laser, pdf, { terms: { expiresIn: 1 } });
    assert.equal((await ben.service.wait(soon.id, 8000)).state, 'aborted');
    assert.match(ben.service.job(soon.id).message, /not printed in time/);
    assert.deepEqual([state(anna, soon.id), state(ben, id)], ['aborted', 'pending']);
    assert.deepEqual([spooled(anna), spooled(ben)], [[`received-${id}`], [`sent-${id}`]]);
  });

  it("gives up at its sender's PC what was to be printed while the owner's PC was away", async () => {
    wire.cut = true;
    const late = await ben.print(anna.device, laser, pdf, { terms: { expiresIn: 1 } });
    const patient = await ben.print(anna.device, laser, pdf, { name: 'Patient' });
    await anna.stop();
    const ended = await ben.service.wait(late.id, 8000);
    assert.equal(ended.state, 'aborted');
    assert.match(ended.message, /not printed in time/);
    assert.deepEqual(spooled(ben), [`sent-${patient.id}`]);
    await anna.start();
    wire.cut = false;
    ben.service.peerOnline(anna.device);
    assert.equal((await ben.service.wait(patient.id, 5000)).state, 'completed');
    assert.deepEqual(prints('laser'), ['Patient.pdf']);
  });
});
