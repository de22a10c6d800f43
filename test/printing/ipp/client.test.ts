/** The client against printers that are busy, silent, hostile or old. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { IppBackend } from '../../../src/printing/ipp-backend.ts';
import { IppClient } from '../../../src/printing/ipp/client.ts';
import { Operation } from '../../../src/printing/ipp/constants.ts';
import { encodeMessage } from '../../../src/printing/ipp/encode.ts';
import { readMessage } from '../../../src/printing/ipp/message-reader.ts';
import type { IppAttributes, IppMessage } from '../../../src/printing/ipp/types.ts';
import { boolean, integer, keyword, mimeType, name } from '../../../src/printing/ipp/values.ts';
import { ManualClock } from '../../support/temporary.ts';
import { realClock } from '../two-agents.ts';

type Answer = { code: number; attributes?: IppAttributes; groupTag?: number };
type Handler = (message: IppMessage, document: Readable) => Answer | Promise<Answer>;

describe('IPP client', () => {
  let server: Server;
  let uri: string;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;
  const client = new IppClient({ clock: realClock, user: 'hallway', silenceMs: 300, busyMs: 600 });
  const ask = () => client.request({ uri, operation: Operation['Get-Printer-Attributes'] });

  before(async () => {
    server = createServer((request, response) => handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    uri = `ipp://127.0.0.1:${(server.address() as { port: number }).port}/ipp/print`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  function answering(handler: Handler): void {
    handle = (request, response) => {
      void readMessage(request).then(async ({ message, document }) => {
        const answer = await handler(message, document);
        document.resume();
        const { code, attributes = new Map(), groupTag = 2 } = answer;
        const { version, requestId } = message;
        const groups = [
          { tag: 1, attributes: new Map() },
          { tag: groupTag, attributes },
        ];
        response.end(encodeMessage({ version, code, requestId, groups }));
      });
    };
  }

  it('sends charset, language, target and user in the order of RFC 8011', async () => {
    let seen: string[] = [];
    answering((message) => {
      seen = [...(message.groups[0]?.attributes.keys() ?? [])];
      return { code: 0 };
    });
    await ask();
    assert.deepEqual(seen, [
      'attributes-charset',
      'attributes-natural-language',
      'printer-uri',
      'requesting-user-name',
    ]);
  });

  it('asks a busy printer again, and gives up in the end', async () => {
    let asked = 0;
    answering(() => {
      asked += 1;
      return { code: asked < 2 ? 0x0507 : 0 };
    });
    await ask();
    assert.equal(asked, 2);
    answering(() => ({ code: 0x0507 }));
    await assert.rejects(ask(), { code: 'printer.not_accepting' });
  });

  it('stops waiting for a busy printer when told to', async () => {
    const slow = new IppClient({ clock: new ManualClock(), user: 'hallway' });
    const giveUp = new AbortController();
    answering(() => {
      setTimeout(() => giveUp.abort(), 50);
      return { code: 0x0507 };
    });
    const { signal } = giveUp;
    const asked = slow.request({ uri, operation: Operation['Get-Printer-Attributes'], signal });
    await assert.rejects(asked, { code: 'request.cancelled' });
  });

  it('tells refusals apart', async () => {
    const codes = { 0x0400: 'printer.rejected', 0x0406: 'job.not_found', 0x040a: 'printer.format' };
    for (const [code, expected] of Object.entries(codes)) {
      answering(() => ({ code: Number(code) }));
      await assert.rejects(ask(), { code: expected });
    }
  });

  it('tells HTTP refusals apart', async () => {
    const statuses = {
      401: 'printer.rejected',
      404: 'printer.not_found',
      500: 'printer.unreachable',
    };
    for (const [status, expected] of Object.entries(statuses)) {
      handle = (_request, response) => void response.writeHead(Number(status)).end();
      await assert.rejects(ask(), { code: expected });
    }
  });

  it('ends with a printer that says nothing, hangs up or is not there', async () => {
    handle = () => {};
    await assert.rejects(ask(), { code: 'printer.unreachable' });
    handle = (request) => void request.socket.destroy();
    await assert.rejects(ask(), { code: 'printer.unreachable' });
    const operation = Operation['Get-Printer-Attributes'];
    const nobody = client.request({ uri: 'ipp://127.0.0.1:1/x', operation });
    await assert.rejects(nobody, { code: 'printer.unreachable' });
  });

  it('asks once more where the server hung up on a question, and never sends a change twice', async () => {
    const hangsUpFirst = (): (() => number) => {
      let asked = 0;
      answering(() => ({ code: 0 }));
      const answers = handle;
      handle = (request, response) => {
        asked += 1;
        if (asked === 1) request.socket.destroy();
        else answers(request, response);
      };
      return () => asked;
    };
    let asked = hangsUpFirst();
    assert.equal((await ask()).code, 0);
    assert.equal(asked(), 2);
    asked = hangsUpFirst();
    const change = client.request({ uri, operation: Operation['Pause-Printer'] });
    await assert.rejects(change, { code: 'printer.unreachable' });
    assert.equal(asked(), 1);
  });

  it('refuses an endless answer, another answer and nonsense', async () => {
    handle = (_request, response) => {
      response.on('error', () => {});
      Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(65_536);
        })(),
      ).pipe(response);
    };
    await assert.rejects(ask(), { code: 'printer.unreachable' });
    handle = (_request, response) => void response.end(Buffer.from('0200000000bc614e0103', 'hex'));
    await assert.rejects(ask(), { code: 'ipp.malformed' });
    handle = (_request, response) => void response.end('<html>');
    await assert.rejects(ask(), { code: 'ipp.malformed' });
  });

  it('refuses addresses that are none of a printer', async () => {
    for (const bad of ['ftp://x/y', 'not an address', 'file:///etc/passwd']) {
      const operation = Operation['Get-Printer-Attributes'];
      await assert.rejects(client.request({ uri: bad, operation }), { code: 'request.invalid' });
    }
  });

  it('gives up when told to, in the middle of a document', async () => {
    handle = (request) => void request.resume();
    const abort = new AbortController();
    const endless = Readable.from(
      (async function* () {
        for (;;) {
          yield Buffer.alloc(1000);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      })(),
    );
    setTimeout(() => abort.abort(), 50);
    const printing = client.request({
      uri,
      operation: Operation['Print-Job'],
      document: { open: () => endless, bytes: 1e9 },
      signal: abort.signal,
    });
    await assert.rejects(printing, { code: 'request.cancelled' });
    assert.ok(endless.destroyed);
  });

  it('prints with Print-Job where there is no Create-Job', async () => {
    const document = Buffer.from([0, 255, 128, 3]);
    let printed: Buffer | undefined;
    let jobName: unknown;
    answering(async (message, body) => {
      if (message.code !== Operation['Print-Job']) {
        const attributes = new Map([
          ['printer-info', name('Old one')],
          ['printer-is-accepting-jobs', boolean(true)],
          ['operations-supported', integer(2, 4, 8, 9, 10, 11)],
          ['document-format-supported', mimeType('application/octet-stream')],
          ['sides-supported', keyword('one-sided')],
        ]);
        return { code: 0, attributes, groupTag: 4 };
      }
      jobName = message.groups[0]?.attributes.get('job-name')?.[0]?.value;
      printed = await buffer(body);
      return { code: 0, attributes: new Map([['job-id', integer(12)]]) };
    });
    const handed: (string | null)[] = [];
    const submission = {
      document: () => Readable.from([document]),
      bytes: document.length,
      name: 'Ünïcödé '.repeat(60),
      format: 'application/pdf',
      options: {},
      tag: 'hw-abc',
      onHandover: async (job: string | null) => void handed.push(job),
    };
    const backend = new IppBackend(client);
    const job = await backend.submit(uri, submission, new AbortController().signal);
    assert.equal(job, '12');
    assert.deepEqual(handed, [null]);
    assert.deepEqual(printed, document);
    assert.ok(Buffer.byteLength(String(jobName)) <= 255);
    assert.match(String(jobName), /^Ünïcödé .* \[hw-abc\]$/);
  });
});
