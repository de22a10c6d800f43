/** How long documents stay in the spools of both PCs, also when a PC goes down without a goodbye. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import { OPEN_POLICY } from '../../src/model/printer-policy.ts';
import { VirtualBackend } from '../../src/printing/virtual-backend.ts';
import { makePdf } from '../support/pdf.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';
import { PrintingAgent, realClock, until, Wire } from './two-agents.ts';

const pdf = makePdf();
const HOUR = 3_600_000;
const MINUTE = 60_000;

describe('how long a document is kept', function () {
  this.timeout(20_000);
  const folder = temporaryFolder();
  let wire: Wire;
  let round = 0;
  let hours: ManualClock;
  let clock: Clock;
  let anna: PrintingAgent;
  let ben: PrintingAgent;
  let laser: string;

  const home = (name: string): string => join(folder.path, `${name}${round}`);
  const spooled = (agent: PrintingAgent): string[] => readdirSync(join(agent.home, 'spool')).sort();

  function start(name: string, place = name): Promise<PrintingAgent> {
    mkdirSync(home(place), { recursive: true });
    const agent = new PrintingAgent(wire, home(place), name, [new VirtualBackend()], clock);
    return agent.start();
  }

  beforeEach(async () => {
    round += 1;
    wire = new Wire();
    hours = new ManualClock();
    const began = performance.now();
    // Hours pass when the test says so, moments by themselves.
    clock = {
      now: () => Math.floor(hours.now() + performance.now() - began),
      monotonic: () => hours.now() + performance.now() - began,
      after: (ms, run) => (ms < MINUTE ? realClock : hours).after(ms, run),
      every: (ms, run) => (ms < MINUTE ? realClock : hours).every(ms, run),
    };
    [anna, ben] = [await start('anna'), await start('ben')];
    laser = (await anna.registry.add(`file://${home('laser')}`, 'Laser')).id;
    anna.registry.decide(laser, { ...OPEN_POLICY, keepHours: 1 });
  });
  afterEach(async () => {
    for (const agent of [anna, ben]) await agent.stop();
  });
  after(() => folder.remove());

  /** Ben's job at Anna's: she keeps its document for an hour, he for three. */
  async function printed(): Promise<string> {
    const { id } = await ben.print(anna.device, laser, pdf, { terms: { keepHours: 3 } });
    assert.equal((await ben.service.wait(id, 5000)).state, 'completed');
    await until(() => anna.service.job(id).state === 'completed');
    return id;
  }

  /** What a power cut leaves on the disk comes up again; `meanwhile` is done while it is down. */
  async function crashed(
    agent: PrintingAgent,
    name: string,
    meanwhile: (place: string) => void = () => {},
  ): Promise<PrintingAgent> {
    const place = `${name}-again`;
    cpSync(agent.home, home(place), { recursive: true });
    for (const end of ['.db', '.db-wal'])
      if (existsSync(agent.home + end)) cpSync(agent.home + end, home(place) + end);
    await agent.stop();
    meanwhile(home(place));
    return start(name, place);
  }

  it('is as its owner and its sender said, each for the own spool', async () => {
    const id = await printed();
    assert.deepEqual([spooled(anna), spooled(ben)], [[`received-${id}`], [`sent-${id}`]]);
    hours.advance(HOUR - MINUTE);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual([spooled(anna), spooled(ben)], [[`received-${id}`], [`sent-${id}`]]);
    hours.advance(MINUTE);
    await until(() => spooled(anna).length === 0);
    assert.deepEqual(spooled(ben), [`sent-${id}`]);
    assert.deepEqual(ben.service.job(id).actions, ['reprint']);
    hours.advance(2 * HOUR);
    await until(() => spooled(ben).length === 0);
    await until(() => (ben.service.job(id).actions ?? []).length === 0);
    await assert.rejects(ben.service.reprint(id), { code: 'job.document_gone' });
    assert.equal(ben.service.job(id).state, 'completed', 'what became of it stays known');
  });

  it('outlasts a power cut, and not a moment longer than was said', async () => {
    const id = await printed();
    hours.advance(HOUR / 2);
    anna = await crashed(anna, 'anna');
    ben = await crashed(ben, 'ben');
    assert.deepEqual([spooled(anna), spooled(ben)], [[`received-${id}`], [`sent-${id}`]]);
    hours.advance(HOUR / 2);
    await until(() => spooled(anna).length === 0);
    assert.deepEqual(spooled(ben), [`sent-${id}`]);
    hours.advance(2 * HOUR);
    await until(() => spooled(ben).length === 0);
  });

  it('ends at the start of a PC that was down when it was over', async () => {
    const id = await printed();
    const gone = (): void => hours.advance(4 * HOUR);
    anna = await crashed(anna, 'anna', gone);
    await until(() => spooled(anna).length === 0);
    ben = await crashed(ben, 'ben');
    await until(() => spooled(ben).length === 0);
    await assert.rejects(ben.service.reprint(id), { code: 'job.document_gone' });
  });

  it('is not a moment for what nobody keeps, whatever a power cut left', async () => {
    anna.registry.decide(laser, OPEN_POLICY);
    const { id } = await ben.print(anna.device, laser, pdf);
    await ben.service.wait(id, 5000);
    await until(() => [anna, ben].every((agent) => spooled(agent).length === 0));
    const waiting = await ben.print(anna.device, laser, pdf, { options: { hold: true } });
    // It went down between the last line of the journal and the wiping, and while one came in.
    const left = (role: string) => (place: string) => {
      for (const name of [`${role}-${id}`, `${role}-${laser}.part`])
        writeFileSync(join(place, 'spool', name), pdf);
    };
    anna = await crashed(anna, 'anna', left('received'));
    ben = await crashed(ben, 'ben', left('sent'));
    assert.deepEqual([spooled(anna), spooled(ben)], [[], [`sent-${waiting.id}`]]);
    await ben.service.release(waiting.id);
    assert.equal((await ben.service.wait(waiting.id, 5000)).state, 'completed');
  });
});
