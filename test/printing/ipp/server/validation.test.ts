/** Whatever a program sends, the answer has a status and the request's id (RFC 8011 section 4.1). */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Clock } from '../../../../src/base/clock.ts';
import { HallwayError } from '../../../../src/base/errors.ts';
import { encodeMessage } from '../../../../src/printing/ipp/encode.ts';
import { Operation, Status } from '../../../../src/printing/ipp/constants.ts';
import type { IppAttributes, IppMessage } from '../../../../src/printing/ipp/types.ts';
import {
  charset,
  collection,
  integer,
  keyword,
  mimeType,
  name,
  uri,
} from '../../../../src/printing/ipp/values.ts';
import { seededBelow } from '../../../support/seeded.ts';
import { temporaryFolder } from '../../../support/temporary.ts';
import { mutate } from '../mutations.ts';
import { realClock } from '../../two-agents.ts';
import { ServedVirtualPrinter } from './served-printer.ts';

const { 'Get-Printer-Attributes': GET, 'Print-Job': PRINT } = Operation;
const BAD = Status['client-error-bad-request'];

describe('a loopback printer: validation', () => {
  const folder = temporaryFolder();
  let printer: ServedVirtualPrinter;

  before(async () => {
    printer = await new ServedVirtualPrinter(join(folder.path, 'home')).start();
  });

  after(async () => {
    await printer.stop();
    folder.remove();
  });

  async function answers(message: IppMessage, status: number): Promise<void> {
    const reply = await printer.raw(encodeMessage(message));
    assert.equal(reply.status.toString(16), status.toString(16));
    assert.equal(reply.message.requestId, message.requestId);
    assert.equal(reply.printer.size, 0);
  }

  /** A good request whose operation attributes were changed. */
  function changed(change: (operation: IppAttributes) => IppAttributes): IppMessage {
    const message = printer.request(GET);
    const [group] = message.groups;
    if (group) group.attributes = change(group.attributes);
    return message;
  }

  it('refuses versions that it does not speak, and echoes those that it does', async () => {
    for (const major of [0, 3, 255])
      await answers(
        { ...printer.request(GET), version: { major, minor: 0 } },
        Status['server-error-version-not-supported'],
      );
    for (const version of [
      { major: 1, minor: 1 },
      { major: 2, minor: 0 },
    ]) {
      const reply = await printer.raw(encodeMessage({ ...printer.request(GET), version }));
      assert.deepEqual(reply.message.version, version);
      assert.equal(reply.status, 0);
    }
  });

  it('refuses a request-id that is none, and an operation that it has not', async () => {
    await answers({ ...printer.request(GET), requestId: 0 }, BAD);
    await answers({ ...printer.request(GET), requestId: -1 }, BAD);
    const unknown = Status['server-error-operation-not-supported'];
    await answers({ ...printer.request(GET), code: 0x0003 }, unknown);
    await answers({ ...printer.request(GET), code: 0x4002 }, unknown);
  });

  it('refuses groups that are missing, twice or out of order', async () => {
    const message = printer.request(GET, {}, { copies: integer(1) });
    const [operation, job] = message.groups;
    assert.ok(operation && job);
    await answers({ ...message, groups: [] }, BAD);
    await answers({ ...message, groups: [job, operation] }, BAD);
    await answers({ ...message, groups: [operation, operation] }, BAD);
    await answers({ ...message, groups: [operation, { ...job, tag: 0x0f }] }, BAD);
  });

  it('wants charset and language first, and reads utf-8', async () => {
    await answers(
      changed((all) => new Map([...all].reverse())),
      BAD,
    );
    await answers(
      changed((all) => new Map([...all].slice(1))),
      BAD,
    );
    await answers(
      changed((all) => new Map(all).set('attributes-charset', keyword('utf-8'))),
      BAD,
    );
    await answers(
      changed((all) => new Map(all).set('attributes-charset', charset('iso-8859-1'))),
      Status['client-error-charset-not-supported'],
    );
  });

  it('wants a target, and answers for its own printer alone', async () => {
    const gone = Status['client-error-not-found'];
    const at = (value: ReturnType<typeof uri>): IppMessage =>
      changed((all) => new Map(all).set('printer-uri', value));
    await answers(
      changed((all) => new Map([...all].filter(([key]) => key !== 'printer-uri'))),
      BAD,
    );
    await answers(at(keyword(printer.uri)), BAD);
    await answers(at(uri(`ipp://127.0.0.1/ipp/print/${'a'.repeat(16)}`)), gone);
    await answers(at(uri(`${printer.uri}/../../admin`)), gone);
    await answers(at(uri('javascript:alert(1)')), gone);
    const about = printer.request(Operation['Get-Job-Attributes']);
    await answers(about, BAD);
    about.groups[0]?.attributes.set('job-id', integer(4_000_000));
    await answers(about, gone);
  });

  it('refuses values of another type than the operation wants', async () => {
    const wrong: Readonly<Record<string, ReturnType<typeof keyword>>> = {
      'document-format': keyword('application/pdf'),
      compression: name('gzip'),
      'job-name': integer(1),
    };
    for (const [attribute, values] of Object.entries(wrong)) {
      const { status } = await printer.ask(PRINT, { [attribute]: values }, {}, [Buffer.from('x')]);
      assert.equal(status, BAD, attribute);
    }
    assert.equal((await printer.ask(GET, { 'requested-attributes': integer(1) })).status, BAD);
    assert.equal((await printer.ask(Operation['Get-Jobs'], { limit: integer(0) })).status, BAD);
  });

  it('names what it does not take', async () => {
    const format = { 'document-format': mimeType('application/vnd.ms-word') };
    const refused = await printer.ask(PRINT, format, {}, [Buffer.from('x')]);
    assert.equal(refused.status, Status['client-error-document-format-not-supported']);
    assert.deepEqual(refused.unsupported.get('document-format'), format['document-format']);
    const compression = { compression: keyword('compress') };
    const packed = await printer.ask(PRINT, compression, {}, [Buffer.from('x')]);
    assert.equal(packed.status, Status['client-error-compression-not-supported']);
  });

  it('answers at once the messages that kill other decoders', async () => {
    for (const hex of [
      '0200000b000000010144000161fffa03',
      '0200000b0000000101440001610000440000fffb',
    ]) {
      const { status, message } = await printer.raw(Buffer.from(hex, 'hex'));
      assert.equal(status, BAD);
      assert.equal(message.requestId, 1);
    }
  });

  it('refuses endless attributes and collections without holding them', async () => {
    const head = encodeMessage(printer.request(GET)).subarray(0, -1);
    const endless = (piece: Buffer): Readable => {
      let sent = 0;
      return new Readable({
        read() {
          if (sent === 0) this.push(head);
          sent += piece.length;
          // Two gigabytes, if anybody were to read them.
          this.push(sent > 2 ** 31 ? null : piece);
        },
      });
    };
    const attribute = Buffer.concat([
      Buffer.from([0x30, 0, 1, 0x61, 0xff, 0xff]),
      Buffer.alloc(65_535),
    ]);
    const nested = Buffer.alloc(60_000, Buffer.from('3400000000', 'hex'));
    const rss = process.memoryUsage.rss();
    for (const piece of [attribute, nested]) {
      const began = performance.now();
      const { status, message } = await printer.stream(endless(piece));
      assert.equal(status, BAD);
      assert.equal(message.requestId, 7);
      assert.ok(performance.now() - began < 2000);
    }
    assert.ok(process.memoryUsage.rss() - rss < 64 * 2 ** 20);
  });

  it('gives up a message that does not go on, or breaks', async () => {
    const hurried: Clock = {
      ...realClock,
      after: (ms, run) => realClock.after(ms === 30_000 ? 20 : ms, run),
    };
    const impatient = await new ServedVirtualPrinter(join(folder.path, 'late'), hurried).start();
    const silent = new Readable({ read() {} });
    silent.push(Buffer.from('0200000b00000009', 'hex'));
    const late = await impatient.stream(silent);
    await impatient.stop();
    const breaking = new Readable({ read() {} });
    breaking.push(Buffer.from('0200000b00000009', 'hex'));
    setTimeout(() => breaking.destroy(new HallwayError('transfer.interrupted', 'It broke.')), 20);
    const broken = await printer.stream(breaking);
    for (const { status, message } of [late, broken]) {
      assert.equal(status, BAD);
      assert.equal(message.requestId, 9);
    }
  });

  it('answers 20,000 mutated requests, and prints none of them half', async () => {
    const below = seededBelow(20_261_122);
    const original = encodeMessage(
      printer.request(
        Operation['Validate-Job'],
        { 'document-format': mimeType('application/pdf'), 'job-name': name('x') },
        { copies: integer(1), 'media-col': collection(new Map([['x', integer(1)]])) },
      ),
    );
    const statuses = new Map<number, number>();
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = mutate(original, below);
      const { status, message } = await printer.raw(bytes);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      assert.notEqual(status, Status['server-error-internal-error'], bytes.toString('hex'));
      if (bytes.length >= 8) assert.equal(message.requestId, bytes.readInt32BE(4));
    }
    assert.ok((statuses.get(0) ?? 0) + (statuses.get(1) ?? 0) > 500);
    assert.ok(statuses.size > 5);
    const prints = readdirSync(printer.folder);
    assert.ok(prints.every((file) => !file.endsWith('.part')));
  }).timeout(60_000);
});
