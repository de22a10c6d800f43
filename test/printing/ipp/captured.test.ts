/** What CUPS's own programs and a real cupsd say goes through the codec unchanged, byte for byte. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { decodeMessage } from '../../../src/printing/ipp/decode.ts';
import { encodeMessage } from '../../../src/printing/ipp/encode.ts';
import { ANSWER_LIMITS } from '../../../src/printing/ipp/limits.ts';
import { type Cups, cupsInstalled, startCups } from '../../support/cups.ts';
import { makePdf } from '../../support/pdf.ts';
import { temporaryFolder } from '../../support/temporary.ts';

describe('IPP codec: captured messages', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const file = join(folder.path, 'letter.pdf');
  /** Each request that a program of CUPS sent, and what the cupsd behind answered. */
  const requests: Buffer[] = [];
  const answers: Buffer[] = [];
  let cups: Cups;
  /** Stands between the programs and cupsd, and writes down what passes. */
  const relay = createServer((incoming, outgoing) => {
    const asked: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => asked.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(asked);
      if (isIpp(incoming)) requests.push(body);
      const { host, port } = cups.server;
      const { 'transfer-encoding': _chunked, expect: _expect, ...headers } = incoming.headers;
      const { method, url: path } = incoming;
      const on = request({
        host, port, method, path,
        headers: { ...headers, 'content-length': body.length },
      }); // biome-ignore format: one request
      on.on('response', (answer) => {
        const said: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => said.push(chunk));
        answer.on('end', () => {
          if (isIpp(answer)) answers.push(Buffer.concat(said));
          const type = answer.headers['content-type'] ?? 'application/ipp';
          outgoing.writeHead(answer.statusCode ?? 500, { 'content-type': type });
          outgoing.end(Buffer.concat(said));
        });
      });
      on.end(body);
    });
  });

  before(async function () {
    if (!cupsInstalled() || !existsSync('/usr/bin/lp')) this.skip();
    writeFileSync(file, makePdf());
    cups = await startCups();
    await cups.addPdfQueue('laser', 'file:///dev/null');
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const server = `127.0.0.1:${(relay.address() as AddressInfo).port}`;
    for (const argv of [
      ['/usr/bin/lpstat', '-h', server, '-l', '-p', '-v'],
      ['/usr/bin/lp', '-h', server, '-d', 'laser', '-o', 'media=A4', '-o', 'page-ranges=1', file],
      ['/usr/bin/lpstat', '-h', server, '-W', 'all', '-o'],
      ['/usr/bin/lpoptions', '-h', server, '-p', 'laser', '-l'],
    ]) {
      const [program = '', ...args] = argv;
      const child = spawn(program, args, { stdio: 'ignore' });
      await once(child, 'exit');
    }
  });
  after(async () => {
    relay.close();
    await cups?.stop();
    folder.remove();
  });

  it('come out as they went in', () => {
    assert.ok(requests.length >= 4, `${requests.length} requests`);
    assert.ok(answers.length >= 4);
    let values = 0;
    for (const bytes of [...requests, ...answers]) {
      const { message, length } = decodeMessage(bytes, ANSWER_LIMITS);
      assert.deepEqual(encodeMessage(message), bytes.subarray(0, length));
      for (const { attributes } of message.groups) values += attributes.size;
    }
    assert.ok(values > 100, `${values} attributes`);
  });
});

function isIpp({ headers }: IncomingMessage): boolean {
  return headers['content-type'] === 'application/ipp' && headers['content-length'] !== '0';
}
