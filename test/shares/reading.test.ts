import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFileSync, readdirSync, readSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { PassThrough, Writable } from 'node:stream';
import { readHeld } from '../../agent/platform/linux/held-bytes.ts';
import { sendFile } from '../../src/shares/file-stream.ts';
import type { ReadHeld } from '../../src/shares/local/held-bytes.ts';
import { requestedRange } from '../../src/shares/range-request.ts';
import { bytesOf, localShare, refuses, type LocalShare } from './local-share.ts';

const MIB = 1 << 20;

describe('reading a file', () => {
  let share: LocalShare;
  const content = randomBytes(5 * MIB + 123);
  beforeEach(() => {
    share = localShare();
    writeFileSync(join(share.root, 'file'), content);
  });
  afterEach(() => share.remove());

  it('gives whole files, empty ones too, and ranges of them', async () => {
    writeFileSync(join(share.root, 'empty'), '');
    const whole = await share.files.read('file');
    assert.equal(whole.size, content.length);
    assert.ok((await bytesOf(whole.stream)).equals(content));
    assert.equal((await bytesOf((await share.files.read('empty')).stream)).length, 0);
    for (const [start, end] of [
      [0, 0],
      [MIB - 1, MIB],
      [5 * MIB, 99 * MIB],
      [17, 3 * MIB],
    ] as const) {
      const part = await share.files.read('file', { range: { start, end } });
      assert.equal(part.range?.end, Math.min(end, content.length - 1));
      assert.ok((await bytesOf(part.stream)).equals(content.subarray(start, end + 1)));
    }
    const behind = { start: content.length, end: content.length };
    await refuses(share.files.read('file', { range: behind }), 'request.range');
    await refuses(share.files.read(''), 'path.not_file');
  });

  it('sends the same bytes through pooled buffers to a slow and to a fast reader', async () => {
    for (const slow of [false, true]) {
      const chunks: Buffer[] = [];
      const sink = new Writable({
        write(chunk: Buffer, _encoding, done) {
          const take = (): void => {
            chunks.push(Buffer.from(chunk));
            done();
          };
          if (slow) setTimeout(take, 2);
          else take();
        },
      });
      await sendFile((await share.files.read('file')).stream, sink);
      assert.ok(Buffer.concat(chunks).equals(content));
    }
  });

  it('sends the same bytes whatever part of a file the system has in memory', async () => {
    const some: ReadHeld = (handle, into, position) => {
      const asked = Math.floor(position / 100_000) % 3;
      if (asked === 0) return -1;
      return readSync(handle, into, 0, Math.min(into.length, asked * 50_000), position);
    };
    for (const held of [some, readHeld]) {
      let bytes = 0;
      const files = share.open({
        readHeld: (handle, into, position) => {
          const got = held(handle, into, position);
          bytes += Math.max(0, got);
          return got;
        },
      });
      const sent: Buffer[] = [];
      const sink = new Writable({
        write(chunk: Buffer, _encoding, done) {
          sent.push(Buffer.from(chunk));
          setImmediate(done);
        },
      });
      await sendFile(
        (await files.read('file', { range: { start: 1, end: 3 * MIB } })).stream,
        sink,
      );
      assert.ok(Buffer.concat(sent).equals(content.subarray(1, 3 * MIB + 1)));
      assert.ok((await bytesOf((await files.read('file')).stream)).equals(content));
      if (process.platform === 'linux') assert.ok(bytes > MIB, `${bytes} were in memory`);
    }
    assert.ok(readHeld(-1, Buffer.alloc(10), 0) < 0);
  });

  it('ends with an error when the file changes under the read', async () => {
    for (const change of [
      () => truncateSync(join(share.root, 'file'), MIB),
      () => appendFileSync(join(share.root, 'file'), 'more'),
    ]) {
      const { stream } = await share.files.read('file');
      change();
      await refuses(bytesOf(stream), 'transfer.changed');
      const sink = new PassThrough();
      sink.resume();
      sink.on('error', () => {});
      const again = await share.files.read('file');
      change();
      appendFileSync(join(share.root, 'file'), 'x');
      await refuses(sendFile(again.stream, sink), 'transfer.changed');
    }
  });

  it('leaves no file open when a reader goes away', async () => {
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let n = 0; n < 20; n++) {
      const { stream } = await share.files.read('file');
      stream.once('data', () => stream.destroy());
      await new Promise((resolve) => stream.once('close', resolve));
      const sink = new Writable({ write: () => void sink.destroy() });
      await refuses(
        sendFile((await share.files.read('file')).stream, sink),
        'transfer.interrupted',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(open() <= before + 1, `${open()} after ${before}`);
  });

  it('changes the entity tag with the content', async () => {
    const first = await share.files.stat('file');
    assert.match(first.etag, /^"[0-9a-z-]+"$/u);
    appendFileSync(join(share.root, 'file'), 'x');
    assert.notEqual((await share.files.stat('file')).etag, first.etag);
  });

  it('asks for the size only for a range from the end', async () => {
    const never = (): Promise<number> => assert.fail('asked');
    assert.equal(await requestedRange(undefined, never), undefined);
    assert.deepEqual(await requestedRange('bytes=1-2', never), { start: 1, end: 2 });
    assert.equal((await requestedRange('bytes=7-', never))?.start, 7);
    assert.deepEqual(await requestedRange('bytes=-2', async () => 10), { start: 8, end: 9 });
    await refuses(
      requestedRange('bytes=-0', async () => 10),
      'request.range',
    );
  });
});
