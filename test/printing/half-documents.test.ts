/** A power cut between a journal entry and its document: nobody was told that it was taken. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPEN_POLICY } from '../../src/model/printer-policy.ts';
import { JobRole } from '../../src/printing/job-store.ts';
import { VirtualBackend } from '../../src/printing/virtual-backend.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { PrintingAgent, Wire } from './two-agents.ts';

const pdf = makePdf();

describe('documents that are half on the disk', () => {
  const folder = temporaryFolder();
  const wire = new Wire();
  const home = (name: string): string => join(folder.path, name);
  const file = (name: string, job: string): string => join(home(name), 'spool', job);
  const [anna, ben] = ['anna', 'ben'].map((name) => {
    mkdirSync(home(name));
    return new PrintingAgent(wire, home(name), name, [new VirtualBackend()]);
  }) as [PrintingAgent, PrintingAgent];
  let laser: string;

  before(async () => {
    for (const agent of [anna, ben]) await agent.start();
    laser = (await anna.registry.add(`file://${home('laser')}`, 'Laser')).id;
    anna.registry.decide(laser, { ...OPEN_POLICY, paused: true });
  });
  after(async () => {
    for (const agent of [anna, ben]) await agent.stop();
    folder.remove();
  });

  it('ends those of this PC with words, and prints those that are whole', async () => {
    wire.cut = true;
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1)
      ids.push((await ben.print(anna.device, laser, pdf)).id);
    const [gone = '', short = '', other = '', whole = ''] = ids;
    await ben.stop();
    rmSync(file('ben', `sent-${gone}`));
    truncateSync(file('ben', `sent-${short}`), pdf.length - 1);
    writeFileSync(file('ben', `sent-${other}`), Buffer.alloc(pdf.length));
    await ben.start();
    for (const id of [gone, short, other]) {
      const { state, message } = ben.service.job(id);
      assert.equal(state, 'aborted');
      assert.match(message, /Print it again/);
    }
    wire.cut = false;
    assert.equal(ben.service.job(whole).state, 'pending');
    assert.notEqual((await ben.service.cancel(whole)).state, 'aborted');
    await ben.service.wait(whole, 5000);
  });

  it('keeps those that cannot be read at this start', async () => {
    wire.cut = true;
    const { id } = await ben.print(anna.device, laser, pdf);
    await ben.stop();
    const document = file('ben', `sent-${id}`);
    const away = join(home('ben'), 'away');
    renameSync(document, away);
    mkdirSync(document);
    await ben.start();
    assert.equal(ben.service.job(id).state, 'pending');
    await ben.stop();
    rmdirSync(document);
    renameSync(away, document);
    await ben.start();
    assert.equal(ben.service.job(id).state, 'pending');
    await ben.service.cancel(id);
    wire.cut = false;
  });

  it('takes a document of a peer that is not whole anew when it is offered again', async () => {
    const { id } = await ben.print(anna.device, laser, pdf);
    await ben.service.wait(id, 300);
    const sent = ben.jobs.get(id, JobRole.sent);
    assert.ok(sent && anna.jobs.get(id, JobRole.received), 'it is at the owner');
    await anna.stop();
    // The owner never answered.
    ben.jobs.put({ ...sent, stage: 'offering' });
    await ben.stop();
    writeFileSync(file('anna', `received-${id}`), 'half');
    await anna.start();
    assert.equal(anna.jobs.get(id, JobRole.received), undefined);
    const before = wire.offered.size;
    await ben.start();
    anna.registry.decide(laser, { paused: false });
    assert.equal((await ben.service.wait(id, 5000)).state, 'completed');
    assert.equal(wire.offered.size, before);
  });
});
