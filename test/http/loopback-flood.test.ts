/** The loopback printers under attack: messages without an end, and more connections than it has room for. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { decodeMessage } from '../../src/printing/ipp/decode.ts';
import { encodeMessage } from '../../src/printing/ipp/encode.ts';
import { KILLERS, requestsTo } from '../printing/ipp/specimens.ts';
import { useAgents, type TestAgent } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { pourInto, standAround } from './loopback-flood.ts';

const CONNECTIONS = Number(process.env['HALLWAY_TEST_CONNECTIONS'] ?? 2000);
const BAD_REQUEST = 0x0400;
const GB = 2 ** 30;

describe('door of the loopback printers, flooded', function () {
  this.timeout(180_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  let anna: TestAgent;
  let url: URL;
  let ask: Buffer;

  before(async () => {
    anna = await agents.start({ name: 'Anna' });
    mkdirSync(join(folder.path, 'prints'));
    const body = { uri: `file://${join(folder.path, 'prints')}`, name: 'Prints' };
    await anna.call(api.addPrinter, { body });
    const [printer] = await anna.call(api.listPrinters, {});
    assert.ok(printer?.localUri);
    url = new URL(printer.localUri);
    const [first] = requestsTo(printer.localUri);
    assert.ok(first);
    ask = encodeMessage(first);
  });
  after(() => folder.remove());

  const head = (length: number | string): string =>
    `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/ipp\r\n` +
    `content-length: ${length}\r\nconnection: close\r\n\r\n`;
  const port = (): number => Number(url.port);

  /** The IPP status of an answer; undefined where there is none. */
  function statusOf(answer: Buffer): number | undefined {
    const at = answer.indexOf('\r\n\r\n');
    if (!answer.toString('latin1').startsWith('HTTP/1.1 200') || at < 0) return undefined;
    return decodeMessage(answer.subarray(at + 4)).message.code;
  }

  /** A whole message, and what is said to it. */
  async function say(message: Buffer): Promise<number | undefined> {
    const { answer } = await pourInto(port(), head(message.length), message, Buffer.alloc(0));
    return statusOf(answer);
  }

  const rssMb = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${anna.pid}/status`, 'utf8'))?.[1]) / 1024;

  it('check 35: answers what kills other decoders with 0x0400', async () => {
    for (const killer of KILLERS) assert.equal(await say(killer), BAD_REQUEST);
    const negative = Buffer.concat([ask.subarray(0, -1), Buffer.from('44ffff', 'hex')]);
    assert.equal(await say(negative), BAD_REQUEST);
    assert.equal(await say(Buffer.concat([negative, Buffer.alloc(300_000)])), BAD_REQUEST);
  });

  it('check 35: refuses an attribute of 2 GB and collections without an end at once', async () => {
    const before = rssMb();
    const value = Buffer.concat([Buffer.from('30000003e8', 'hex'), Buffer.alloc(1000)]);
    const named = Buffer.from('3000016103e8', 'hex');
    const endless: [Buffer, Buffer][] = [
      [Buffer.concat([ask.subarray(0, -1), named, Buffer.alloc(1000)]), value],
      [
        Buffer.concat([ask.subarray(0, -1), Buffer.from('340001610000', 'hex')]),
        Buffer.from('4a00000001613400000000', 'hex'),
      ],
    ];
    for (const [start, piece] of endless) {
      const { answer, sent } = await pourInto(port(), head(2 * GB), start, piece);
      assert.equal(statusOf(answer), BAD_REQUEST);
      assert.ok(sent < GB / 8, `${sent} bytes were taken`);
    }
    assert.ok(rssMb() - before < 60, `${rssMb() - before} MB more`);
  });

  it(`check 35: serves honest programs while ${CONNECTIONS} connections stand around`, async () => {
    const served = async (): Promise<void> => {
      // One in a hundred may fall into a moment at which all room was just taken.
      for (let tries = 1; (await say(ask)) !== 0; tries += 1) assert.ok(tries < 4, 'kept out');
    };
    const crowd = await standAround(port(), CONNECTIONS, served);
    try {
      for (let times = 0; times < 20; times += 1) assert.equal(await say(ask), 0);
      assert.ok(crowd.open() <= 96, `${crowd.open()} stand open`);
      const [own] = await anna.call(api.listOwnPrinters, {});
      assert.equal(own?.state, 'idle');
    } finally {
      crowd.end();
    }
    assert.equal(await say(ask), 0);
  });
});
