/** IPP messages as programs and printers really send them, to be damaged: requests and answers. */
import { GroupTag, Operation } from '../../../src/printing/ipp/constants.ts';
import { encodeMessage } from '../../../src/printing/ipp/encode.ts';
import type { IppAttributes, IppMessage, IppValue } from '../../../src/printing/ipp/types.ts';
import {
  boolean,
  charset,
  collection,
  enumeration,
  integer,
  keyword,
  mimeType,
  name,
  naturalLanguage,
  range,
  resolution,
  uri,
} from '../../../src/printing/ipp/values.ts';

/** What makes some decoders spin for ever, and others take gigabytes. */
export const KILLERS = [
  '0200000b000000010144000161fffa03',
  '0200000b0000000101440001610000440000fffb',
].map((hex) => Buffer.from(hex, 'hex'));

function request(
  code: number,
  printer: string,
  operation: Readonly<Record<string, IppValue[]>>,
  job: Readonly<Record<string, IppValue[]>> = {},
): IppMessage {
  const first: IppAttributes = new Map([
    ['attributes-charset', charset('utf-8')],
    ['attributes-natural-language', naturalLanguage('en-us')],
    ['printer-uri', uri(printer)],
    ['requesting-user-name', name('anna')],
    ...Object.entries(operation),
  ]);
  const groups = [{ tag: 1, attributes: first }];
  if (Object.keys(job).length > 0)
    groups.push({ tag: 2, attributes: new Map(Object.entries(job)) });
  return { version: { major: 2, minor: 0 }, code, requestId: 1, groups };
}

/** One of each operation to this printer, as CUPS and Windows ask. */
export function requestsTo(printer: string): IppMessage[] {
  const size = collection(
    new Map([
      ['x-dimension', integer(21_000)],
      ['y-dimension', integer(29_700)],
    ]),
  );
  const media = collection(
    new Map([
      ['media-size', size],
      ['media-source', keyword('auto')],
      ['media-type', keyword('stationery')],
      ['media-top-margin', integer(420)],
    ]),
  );
  const template = {
    copies: integer(2),
    sides: keyword('two-sided-long-edge'),
    'media-col': media,
    'page-ranges': range({ lower: 2, upper: 3 }),
    'print-quality': enumeration(4),
    'printer-resolution': resolution({ x: 600, y: 600, units: 3 }),
    finishings: enumeration(3, 4),
  };
  const document = { 'document-format': mimeType('application/pdf') };
  const target = { 'job-id': integer(1) };
  return [
    request(Operation['Get-Printer-Attributes'], printer, {
      'requested-attributes': keyword('printer-description', 'job-template', 'media-col-database'),
    }),
    request(Operation['Validate-Job'], printer, document, template),
    request(Operation['Print-Job'], printer, { 'job-name': name('Letter'), ...document }, template),
    request(Operation['Create-Job'], printer, { 'job-name': name('Größe 📄') }, template),
    request(Operation['Send-Document'], printer, {
      ...target,
      ...document,
      'last-document': boolean(true),
    }),
    request(Operation['Get-Jobs'], printer, {
      limit: integer(50),
      'which-jobs': keyword('completed'),
      'requested-attributes': keyword('all'),
    }),
    request(Operation['Get-Job-Attributes'], printer, target),
    request(Operation['Cancel-Job'], printer, target),
    request(Operation['Hold-Job'], printer, target),
    request(Operation['Cancel-My-Jobs'], printer, {}),
    request(Operation['Close-Job'], printer, target),
    request(Operation['Identify-Printer'], printer, { 'identify-actions': keyword('display') }),
    ...subscriptionRequests(printer),
  ];
}

function subscriptionRequests(printer: string): IppMessage[] {
  const which = { 'notify-subscription-id': integer(1) };
  const tag = GroupTag['subscription-attributes-tag'];
  const events = keyword('job-completed', 'printer-state-changed');
  const template = { 'notify-pull-method': keyword('ippget'), 'notify-events': events };
  const groups = [1, 2].map(() => ({ tag, attributes: new Map(Object.entries(template)) }));
  const subscribe = request(Operation['Create-Printer-Subscriptions'], printer, {});
  return [
    { ...subscribe, groups: [...subscribe.groups, ...groups] },
    request(Operation['Renew-Subscription'], printer, which),
    request(Operation['Cancel-Subscription'], printer, which),
    request(Operation['Get-Subscriptions'], printer, { limit: integer(9) }),
    request(Operation['Get-Notifications'], printer, {
      'notify-subscription-ids': integer(1, 2),
      'notify-sequence-numbers': integer(1, 1),
    }),
  ];
}

/** One value of every tag of RFC 8010 section 3.5, of its out-of-band values and of extensions. */
export function everyTag(): IppValue[] {
  const values: IppValue[] = [];
  for (let tag = 0x10; tag < 0x20; tag += 1) values.push({ tag, value: null });
  values.push(
    { tag: 0x21, value: -2_147_483_648 },
    { tag: 0x22, value: true },
    { tag: 0x23, value: 2_147_483_647 },
    { tag: 0x30, value: Buffer.from([0, 255, 10, 13, 128]) },
    {
      tag: 0x31,
      value: {
        year: 2026, month: 2, day: 28, hour: 23, minute: 59, second: 60, deciseconds: 9,
        direction: '-', zoneHours: 11, zoneMinutes: 45,
      }, // biome-ignore format: one date
    },
    { tag: 0x32, value: { x: 1200, y: 600, units: 3 } },
    { tag: 0x33, value: { lower: -1, upper: 2_147_483_647 } },
    { tag: 0x34, value: new Map([['member', [{ tag: 0x44, value: 'a' }]]]) },
    { tag: 0x35, value: { language: 'de-ch', text: 'Papier fehlt' } },
    { tag: 0x36, value: { language: '', text: '' } },
  );
  for (let tag = 0x40; tag < 0x60; tag += 1)
    if (tag !== 0x4a) values.push({ tag, value: `t${tag} ä📄` });
  for (const tag of [0x24, 0x2f, 0x38, 0x3f, 0x60, 0x7e, 0x7f, 0x80, 0xff])
    values.push({ tag, value: Buffer.from([1, 2, 3, tag]) });
  return values;
}

/** A printer's answer with every tag in it. */
export function answerWithEveryTag(): Buffer {
  const attributes: IppAttributes = new Map(
    everyTag().map((value, index) => [`attribute-${index}`, [value, value]]),
  );
  return encodeMessage({
    version: { major: 2, minor: 2 },
    code: 0,
    requestId: 9,
    groups: [
      { tag: 1, attributes: new Map([['attributes-charset', charset('utf-8')]]) },
      { tag: 4, attributes },
    ],
  });
}
