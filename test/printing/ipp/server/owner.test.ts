/** What the owner of a printer does by IPP: pause it, let it go on, hold what waits. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  JobStates,
  Operation,
  PrinterStates,
  Status,
} from '../../../../src/printing/ipp/constants.ts';
import { firstNumber, integer, strings } from '../../../../src/printing/ipp/values.ts';
import { makePdf } from '../../../support/pdf.ts';
import { temporaryFolder } from '../../../support/temporary.ts';
import { ServedVirtualPrinter } from './served-printer.ts';

describe('a loopback printer: its owner', () => {
  const folder = temporaryFolder();
  let printer: ServedVirtualPrinter;
  before(async () => {
    printer = await new ServedVirtualPrinter(join(folder.path, 'home')).start();
  });
  after(async () => {
    await printer.stop();
    folder.remove();
  });

  const told = (): void => {
    const [now] = printer.agent.registry.shared();
    assert.ok(now);
    printer.printer = now;
  };

  it('pauses it and lets it go on; what came meanwhile is held, released and printed', async () => {
    assert.equal((await printer.ask(Operation['Pause-Printer'])).status, 0);
    told();
    const { printer: shown } = await printer.ask(Operation['Get-Printer-Attributes']);
    assert.equal(firstNumber(shown, 'printer-state'), PrinterStates.stopped);
    assert.deepEqual(strings(shown, 'printer-state-reasons'), ['paused']);
    const operations = (shown.get('operations-supported') ?? []).map(({ value }) => value);
    assert.ok(operations.includes(Operation['Pause-Printer']));

    const { job, status } = await printer.ask(Operation['Print-Job'], {}, {}, [makePdf()]);
    assert.equal(status, 0);
    const number = { 'job-id': integer(firstNumber(job, 'job-id') ?? 0) };
    const stateOf = async (): Promise<number | undefined> =>
      firstNumber((await printer.ask(Operation['Get-Job-Attributes'], number)).job, 'job-state');
    assert.equal(await stateOf(), JobStates.pending);
    assert.equal((await printer.ask(Operation['Hold-Job'], number)).status, 0);
    assert.equal(await stateOf(), JobStates['pending-held']);
    assert.equal((await printer.ask(Operation['Resume-Printer'])).status, 0);
    told();
    assert.equal(await stateOf(), JobStates['pending-held']);
    assert.equal((await printer.ask(Operation['Release-Job'], number)).status, 0);
    for (let look = 0; look < 200 && (await stateOf()) !== JobStates.completed; look += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(await stateOf(), JobStates.completed);
    assert.equal(readdirSync(printer.folder).length, 1);
  });

  it('is nobody else', async () => {
    told();
    printer.printer = { ...printer.printer, device: 'b'.repeat(52) };
    const { status } = await printer.ask(Operation['Pause-Printer']);
    assert.equal(status, Status['client-error-not-authorized']);
    assert.notEqual(printer.agent.registry.shared()[0]?.paused, true);
  });
});
