/** Bytes on offer hold nothing once whoever pulls them has gone away. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { PassThrough, Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import { sendBytes } from '../../agent/http/send-file.ts';
import type { ByteSource } from '../../src/net/peer-transport.ts';
import { passOnce } from '../../src/shares/upload-source.ts';

const SIZE = 1000;

/** Its first bytes come, and then nothing: a drive that does not answer, say. */
function stuck(): Readable {
  let begun = false;
  return new Readable({
    read() {
      if (!begun) this.push('first');
      begun = true;
    },
  });
}

describe('bytes on offer', () => {
  let app: FastifyInstance;
  let source: ByteSource;
  let begin: (close: () => void) => void;
  let sending: PromiseWithResolvers<void>;

  beforeEach(async () => {
    begin = () => {};
    sending = Promise.withResolvers();
    app = fastify();
    app.get('/', async (request, reply) => {
      begin(() => reply.raw.destroy());
      await sendBytes(request, reply, source).finally(sending.resolve);
      return reply;
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => app.close());

  async function pull(): Promise<IncomingMessage> {
    const { port } = app.server.address() as AddressInfo;
    const [answer] = await once(get({ port, host: '127.0.0.1' }), 'response');
    return answer as IncomingMessage;
  }

  it('come whole', async () => {
    const bytes = Buffer.alloc(SIZE, 'a');
    source = { size: SIZE, read: () => Readable.from([bytes], { objectMode: false }) };
    assert.deepEqual(await buffer(await pull()), bytes);
    await sending.promise;
  });

  it('are read no longer when the reader goes away in the middle of a read', async () => {
    const stream = stuck();
    source = { size: SIZE, read: () => stream };
    const answer = await pull();
    await once(answer, 'readable');
    answer.destroy();
    await sending.promise;
    assert.ok(stream.destroyed);
  });

  it('wait for no further bytes of an upload whose reader went away', async () => {
    const upload = new PassThrough();
    source = passOnce(upload, SIZE);
    upload.write('first');
    const answer = await pull();
    await once(answer, 'readable');
    answer.destroy();
    await sending.promise;
    assert.ok(!upload.destroyed);
  });

  it('are let go of where the reader was gone before the first of them', async () => {
    const stream = stuck();
    source = { size: SIZE, read: () => stream };
    begin = (close) => close();
    await assert.rejects(pull());
    await sending.promise;
    assert.ok(stream.destroyed);
  });
});
