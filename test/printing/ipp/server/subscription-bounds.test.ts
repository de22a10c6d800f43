/** What a subscription costs is bounded, whatever a program writes into its request for one. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { GroupTag, Operation, Status } from '../../../../src/printing/ipp/constants.ts';
import { encodeMessage } from '../../../../src/printing/ipp/encode.ts';
import { readTemplate } from '../../../../src/printing/ipp/server/subscription-template.ts';
import {
  attributesOf,
  eachGroup,
  firstNumber,
  integer,
  keyword,
} from '../../../../src/printing/ipp/values.ts';
import { eventually } from '../../../support/eventually.ts';
import { temporaryFolder } from '../../../support/temporary.ts';
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
    );
    assert.deepEqual(wanted, {
      events: new Set(['job-completed']),
      userData: undefined,
      lease: 3600,
    });
    assert.deepEqual(unsupported.get('notify-events'), keyword(...many.slice(0, 16)));
    assert.deepEqual(Array.from(unsupported.keys()), ['notify-events', ...many.slice(0, 16)]);
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
