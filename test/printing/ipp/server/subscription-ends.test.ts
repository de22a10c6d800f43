/** A subscription to a job ends with it, also where the job is faster, or comes to nothing. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { GroupTag, Operation, Status } from '../../../../src/printing/ipp/constants.ts';
import { encodeMessage } from '../../../../src/printing/ipp/encode.ts';
import type { IppMessage } from '../../../../src/printing/ipp/types.ts';
import {
  attributesOf,
  boolean,
  eachGroup,
  firstNumber,
  firstString,
  integer,
  keyword,
} from '../../../../src/printing/ipp/values.ts';
import { isFinalJobState } from '../../../../src/model/job.ts';
import { eventually } from '../../../support/eventually.ts';
import { makePdf } from '../../../support/pdf.ts';
import { temporaryFolder } from '../../../support/temporary.ts';
import { type Reply, ServedVirtualPrinter } from './served-printer.ts';

const SUBSCRIPTION = GroupTag['subscription-attributes-tag'];
const EVENT = GroupTag['event-notification-attributes-tag'];
const pdf = makePdf();

describe('a loopback printer: the end of a subscription to a job', () => {
  const folder = temporaryFolder();
  let printer: ServedVirtualPrinter;
  let round = 0;
  beforeEach(async () => {
    round += 1;
    printer = await new ServedVirtualPrinter(join(folder.path, `home-${round}`)).start();
  });
  afterEach(() => printer.stop());
  after(() => folder.remove());

  /** With one subscription to the end of the job. */
  function subscribing(operation: number, job?: number): IppMessage {
    const message = printer.request(
      operation,
      job === undefined ? {} : { 'notify-job-id': integer(job) },
    );
    const attributes = new Map([
      ['notify-pull-method', keyword('ippget')],
      ['notify-events', keyword('job-completed')],
    ]);
    message.groups.push({ tag: SUBSCRIPTION, attributes });
    return message;
  }

  const made = ({ message }: Reply): number =>
    firstNumber(attributesOf(message, SUBSCRIPTION), 'notify-subscription-id') ?? 0;
  const fetch = (id: number, wait = false): Promise<Reply> =>
    printer.ask(Operation['Get-Notifications'], {
      'notify-subscription-ids': integer(id),
      'notify-wait': boolean(wait),
    });
  const kindsOf = ({ message }: Reply): (string | undefined)[] =>
    eachGroup(message, EVENT).map((event) => firstString(event, 'notify-subscribed-event'));

  it('is told at once where the job has ended before it was there', async () => {
    const { service } = printer.agent;
    const print = service.print.bind(service);
    service.print = async (request) => {
      const { id } = await print(request);
      await eventually(() => isFinalJobState(service.job(id).state), 5000, 'it is printed');
      return service.job(id);
    };
    const all = made(
      await printer.raw(encodeMessage(subscribing(Operation['Create-Printer-Subscriptions']))),
    );
    const reply = await printer.raw(encodeMessage(subscribing(Operation['Print-Job'])), pdf);
    const told = await fetch(made(reply));
    assert.deepEqual(kindsOf(told), ['job-completed']);
    assert.equal(told.status, Status['successful-ok-events-complete']);
    await eventually(async () => kindsOf(await fetch(all)).length > 0, 3000, 'it is told of');
    assert.deepEqual(kindsOf(await fetch(all)), ['job-completed'], 'and others are told once');
    assert.deepEqual(kindsOf(await fetch(made(reply))), ['job-completed']);
  });

  it('is told where the document never came whole', async () => {
    const body = new PassThrough();
    body.write(encodeMessage(printer.request(Operation['Print-Job'])));
    body.write(pdf.subarray(0, 100));
    const printing = printer.stream(body);
    const job = await eventually(
      async () => firstNumber((await printer.ask(Operation['Get-Jobs'])).job, 'job-id'),
      3000,
      'the job is there',
    );
    const subscribe = subscribing(Operation['Create-Job-Subscriptions'], job);
    const id = made(await printer.raw(encodeMessage(subscribe)));
    assert.ok(id > 0);
    const waiting = fetch(id, true);
    body.destroy(new Error('the program went away'));
    await printing;
    const told = await waiting;
    assert.equal(told.status, Status['successful-ok-events-complete']);
    assert.deepEqual(kindsOf(told), []);
  });
});
