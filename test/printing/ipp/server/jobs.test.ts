/** Jobs that a program sends to a loopback printer: each is printed whole, once, under one number. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { deflateRawSync, gzipSync } from 'node:zlib';
import type { Clock } from '../../../../src/base/clock.ts';
import { JobStates, Operation, Status } from '../../../../src/printing/ipp/constants.ts';
import { encodeMessage } from '../../../../src/printing/ipp/encode.ts';
import {
  boolean,
  collection,
  enumeration,
  firstNumber,
  firstString,
  integer,
  keyword,
  mimeType,
  name,
  numbers,
  range,
  strings,
} from '../../../../src/printing/ipp/values.ts';
import { makePdf } from '../../../support/pdf.ts';
import { temporaryFolder } from '../../../support/temporary.ts';
import { realClock, until } from '../../two-agents.ts';
import { type Reply, ServedVirtualPrinter } from './served-printer.ts';

const pdf = makePdf();
const last = { 'last-document': boolean(true) };
const NOT_POSSIBLE = Status['client-error-not-possible'];

describe('a loopback printer: jobs', () => {
  const folder = temporaryFolder();
  let printer: ServedVirtualPrinter;
  let round = 0;
  let timeOuts: (() => void)[] = [];

  /** Real time, but a minute passes only when the test says so. */
  const clock: Clock = {
    ...realClock,
    after: (ms, run) => {
      if (ms !== 60_000) return realClock.after(ms, run);
      timeOuts.push(run);
      return () => void (timeOuts = timeOuts.filter((one) => one !== run));
    },
  };

  beforeEach(async () => {
    round += 1;
    timeOuts = [];
    printer = await new ServedVirtualPrinter(join(folder.path, `home-${round}`), clock).start();
  });

  afterEach(() => printer.stop());
  after(() => folder.remove());

  const printed = (): string[] => readdirSync(printer.folder).sort();
  const numberOf = (reply: Reply): number => firstNumber(reply.job, 'job-id') ?? 0;

  function about(number: number, operation: number, more = {}): Promise<Reply> {
    return printer.ask(operation, { 'job-id': integer(number), ...more });
  }

  async function stateOf(number: number): Promise<number | undefined> {
    const { job } = await about(number, Operation['Get-Job-Attributes']);
    return firstNumber(job, 'job-state');
  }

  async function ends(number: number, state: number): Promise<void> {
    for (let look = 0; look < 200; look += 1) {
      if ((await stateOf(number)) === state) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.fail(`job ${number} did not become ${state}`);
  }

  it('prints the bytes of Print-Job, plain and compressed', async () => {
    const forms: [string, Buffer][] = [
      ['none', pdf],
      ['gzip', gzipSync(pdf)],
      ['deflate', deflateRawSync(pdf)],
    ];
    for (const [compression, document] of forms) {
      const more = { compression: keyword(compression), 'job-name': name(compression) };
      const reply = await printer.ask(Operation['Print-Job'], more, {}, [document]);
      assert.equal(reply.status, 0);
      await ends(numberOf(reply), JobStates.completed);
      assert.deepEqual(readFileSync(join(printer.folder, `${compression}.pdf`)), pdf);
    }
    assert.equal(printed().length, 3);
  });

  it('prints nothing that is not compressed as it says, or empty', async () => {
    const broken: [string, Buffer][] = [
      ['gzip', pdf],
      ['gzip', gzipSync(pdf).subarray(0, 100)],
      ['deflate', gzipSync(pdf)],
    ];
    for (const [compression, document] of broken) {
      const more = { compression: keyword(compression) };
      const { status } = await printer.ask(Operation['Print-Job'], more, {}, [document]);
      assert.equal(status, Status['client-error-compression-error']);
    }
    const empty = await printer.ask(Operation['Print-Job']);
    assert.equal(empty.status, Status['client-error-bad-request']);
    assert.deepEqual(printed(), []);
    assert.deepEqual(readdirSync(join(printer.agent.home, 'spool')), []);
    const { message } = await printer.ask(Operation['Get-Jobs'], { 'which-jobs': keyword('all') });
    assert.equal(message.groups.length, 1);
  });

  it('prints a document that came with Send-Document, and one for each job', async () => {
    const created = await printer.ask(Operation['Create-Job'], { 'job-name': name('Letter') });
    const number = numberOf(created);
    assert.deepEqual(strings(created.job, 'job-state-reasons'), ['job-incoming']);
    const send = (document: Buffer[]): Promise<Reply> =>
      printer.ask(
        Operation['Send-Document'],
        { 'job-id': integer(number), 'last-document': boolean(document.length === 0) },
        {},
        document,
      );
    assert.equal((await send([pdf.subarray(0, 100), pdf.subarray(100)])).status, 0);
    assert.equal(
      (await send([pdf])).status,
      Status['server-error-multiple-document-jobs-not-supported'],
    );
    assert.equal((await send([])).status, 0);
    assert.equal((await about(number, Operation['Close-Job'])).status, 0);
    await ends(number, JobStates.completed);
    assert.deepEqual(printed(), ['Letter.pdf']);
    assert.deepEqual(timeOuts, []);
  });

  it('keeps a job open for a second try when the first document broke', async () => {
    const number = numberOf(await printer.ask(Operation['Create-Job']));
    const body = new PassThrough();
    const message = printer.request(Operation['Send-Document'], {
      'job-id': integer(number),
      ...last,
    });
    const broken = printer.stream(body);
    body.write(encodeMessage(message));
    body.write(pdf.subarray(0, 50));
    await new Promise((resolve) => setTimeout(resolve, 20));
    body.destroy(new Error('the cable'));
    assert.ok((await broken).status >= 0x400);
    const again = { 'job-id': integer(number), 'document-name': name('Again'), ...last };
    const sent = await printer.ask(Operation['Send-Document'], again, {}, [pdf]);
    assert.equal(sent.status, 0);
    await ends(number, JobStates.completed);
    assert.deepEqual(printed(), ['Again.pdf']);
  });

  it('gives a job up whose document does not come', async () => {
    const number = numberOf(await printer.ask(Operation['Create-Job']));
    assert.equal(timeOuts.length, 1);
    for (const run of timeOuts) run();
    assert.equal(await stateOf(number), JobStates.aborted);
    const late = await printer.ask(
      Operation['Send-Document'],
      { 'job-id': integer(number), ...last },
      {},
      [pdf],
    );
    assert.equal(late.status, NOT_POSSIBLE);
    const closed = numberOf(await printer.ask(Operation['Create-Job']));
    await about(closed, Operation['Close-Job']);
    assert.equal(await stateOf(closed), JobStates.aborted);
  });

  it('cancels a job before, while and after its document comes', async () => {
    const cancel = (number: number): Promise<Reply> => about(number, Operation['Cancel-Job']);
    const waiting = numberOf(await printer.ask(Operation['Create-Job']));
    assert.equal((await cancel(waiting)).status, 0);
    assert.equal(await stateOf(waiting), JobStates.canceled);
    assert.equal((await cancel(waiting)).status, NOT_POSSIBLE);

    const coming = numberOf(await printer.ask(Operation['Create-Job']));
    const body = new PassThrough();
    const message = printer.request(Operation['Send-Document'], {
      'job-id': integer(coming),
      ...last,
    });
    const sending = printer.stream(body);
    body.write(encodeMessage(message));
    body.write(pdf.subarray(0, 50));
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal((await cancel(coming)).status, 0);
    assert.equal((await sending).status, Status['server-error-job-canceled']);
    assert.equal(await stateOf(coming), JobStates.canceled);

    const held = await printer.ask(
      Operation['Print-Job'],
      {},
      { 'job-hold-until': keyword('indefinite') },
      [pdf],
    );
    assert.equal((await cancel(numberOf(held))).status, 0);
    assert.equal(await stateOf(numberOf(held)), JobStates.canceled);
    assert.deepEqual(printed(), []);
  });

  it('holds a job until it is released', async () => {
    const hold = { 'job-hold-until': keyword('indefinite') };
    const reply = await printer.ask(Operation['Print-Job'], {}, hold, [pdf]);
    const number = numberOf(reply);
    assert.equal(firstNumber(reply.job, 'job-state'), JobStates['pending-held']);
    assert.equal((await about(number, Operation['Hold-Job'])).status, 0);
    assert.deepEqual(printed(), []);
    assert.equal((await about(number, Operation['Release-Job'])).status, 0);
    await ends(number, JobStates.completed);
    assert.equal((await about(number, Operation['Hold-Job'])).status, NOT_POSSIBLE);
    assert.equal((await about(number, Operation['Release-Job'])).status, NOT_POSSIBLE);
  });

  it("lists jobs by state, number and user, and cancels one user's", async () => {
    const hold = { 'job-hold-until': keyword('indefinite') };
    const first = numberOf(await printer.ask(Operation['Print-Job'], {}, hold, [pdf]));
    const carl = { 'requesting-user-name': name('carl') };
    const second = numberOf(await printer.ask(Operation['Print-Job'], carl, hold, [pdf]));
    const done = numberOf(await printer.ask(Operation['Print-Job'], {}, {}, [pdf]));
    await ends(done, JobStates.completed);
    const listed = async (more: Parameters<typeof printer.ask>[1]): Promise<number[]> => {
      const { message } = await printer.ask(Operation['Get-Jobs'], more);
      return message.groups.slice(1).flatMap(({ attributes }) => numbers(attributes, 'job-id'));
    };
    assert.deepEqual(await listed({}), [first, second]);
    assert.deepEqual(await listed({ limit: integer(1) }), [first]);
    assert.deepEqual(await listed({ 'my-jobs': boolean(true), ...carl }), [second]);
    assert.deepEqual(await listed({ 'which-jobs': keyword('completed') }), [done]);
    const which = await printer.ask(Operation['Get-Jobs'], { 'which-jobs': keyword('saved') });
    assert.equal(which.status, Status['client-error-attributes-or-values-not-supported']);

    const others = { 'job-ids': integer(first), ...carl };
    const refused = await printer.ask(Operation['Cancel-My-Jobs'], others);
    assert.equal(refused.status, Status['client-error-not-found']);
    assert.equal((await printer.ask(Operation['Cancel-My-Jobs'])).status, 0);
    assert.deepEqual(await listed({}), [second]);
  });

  it('lists what has ended, and cancels all of a user, however many jobs wait', async () => {
    const done = numberOf(await printer.ask(Operation['Print-Job'], {}, {}, [pdf]));
    await ends(done, JobStates.completed);
    const hold = { 'job-hold-until': keyword('indefinite') };
    for (let count = 0; count < 110; count += 1)
      await printer.ask(Operation['Print-Job'], {}, hold, [pdf]);
    const listed = async (which: string): Promise<number[]> => {
      const more = { 'which-jobs': keyword(which) };
      const { message } = await printer.ask(Operation['Get-Jobs'], more);
      return message.groups.slice(1).flatMap(({ attributes }) => numbers(attributes, 'job-id'));
    };
    assert.deepEqual(await listed('completed'), [done]);
    assert.equal((await listed('all')).length, 111);
    assert.equal((await printer.ask(Operation['Cancel-My-Jobs'])).status, 0);
    assert.deepEqual(await listed('not-completed'), []);
    assert.equal((await listed('all')).length, 100);
  });

  it('tells what it ignored, and refuses what must not be ignored', async () => {
    const wishes = {
      copies: integer(3),
      sides: keyword('two-sided-long-edge'),
      'x-stapler': keyword('yes'),
      'print-quality': enumeration(4),
    };
    const reply = await printer.ask(Operation['Print-Job'], {}, wishes, [pdf]);
    assert.equal(reply.status, Status['successful-ok-ignored-or-substituted-attributes']);
    assert.deepEqual([...reply.unsupported.keys()], ['copies', 'sides', 'x-stapler']);
    await ends(numberOf(reply), JobStates.completed);

    const unsupported = Status['client-error-attributes-or-values-not-supported'];
    const exact = { 'ipp-attribute-fidelity': boolean(true) };
    const refused = await printer.ask(Operation['Print-Job'], exact, wishes, [pdf]);
    assert.equal(refused.status, unsupported);
    assert.deepEqual([...refused.unsupported.keys()], ['copies', 'sides', 'x-stapler']);
    const pages = { 'page-ranges': range({ lower: 2, upper: 3 }) };
    const validated = await printer.ask(Operation['Validate-Job'], {}, pages);
    assert.equal(validated.status, unsupported);
    assert.equal(printed().length, 1);
  });

  it('passes on what the printer does offer', async () => {
    const { printer: told } = printer;
    printer.printer = {
      ...told,
      duplex: true,
      media: ['iso_a4_210x297mm', 'na_letter_8.5x11in'],
      choices: { copies: 9, monochrome: true, pageRanges: true },
    };
    const size = new Map([
      ['x-dimension', integer(21_600)],
      ['y-dimension', integer(27_950)],
    ]);
    const wishes = {
      copies: integer(2),
      sides: keyword('two-sided-short-edge'),
      'print-color-mode': keyword('monochrome'),
      'media-col': collection(new Map([['media-size', collection(size)]])),
      'page-ranges': range({ lower: 1, upper: 2 }, { lower: 5, upper: 5 }),
      'job-hold-until': keyword('indefinite'),
    };
    const { asked } = await new Promise<{ asked: unknown }>((resolve, reject) => {
      const { service } = printer.agent;
      const print = service.print.bind(service);
      service.print = (request) => {
        resolve({ asked: request.options });
        request.document.resume();
        service.print = print;
        return Promise.reject(new Error('seen'));
      };
      printer.ask(Operation['Print-Job'], {}, wishes, [pdf]).catch(reject);
    });
    assert.deepEqual(asked, {
      copies: 2,
      sides: 'two-sided-short-edge',
      color: 'monochrome',
      media: 'na_letter_8.5x11in',
      pages: [
        [1, 2],
        [5, 5],
      ],
      hold: true,
    });
  });

  it('knows its jobs by the same numbers after a restart', async () => {
    const done = await printer.ask(Operation['Print-Job'], {}, {}, [pdf]);
    await ends(numberOf(done), JobStates.completed);
    const waiting = numberOf(await printer.ask(Operation['Create-Job']));
    await printer.stop();
    await printer.start();
    assert.equal(await stateOf(numberOf(done)), JobStates.completed);
    assert.equal(await stateOf(waiting), JobStates.aborted);
    const next = numberOf(await printer.ask(Operation['Create-Job']));
    assert.ok(next > waiting);
    assert.equal(printed().length, 1);
  });

  it('takes no job for a printer that takes none, and every job for one that is away', async () => {
    const { printer: told } = printer;
    printer.printer = { ...told, accepting: false };
    const refused = await printer.ask(Operation['Print-Job'], {}, {}, [pdf]);
    assert.equal(refused.status, Status['server-error-not-accepting-jobs']);
    printer.printer = { ...told, accepting: false, state: 'unknown' };
    const taken = await printer.ask(Operation['Create-Job']);
    assert.equal(taken.status, 0);
  });

  it('describes itself by group and name, and the same for ever', async () => {
    const get = (...requested: string[]): Promise<Reply> =>
      printer.ask(Operation['Get-Printer-Attributes'], {
        'requested-attributes': keyword(...requested),
      });
    const all = (await get('all')).printer;
    assert.ok(all.has('media-supported') && all.has('printer-state'));
    assert.ok(!all.has('media-col-database'));
    const template = (await get('job-template')).printer;
    assert.ok(template.has('media-supported') && !template.has('printer-state'));
    const chosen = (await get('printer-uuid', 'media-col-database')).printer;
    assert.deepEqual([...chosen.keys()].sort(), ['media-col-database', 'printer-uuid']);
    const uuid = firstString(chosen, 'printer-uuid');
    await printer.stop();
    await printer.start();
    assert.equal(firstString((await get('printer-uuid')).printer, 'printer-uuid'), uuid);
    assert.equal(firstString(all, 'media-default'), 'iso_a4_210x297mm');
    const format = { 'document-format': mimeType('application/x-none') };
    const { status } = await printer.ask(Operation['Get-Printer-Attributes'], format);
    assert.equal(status, Status['client-error-document-format-not-supported']);
  });

  it('counts what waits', async () => {
    await printer.ask(Operation['Create-Job']);
    const requested = { 'requested-attributes': keyword('queued-job-count') };
    const { printer: told } = await printer.ask(Operation['Get-Printer-Attributes'], requested);
    assert.equal(firstNumber(told, 'queued-job-count'), 1);
    await until(() => timeOuts.length === 1);
  });
});
