/** What a subscription costs is bounded, whatever a program writes into its request for one. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { GroupTag, Operation, Status } from '../../../../src/printing/ipp/constants.ts';
import { encodeMessage } from '../../../../src/printing/ipp/encode.ts';
import { Notifier } from '../../../../src/printing/ipp/server/notifier.ts';
import {
  type EventKind,
  readTemplate,
} from '../../../../src/printing/ipp/server/subscription-template.ts';
import {
  attributesOf,
  eachGroup,
  firstNumber,
  integer,
  keyword,
} from '../../../../src/printing/ipp/values.ts';
import { eventually } from '../../../support/eventually.ts';
import { ManualClock, temporaryFolder } from '../../../support/temporary.ts';
import { ServedVirtualPrinter } from './served-printer.ts';

const pull = ['notify-pull-method', keyword('ippget')] as const;
const SUBSCRIPTION = GroupTag['subscription-attributes-tag'];
const EVENT = GroupTag['event-notification-attributes-tag'];

describe('a loopback printer: what subscriptions cost', () => {
  const folder = temporaryFolder();
  let printer: ServedVirtualPrinter;
  before(async () => {
    printer = await new ServedVirtualPrinter(join(folder.path, 'home')).start();
  });
  after(async () => {
    await printer.stop();
    folder.remove();
  });

  it('keeps nothing of what it does not know, and tells the first of it', () => {
    const many = Array.from({ length: 100 }, (_, at) => `strange-${at}`);
    const { wanted, unsupported } = readTemplate(
      new Map([
        pull,
        ['notify-events', keyword('job-completed', ...many)],
        ...many.map((name) => [name, integer(1)] as const),
      ]),
      false,
      'printer',
    );
    assert.deepEqual(wanted, {
      events: new Set(['job-completed']),
      userData: undefined,
      lease: 3600,
    });
    assert.deepEqual(unsupported.get('notify-events'), keyword(...many.slice(0, 16)));
    assert.deepEqual(Array.from(unsupported.keys()), ['notify-events', ...many.slice(0, 16)]);
  });

  it('counts those of a guest at all printers together, and what he waits for', async () => {
    const clock = new ManualClock();
    const notifier = new Notifier(clock);
    const wanted = { events: new Set<EventKind>(), userData: undefined, lease: 3600 };
    const add = (place: string): number =>
      notifier.add({ place, printerUri: printer.uri, job: undefined, wanted, user: 'ben' }).id;
    for (let times = 0; times < 8; times += 1) {
      add('one 192.0.2.7');
      add('two 192.0.2.7');
    }
    assert.throws(() => add('three 192.0.2.7'), {
      status: Status['client-error-too-many-subscriptions'],
    });
    const others = [add('one 192.0.2.8'), add('one')];
    const places = ['one 192.0.2.7', 'two 192.0.2.7', 'three 192.0.2.7', 'one 192.0.2.8', 'one'];
    const waits = places.map((place) => notifier.wait(place, others));
    assert.equal(await waits[2], false);
    clock.advance(25_000);
    assert.deepEqual(await Promise.all(waits), [true, true, false, true, true]);
  });

  it('lends a guest no more than an hour', async () => {
    printer.guest = '192.0.2.7';
    const { printer: said } = await printer.ask(Operation['Get-Printer-Attributes']);
    const [range] = said.get('notify-lease-duration-supported') ?? [];
    assert.deepEqual(range?.value, { lower: 60, upper: 3600 });
    const forEver = ['notify-lease-duration', integer(0)] as const;
    const leaseOf = async (operation: number, more = {}): Promise<[number?, number?]> => {
      const message = printer.request(operation, more);
      message.groups.push({ tag: SUBSCRIPTION, attributes: new Map([pull, forEver]) });
      const made = attributesOf((await printer.raw(encodeMessage(message))).message, SUBSCRIPTION);
      return [
        firstNumber(made, 'notify-lease-duration'),
        firstNumber(made, 'notify-subscription-id'),
      ];
    };
    const [lease, id = 0] = await leaseOf(Operation['Create-Printer-Subscriptions']);
    assert.equal(lease, 3600);
    const which = { 'notify-subscription-id': integer(id) };
    assert.equal((await leaseOf(Operation['Renew-Subscription'], which))[0], 3600);
    printer.guest = '';
    assert.equal((await leaseOf(Operation['Create-Printer-Subscriptions']))[0], 86_400);
  });

  it('gives who asks for one many times its events once', async () => {
    const message = printer.request(Operation['Create-Printer-Subscriptions']);
    const events = ['notify-events', keyword('printer-state-changed')] as const;
    message.groups.push({ tag: SUBSCRIPTION, attributes: new Map([pull, events]) });
    const made = await printer.raw(encodeMessage(message));
    const id = firstNumber(attributesOf(made.message, SUBSCRIPTION), 'notify-subscription-id') ?? 0;
    const fetch = (...ids: number[]) =>
      printer.ask(Operation['Get-Notifications'], { 'notify-subscription-ids': integer(...ids) });
    await printer.ask(Operation['Pause-Printer']);
    await eventually(
      async () => eachGroup((await fetch(id)).message, EVENT).length === 1,
      3000,
      'it is told that the printer was paused',
    );
    const often = await fetch(...Array<number>(64).fill(id));
    assert.equal(often.status, Status['successful-ok']);
    assert.equal(eachGroup(often.message, EVENT).length, 1);
  });
});
