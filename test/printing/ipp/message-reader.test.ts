/** The message is taken off a stream; its document stays a stream of the same bytes. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { encodeMessage } from '../../../src/printing/ipp/encode.ts';
import { readMessage } from '../../../src/printing/ipp/message-reader.ts';
import { charset, uri } from '../../../src/printing/ipp/values.ts';

const message = {
  version: { major: 2, minor: 0 },
  code: 2,
  requestId: 9,
  groups: [
    {
      tag: 1,
      attributes: new Map([
        ['attributes-charset', charset('utf-8')],
        ['printer-uri', uri('ipp://localhost/printers/x')],
      ]),
    },
  ],
};
const header = encodeMessage(message);
/** Bytes that no text decoding leaves alone. */
const document = Buffer.from(Array.from({ length: 5000 }, (_byte, index) => (index * 7) & 0xff));

function inPieces(bytes: Buffer, size: number): Readable {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return Readable.from(pieces);
}

describe('IPP message reader', () => {
  it('splits message and document wherever the pieces break', async () => {
    for (const size of [1, 2, 7, header.length - 1, header.length, header.length + 1, 100_000]) {
      const read = await readMessage(inPieces(Buffer.concat([header, document]), size));
      assert.deepEqual(read.message, message);
      assert.deepEqual(await buffer(read.document), document);
    }
  });

  it('gives an empty document where there is none', async () => {
    const read = await readMessage(inPieces(header, 10));
    assert.equal((await buffer(read.document)).length, 0);
  });

  it('refuses a message that ends early, and destroys its source', async () => {
    const source = inPieces(header.subarray(0, -1), 10);
    await assert.rejects(readMessage(source), { code: 'ipp.malformed' });
    assert.ok(source.destroyed);
  });

  it('refuses an endless message without gathering it', async () => {
    let sent = 0;
    const source = Readable.from(
      (function* () {
        yield Buffer.from('020000020000000101', 'hex');
        for (;;) {
          sent += 1000;
          yield Buffer.concat([Buffer.from('30000003e3', 'hex'), Buffer.alloc(995)]);
        }
      })(),
    );
    await assert.rejects(readMessage(source), { code: 'ipp.malformed' });
    assert.ok(sent < 300_000);
  });

  it('reads a long message that drips in byte by byte in time', async () => {
    const long = {
      ...message,
      groups: Array.from({ length: 4000 }, () => ({
        tag: 2,
        attributes: new Map([['attribute-name', charset('utf-8')]]),
      })),
    };
    const read = await readMessage(inPieces(encodeMessage(long), 1));
    read.document.destroy();
    assert.equal(read.message.groups.length, 4000);
  });

  it('destroys the source with the document', async () => {
    const source = inPieces(Buffer.concat([header, document]), 50);
    const read = await readMessage(source);
    const first = (await read.document[Symbol.asyncIterator]().next()) as { value: Buffer };
    assert.ok(first.value.length > 0);
    read.document.destroy();
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(source.destroyed);
  });
});
