import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as api from '../../src/api/peer.ts';
import type { ByteRange } from '../../src/base/byte-range.ts';
import type { EntryPage } from '../../src/model/entry.ts';
import type { Offers, PeerTransport, StreamAnswer } from '../../src/net/peer-transport.ts';
import { ShareAccess } from '../../src/shares/share-access.ts';
import type { ListOptions } from '../../src/shares/file-system.ts';
import { justBefore } from '../../src/shares/peer-file-system.ts';
import { compareCodePoints } from '../../src/shares/folder-names.ts';
import { UploadReceiver, type FileOffer } from '../../src/shares/upload-receiver.ts';
import type { ByteSource } from '../../src/net/peer-transport.ts';
import { ManualClock } from '../support/temporary.ts';
import { bytesOf, localShare, refuses, type LocalShare } from './local-share.ts';

const [anna, bert] = ['a'.repeat(52), 'b'.repeat(52)];
const share = 's'.repeat(16);

function answer(size: number, range: ByteRange | undefined, body: Readable): StreamAnswer {
  const length = String(range ? range.end - range.start + 1 : size);
  const part = range ? { 'content-range': `bytes ${range.start}-${range.end}/${size}` } : {};
  const headers = {
    'content-length': length,
    etag: '"e"',
    'last-modified': new Date(1000).toUTCString(),
    ...part,
  };
  return { status: range ? 206 : 200, headers, body };
}

/** Anna's agent and Bert's, whose share it is, joined without a network. */
class Pair implements PeerTransport, Offers {
  readonly owner: LocalShare = localShare();
  readonly clock = new ManualClock();
  page: EntryPage | undefined;
  /** Bytes after which the next pulls break off. */
  breaks: number[] = [];
  pulls = 0;
  #offered: ByteSource | undefined;
  readonly receiver = new UploadReceiver({
    transport: this,
    // Waiting takes no time here.
    clock: Object.assign(this.clock, {
      after: (_ms: number, run: () => void) => (setImmediate(run), () => {}),
    }),
    openFor: () => this.owner.files,
  });
  readonly access = new ShareAccess({
    device: anna,
    openFor: () => assert.fail('not an own share'),
    transport: this,
    offers: this,
    spool: join(this.owner.top, 'spool'),
    clock: this.clock,
  });

  offer(_device: string, source: ByteSource): { id: string; withdraw: () => void } {
    this.#offered = source;
    return { id: 'f'.repeat(32), withdraw: () => (this.#offered = undefined) };
  }

  call: PeerTransport['call'] = async (_device, target, input) => {
    const { query, body } = input as { query?: ListOptions & { path: string }; body?: FileOffer };
    const { files } = this.owner;
    if ((target as unknown) === api.listPeerEntries) {
      return (this.page ?? (await files.list(query?.path ?? '', query))) as never;
    }
    if ((target as unknown) === api.createPeerFolder)
      return (await files.createFolder(query?.path ?? '')) as never;
    assert.ok(body);
    return (await this.receiver.receiveOffer(anna, share, body)) as never;
  };

  open: PeerTransport['open'] = async (_device, target, input, { range } = {}) => {
    if ((target as unknown) === api.readPeerFile) {
      const { query } = input as unknown as { query: { path: string } };
      const read = await this.owner.files.read(query.path, { range });
      return { ...answer(read.size, read.range, read.stream) };
    }
    const source = this.#offered;
    assert.ok(source);
    this.pulls++;
    const limit = this.breaks.shift();
    const body = source.read(range);
    return answer(
      source.size,
      range,
      limit === undefined ? body : Readable.from(broken(body, limit)),
    );
  };
}

async function* broken(body: Readable, limit: number): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const chunk of body) {
    const part = (chunk as Buffer).subarray(0, limit - sent);
    sent += part.length;
    if (part.length > 0) yield part;
    if (sent >= limit) throw new Error('socket hang up');
  }
}

describe("a peer's share", () => {
  let pair: Pair;
  const content = randomBytes(2_500_000);
  beforeEach(() => {
    pair = new Pair();
    mkdirSync(join(pair.owner.root, 'folder/b'), { recursive: true });
    writeFileSync(join(pair.owner.root, 'folder/file'), content);
    writeFileSync(join(pair.owner.root, 'empty'), '');
  });
  afterEach(() => pair.owner.remove());

  it('is read like an own one', async () => {
    const files = pair.access.open(bert, share);
    assert.deepEqual(
      (await files.list('folder')).entries.map(({ name }) => name),
      ['b', 'file'],
    );
    assert.ok((await bytesOf((await files.read('folder/file')).stream)).equals(content));
    const part = await files.read('folder/file', { range: { start: 5, end: 9 } });
    assert.deepEqual([part.size, part.range], [content.length, { start: 5, end: 9 }]);
    assert.ok((await bytesOf(part.stream)).equals(content.subarray(5, 10)));
    const sizes = await Promise.all(
      ['folder/file', 'empty', 'folder/b', ''].map((path) => files.stat(path)),
    );
    assert.deepEqual(sizes.map(({ kind, size }) => [kind, size]), [
      ['file', content.length], ['file', 0], ['folder', 0], ['folder', 0],
    ]); // biome-ignore format: a list
    await refuses(files.stat('folder/none'), 'path.not_found');
    await refuses(files.read('../x'), 'path.outside');
  });

  it('is believed neither hostile names nor pages without end', async () => {
    const entry = (name: string) => ({ name, kind: 'file' as const, size: 1, modified: 0 });
    pair.page = { entries: ['../x', 'a/b', '..', '', 'x\0', 'good'].map(entry), next: 'a' };
    const page = await pair.access.open(bert, share).list('', { after: 'b' });
    assert.deepEqual([page.entries.map(({ name }) => name), page.next], [['good'], null]);
  });

  it('takes uploads of known and of unknown size', async () => {
    const files = pair.access.open(bert, share);
    const hash = createHash('sha256').update(content).digest('hex');
    const chunks = (): Readable => Readable.from([content.subarray(0, 7), content.subarray(7)]);
    for (const [name, size] of [
      ['known', content.length],
      ['unknown', undefined],
    ] as const) {
      assert.deepEqual(await files.write(name, chunks(), { size }), {
        bytes: content.length,
        hash,
      });
      assert.ok(readFileSync(join(pair.owner.root, name)).equals(content));
    }
    await files.write('none', Readable.from([]), { size: 0 });
    await refuses(files.write('known', chunks(), { size: content.length }), 'path.exists');
    assert.deepEqual(readdirSync(join(pair.owner.top, 'spool')), []);
    await files.createFolder('new');
    assert.equal((await files.stat('new')).kind, 'folder');
  });

  it('resumes a pull that broke, where it stopped', async () => {
    pair.breaks = [1_000_000, 0, 700_000];
    const files = pair.access.open(bert, share);
    await files.write('file', Readable.from([content]));
    assert.ok(readFileSync(join(pair.owner.root, 'file')).equals(content));
    assert.equal(pair.pulls, 4);
  });

  it('gives up after a few tries and leaves nothing', async () => {
    pair.breaks = [10, 0, 0, 0, 0, 0];
    const files = pair.access.open(bert, share);
    await refuses(files.write('file', Readable.from([content])), 'transfer.interrupted');
    pair.breaks = [10];
    const once = Readable.from([content]);
    await refuses(files.write('file', once, { size: content.length }), 'transfer.interrupted');
    assert.equal(once.errored, null);
    assert.deepEqual(readdirSync(pair.owner.root).sort(), ['empty', 'folder']);
  });

  it('finds one entry by the name just before it', () => {
    for (const name of ['a', 'folder', '🖨', '\ue000', 'x\0', '\u0001'])
      assert.ok(compareCodePoints(justBefore(name), name) < 0, JSON.stringify(name));
  });
});
