/** Programs hear of jobs and printers: subscriptions and `ippget` (RFC 3995, RFC 3996). */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Clock } from '../../../../src/base/clock.ts';
import { GroupTag, JobStates, Operation, Status } from '../../../../src/printing/ipp/constants.ts';
import { encodeMessage } from '../../../../src/printing/ipp/encode.ts';
import type { IppAttributes, IppValue } from '../../../../src/printing/ipp/types.ts';
import {
  attributesOf,
  boolean,
  charset,
  eachGroup,
  firstNumber,
  firstString,
  integer,
  keyword,
  numbers,
  octets,
  strings,
  uri,
} from '../../../../src/printing/ipp/values.ts';
import { makePdf } from '../../../support/pdf.ts';
import { temporaryFolder } from '../../../support/temporary.ts';
import { realClock } from '../../two-agents.ts';
import { type Reply, ServedVirtualPrinter } from './served-printer.ts';

type Attributes = Readonly<Record<string, IppValue[]>>;

const pdf = makePdf();
const pull = { 'notify-pull-method': keyword('ippget') };
const ids = (...all: number[]): Attributes => ({ 'notify-subscription-ids': integer(...all) });
const idOf = (group: IppAttributes | undefined): number =>
  (group && firstNumber(group, 'notify-subscription-id')) ?? 0;

describe('a loopback printer: subscriptions', () => {
  const folder = temporaryFolder();
  let printer: ServedVirtualPrinter;
  let round = 0;
  let ahead = 0;
  let waits: (() => void)[] = [];

  /** Real time, which the test moves on; who waits for events does so until it says so. */
  const clock: Clock = {
    ...realClock,
    now: () => realClock.now() + ahead,
    after: (ms, run) => {
      if (ms !== 25_000) return realClock.after(ms === 100 ? 1 : ms, run);
      waits.push(run);
      return () => void (waits = waits.filter((one) => one !== run));
    },
  };

  beforeEach(async () => {
    round += 1;
    [ahead, waits] = [0, []];
    printer = await new ServedVirtualPrinter(join(folder.path, `home-${round}`), clock).start();
  });
  afterEach(() => printer.stop());
  after(() => folder.remove());

  /** Asks with these subscription groups. */
  async function subscribe(
    operation: number,
    templates: readonly Attributes[],
    more: Attributes = {},
    document: readonly Buffer[] = [],
  ): Promise<{ reply: Reply; made: IppAttributes[] }> {
    const message = printer.request(operation, more);
    const tag = GroupTag['subscription-attributes-tag'];
    for (const template of templates)
      message.groups.push({ tag, attributes: new Map(Object.entries(template)) });
    const reply = await printer.raw(encodeMessage(message), ...document);
    return { reply, made: eachGroup(reply.message, tag) };
  }

  async function subscribed(template: Attributes = {}): Promise<number> {
    const { made } = await subscribe(Operation['Create-Printer-Subscriptions'], [
      { ...pull, ...template },
    ]);
    return idOf(made[0]);
  }

  const fetch = (more: Attributes): Promise<Reply> =>
    printer.ask(Operation['Get-Notifications'], more);
  const eventsOf = ({ message }: Reply): IppAttributes[] =>
    eachGroup(message, GroupTag['event-notification-attributes-tag']);

  /** All events of a subscription once there are so many. */
  async function heard(id: number, count: number): Promise<IppAttributes[]> {
    for (let look = 0; look < 200; look += 1) {
      const events = eventsOf(await fetch(ids(id)));
      if (events.length >= count) return events;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.fail(`fewer than ${count} events`);
  }

  const print = (): Promise<Reply> => printer.ask(Operation['Print-Job'], {}, {}, [pdf]);
  const jobOf = (reply: Reply): number => firstNumber(reply.job, 'job-id') ?? 0;

  it('tells what it tells of', async () => {
    const { printer: said } = await printer.ask(Operation['Get-Printer-Attributes']);
    assert.deepEqual(strings(said, 'notify-pull-method-supported'), ['ippget']);
    assert.deepEqual(strings(said, 'notify-events-default'), ['job-completed']);
    assert.ok(strings(said, 'notify-events-supported').includes('printer-state-changed'));
    assert.ok((firstNumber(said, 'ippget-event-life') ?? 0) >= 15);
    assert.ok(numbers(said, 'operations-supported').includes(Operation['Get-Notifications']));
    assert.ok(!said.has('notify-schemes-supported'));
  });

  it('tells of each job from its beginning to its end, in order', async () => {
    const user = octets(Buffer.from('mine'));
    const id = await subscribed({
      'notify-events': keyword('job-created', 'job-completed'),
      'notify-user-data': user,
    });
    const [first, second] = [jobOf(await print()), jobOf(await print())];
    const events = await heard(id, 4);
    for (const job of [first, second]) {
      const mine = events.filter((event) => firstNumber(event, 'job-id') === job);
      assert.deepEqual(
        mine.map((event) => firstString(event, 'notify-subscribed-event')),
        ['job-created', 'job-completed'],
      );
      assert.equal(firstNumber(mine[1] as IppAttributes, 'job-state'), JobStates.completed);
    }
    assert.deepEqual(
      events.map((event) => firstNumber(event, 'notify-sequence-number')),
      [1, 2, 3, 4],
    );
    assert.deepEqual(events[0]?.get('notify-user-data'), user);
    const later = await fetch({ ...ids(id), 'notify-sequence-numbers': integer(4) });
    assert.equal(eventsOf(later).length, 1);
    const operation = attributesOf(later.message, GroupTag['operation-attributes-tag']);
    assert.equal(firstNumber(operation, 'notify-get-interval'), 30);
  });

  it('tells of the printer, and only of what was wanted', async () => {
    const id = await subscribed({ 'notify-events': keyword('printer-stopped') });
    const all = await subscribed({ 'notify-events': keyword('printer-state-changed') });
    await printer.ask(Operation['Pause-Printer']);
    const [stopped] = await heard(id, 1);
    assert.ok(stopped && strings(stopped, 'printer-state-reasons').includes('paused'));
    await printer.ask(Operation['Resume-Printer']);
    assert.equal((await heard(all, 2)).length, 2);
    assert.equal(eventsOf(await fetch(ids(id))).length, 1);
  });

  it('subscribes with a job, and says when nothing more will come', async () => {
    const { reply, made } = await subscribe(
      Operation['Print-Job'],
      [{ ...pull, 'notify-events': keyword('job-completed') }],
      {},
      [pdf],
    );
    assert.equal(reply.status, Status['successful-ok']);
    const id = idOf(made[0]);
    const [event] = await heard(id, 1);
    assert.equal(event && firstNumber(event, 'notify-job-id'), jobOf(reply));
    assert.equal((await fetch(ids(id))).status, Status['successful-ok-events-complete']);
    const job = { 'notify-job-id': integer(jobOf(reply)) };
    const late = await subscribe(Operation['Create-Job-Subscriptions'], [pull], job);
    assert.equal(late.reply.status, Status['client-error-not-possible']);
    ahead = 301_000;
    assert.equal((await fetch(ids(id))).status, Status['client-error-not-found']);
  });

  it('lets a job be subscribed to while it lasts', async () => {
    const created = await printer.ask(Operation['Create-Job']);
    const job = { 'notify-job-id': integer(jobOf(created)) };
    const { made } = await subscribe(Operation['Create-Job-Subscriptions'], [pull], job);
    const lease = { ...job, 'notify-subscription-id': integer(idOf(made[0])) };
    const renewed = await printer.ask(Operation['Renew-Subscription'], lease);
    assert.equal(renewed.status, Status['client-error-not-possible']);
    await printer.ask(Operation['Cancel-Job'], { 'job-id': integer(jobOf(created)) });
    const [event] = await heard(idOf(made[0]), 1);
    assert.equal(event && firstNumber(event, 'job-state'), JobStates.canceled);
  });

  it('answers who waits as soon as something happens, and after a while anyway', async () => {
    const id = await subscribed({ 'notify-events': keyword('job-created') });
    const wait = { ...ids(id), 'notify-wait': boolean(true) };
    const waiting = fetch(wait);
    await print();
    assert.equal(eventsOf(await waiting).length, 1);
    const idle = fetch({ ...wait, 'notify-sequence-numbers': integer(2) });
    while (waits.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    waits[0]?.();
    assert.equal(eventsOf(await idle).length, 0);
    const cancelled = fetch({ ...wait, 'notify-sequence-numbers': integer(2) });
    await printer.ask(Operation['Cancel-Subscription'], { 'notify-subscription-id': integer(id) });
    assert.equal(
      (await cancelled).status,
      Status['successful-ok-ignored-or-substituted-attributes'],
    );
    assert.equal(waits.length, 0);
  });

  it('lists, describes, renews and ends subscriptions', async () => {
    const id = await subscribed({ 'notify-lease-duration': integer(0) });
    const which = { 'notify-subscription-id': integer(id) };
    const describe = async (): Promise<IppAttributes> => {
      const { message } = await printer.ask(Operation['Get-Subscription-Attributes'], which);
      return attributesOf(message, GroupTag['subscription-attributes-tag']);
    };
    assert.equal(firstNumber(await describe(), 'notify-lease-duration'), 86_400, 'not for ever');
    assert.equal(firstString(await describe(), 'notify-subscriber-user-name'), 'ben');
    await printer.ask(Operation['Renew-Subscription'], {
      ...which,
      'notify-lease-duration': integer(60),
    });
    assert.equal(firstNumber(await describe(), 'notify-lease-duration'), 60);
    const all = await printer.ask(Operation['Get-Subscriptions']);
    const listed = eachGroup(all.message, GroupTag['subscription-attributes-tag']);
    assert.deepEqual(listed.map(idOf), [id]);
    ahead = 61_000;
    const gone = await printer.ask(Operation['Get-Subscription-Attributes'], which);
    assert.equal(gone.status, Status['client-error-not-found']);
  });

  it('refuses each of several that makes no sense, and says why', async () => {
    const { reply, made } = await subscribe(Operation['Create-Printer-Subscriptions'], [
      { 'notify-recipient-uri': uri('http://192.0.2.1/') },
      { ...pull, 'notify-events': keyword('job-progress') },
      { ...pull, 'notify-events': keyword('job-progress', 'job-completed') },
      { ...pull, 'notify-charset': charset('utf-16') },
      { ...pull, 'notify-user-data': octets(Buffer.alloc(64)) },
      { ...pull, 'notify-lease-duration': keyword('long') },
      {},
    ]);
    assert.equal(reply.status, Status['successful-ok-ignored-subscriptions']);
    assert.deepEqual(
      made.map((group) => firstNumber(group, 'notify-status-code')),
      [0x040c, 0x040b, 0x0001, 0x040d, 0x040b, 0x0400, 0x0400],
    );
    assert.deepEqual(made.map((group) => idOf(group) > 0).indexOf(true), 2);
    const none = await subscribe(Operation['Create-Printer-Subscriptions'], [{}]);
    assert.equal(none.reply.status, Status['client-error-ignored-all-subscriptions']);
    const empty = await subscribe(Operation['Create-Printer-Subscriptions'], []);
    assert.equal(empty.reply.status, Status['client-error-bad-request']);
  });

  it('keeps to its bounds, whoever subscribes', async () => {
    const many = Array.from({ length: 17 }, () => pull);
    const create = Operation['Create-Printer-Subscriptions'];
    assert.equal((await subscribe(create, many)).reply.status, Status['client-error-bad-request']);
    for (let times = 0; times < 2; times += 1) await subscribe(create, many.slice(1));
    const { made } = await subscribe(create, [pull]);
    assert.equal(
      made[0] && firstNumber(made[0], 'notify-status-code'),
      Status['client-error-too-many-subscriptions'],
    );
    const flood = await fetch(ids(...Array.from({ length: 65 }, (_, at) => at + 1)));
    assert.equal(flood.status, Status['client-error-bad-request']);
  });

  it('keeps the last events of who fetches none', async () => {
    const id = await subscribed({ 'notify-events': keyword('printer-state-changed') });
    for (let times = 0; times < 60; times += 1) {
      const pause = times % 2 === 0;
      await printer.ask(Operation[pause ? 'Pause-Printer' : 'Resume-Printer']);
      const now = (): Promise<Reply> =>
        printer.ask(Operation['Get-Subscription-Attributes'], {
          'notify-subscription-id': integer(id),
        });
      const tag = GroupTag['subscription-attributes-tag'];
      const numberNow = async (): Promise<number> =>
        firstNumber(attributesOf((await now()).message, tag), 'notify-sequence-number') ?? 0;
      while ((await numberNow()) <= times) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const events = eventsOf(await fetch(ids(id)));
    assert.equal(events.length, 50);
    assert.equal(firstNumber(events[0] as IppAttributes, 'notify-sequence-number'), 11);
  }).timeout(20_000);

  it('shows a guest nothing of others', async () => {
    const id = await subscribed({ 'notify-events': keyword('job-created') });
    printer.guest = '192.0.2.7';
    assert.equal((await fetch(ids(id))).status, Status['client-error-not-found']);
    const which = { 'notify-subscription-id': integer(id) };
    const cancelled = await printer.ask(Operation['Cancel-Subscription'], which);
    assert.equal(cancelled.status, Status['client-error-not-found']);
    const mine = await subscribed({ 'notify-events': keyword('job-created') });
    printer.guest = '';
    await print();
    await heard(id, 1);
    printer.guest = '192.0.2.7';
    assert.equal(eventsOf(await fetch(ids(mine))).length, 0);
  });
});
