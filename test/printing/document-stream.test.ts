/** A document is read as it is, and its memory can be given back piece by piece. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import { release } from '../../src/net/own-memory.ts';
import { DocumentStream, sendingTo } from '../../src/printing/document-stream.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('a document from the spool', () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'document');
  const bytes = randomBytes(600_000);
  before(() => writeFileSync(file, bytes));
  after(() => folder.remove());

  it('is read whole, or the part that is asked for', async () => {
    assert.deepEqual(await buffer(new DocumentStream(file)), bytes);
    for (const [start, end] of [
      [0, 0],
      [262_143, 262_144],
      [599_999, 599_999],
      [10, 599_998],
    ] as const)
      assert.deepEqual(
        await buffer(new DocumentStream(file, { start, end })),
        bytes.subarray(start, end + 1),
      );
  });

  it('gives back the memory of what was sent, and of nothing else', async () => {
    const sizes: number[] = [];
    for await (const piece of new DocumentStream(file)) {
      sizes.push((piece as Buffer).length);
      release(piece as Buffer);
      assert.equal((piece as Buffer).buffer.byteLength, 0);
    }
    assert.deepEqual(sizes, [262_144, 262_144, 75_712]);
    const other = Buffer.from('kept by somebody');
    release(other);
    assert.equal(other.toString(), 'kept by somebody');
  });

  it('fails where there is none, and closes what it opened when it is given up', async () => {
    await assert.rejects(buffer(new DocumentStream(`${file}-not`)), { code: 'ENOENT' });
    for (let times = 0; times < 50; times += 1) {
      const stream = new DocumentStream(file);
      stream.read();
      stream.destroy();
      await new Promise((resolve) => stream.once('close', resolve));
      assert.ok(stream.destroyed);
    }
  });

  it('is sent whole, and no further when the connection closes, even one that says nothing', async () => {
    const sent: Buffer[] = [];
    const connection = new Writable({
      write: (piece: Buffer, _encoding, done) => {
        sent.push(Buffer.from(piece));
        done();
      },
    });
    await pipeline(new DocumentStream(file), sendingTo(connection));
    assert.deepEqual(Buffer.concat(sent), bytes);
    assert.equal(connection.listenerCount('close'), 0);
    const silent = new Writable({ write: () => {} });
    const sending = sendingTo(silent);
    sending.write(bytes);
    silent.destroy();
    await once(sending, 'close');
    await assert.rejects(finished(sendingTo(silent)));
  });
});
