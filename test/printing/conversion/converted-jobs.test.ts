/** Jobs while their documents are converted: seen, cancelled, cut off by a crash, printed once. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeConversion } from '../../../agent/printing/conversion.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Job } from '../../../src/model/job.ts';
import type { BackendPrinter, PrinterBackend } from '../../../src/printing/printer-backend.ts';
import { VirtualBackend } from '../../../src/printing/virtual-backend.ts';
import { eventually } from '../../support/eventually.ts';
import { makePdf } from '../../support/pdf.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { PrintingAgent, realClock, Wire } from '../two-agents.ts';
import { checkPwg } from './raster-check.ts';

/** A folder that takes raster alone, as a printer would. */
class RasterFolder extends VirtualBackend {
  override async status(key: string): Promise<BackendPrinter> {
    const seen = await super.status(key);
    return { ...seen, formats: ['image/pwg-raster'] };
  }
}

describe('jobs that are converted', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let owner: PrintingAgent;
  let printer: string;
  let prints: string;
  let home: string;
  let round = 0;

  beforeEach(async () => {
    round += 1;
    home = join(folder.path, `owner ${round}`);
    mkdirSync(home);
    prints = join(folder.path, `prints ${round}`);
    const backends: PrinterBackend[] = [new RasterFolder()];
    const conversion = composeConversion({ home, letter: false, clock: realClock, log: silentLog });
    owner = await new PrintingAgent(
      new Wire(),
      home,
      `owner ${round}`,
      backends,
      realClock,
      conversion,
    ).start();
    ({ id: printer } = await owner.registry.add(`file://${prints}`, 'Raster'));
  });
  afterEach(() => owner.stop());
  after(() => folder.remove());

  const printed = (): string[] => (existsSync(prints) ? readdirSync(prints).sort() : []);
  const converted = (): string[] => readdirSync(join(home, 'converted'));
  const isConverting = (id: string): boolean =>
    owner.service.job(id).reasons.includes('job-transforming');

  it('show that and count pages, are printed, and leave nothing behind', async () => {
    const seen: Job[] = [];
    owner.service.events.on('job', (job) => seen.push(structuredClone(job)));
    const job = await owner.print(owner.device, printer, makePdf({ pages: 40 }));
    const done = await owner.service.wait(job.id, 50_000);
    assert.equal(done.state, 'completed', done.message);
    const converting = seen.filter(({ reasons }) => reasons.includes('job-transforming'));
    assert.ok(converting.length > 0);
    assert.ok(converting.every(({ state }) => state === 'processing'));
    assert.match(
      converting.at(-1)?.message ?? '',
      /^It is being converted for the printer(?:: page \d+ of 40)?\.$/,
    );
    assert.deepEqual(printed(), ['Letter.pwg']);
    assert.equal(checkPwg(readFileSync(join(prints, 'Letter.pwg'))).length, 40);
    assert.deepEqual([converted(), readdirSync(join(home, 'spool'))], [[], []]);
  });

  it('are cancelled at once, with their converter', async () => {
    const job = await owner.print(owner.device, printer, makePdf({ pages: 2000 }));
    await eventually(() => isConverting(job.id) && converted().length > 0, 10_000, 'it converts');
    await owner.service.cancel(job.id);
    const done = await owner.service.wait(job.id, 5000);
    assert.equal(done.state, 'canceled');
    await eventually(() => converted().length === 0, 5000, 'nothing is left');
    assert.deepEqual([printed(), readdirSync(join(home, 'spool'))], [[], []]);
  });

  it('are converted anew after a crash in the middle, and printed once', async () => {
    const job = await owner.print(owner.device, printer, makePdf({ pages: 60 }));
    await eventually(() => isConverting(job.id), 10_000, 'it converts');
    // What a crash leaves behind.
    writeFileSync(join(home, 'converted', `${job.id}-99`), 'half a document');
    await owner.stop();
    assert.deepEqual(printed(), []);
    await owner.start();
    const done = await owner.service.wait(job.id, 50_000);
    assert.equal(done.state, 'completed', done.message);
    assert.deepEqual(printed(), ['Letter.pwg']);
    assert.equal(checkPwg(readFileSync(join(prints, 'Letter.pwg'))).length, 60);
    assert.deepEqual(converted(), []);
  });

  it('end with words where that is not possible, and the next one prints', async () => {
    const broken = await owner.print(owner.device, printer, Buffer.from('%PDF-1.4 broken'));
    const good = await owner.print(owner.device, printer, Buffer.from('A note.'), { name: 'Note' });
    const failed = await owner.service.wait(broken.id, 20_000);
    assert.deepEqual([failed.state, failed.reasons], ['aborted', ['aborted-by-system']]);
    assert.equal(
      failed.message,
      'The PDF is damaged and cannot be read. Open it in its program and save it again, or save it as PDF.',
    );
    assert.equal((await owner.service.wait(good.id, 20_000)).state, 'completed');
    assert.deepEqual(printed(), ['Note.pwg']);
    assert.deepEqual([converted(), readdirSync(join(home, 'spool'))], [[], []]);
  });
});
